"""What we answer to EDIFACT interchanges, and what their answers say to us."""

import pytest

from odoo.addons.healthcare_edi.codec.edifact import FAULTS, EdifactCodec
from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS
from odoo.addons.healthcare_edi.document.edifact_acknowledging import acknowledge
from odoo.addons.healthcare_integration_base.codec.base import Envelope

from .edifact_texts import interchange, message
from .formats import DOCUMENTS
from .x12_fields import NOON

CODEC = EdifactCodec()
CONTRL = DOCUMENTS["edifact_contrl"]
GOOD = ("BGM+220+P+9", "DTM+137:20260112:102", "LIN+1", "QTY+21:4:PCE", "UNS+S")
BAD = ("BGM+220+P+9", "DTM+137:20260112:102", "LIN+1", "QTY+21:FOUR:PCE", "UNS+S")


def answered(payload):
    """The acknowledgments of a payload, all of its messages read."""
    decoded = CODEC.decode(payload.encode())
    findings = {
        part.where: DOCUMENTS["edifact_orders"].read(part).issues
        for part in decoded.parts
        if part.code == "ORDERS"
    }
    return acknowledge(decoded, findings)


def written(row):
    """The segments of the CONTRL, without its envelope."""
    envelope = Envelope(sender="A", receiver="B", created_at=NOON, usage="P")
    text = CODEC.encode([CONTRL.write(row)], envelope).decode()
    return [line[:-1] for line in text.splitlines()][3:-2]


def test_the_house_knows_who_answers():
    assert ACKNOWLEDGERS["edifact"] is acknowledge


def test_everything_is_accepted():
    (row,) = answered(interchange(message("ORDERS", *GOOD)))
    assert row.status == "accepted" and row.final
    assert written(row) == [
        "UCI+701+SENDER:14+RECEIVER:14+7",
        "UCM+1+ORDERS:D:96A:UN:EAN008+7",
    ]


def test_a_bad_message_is_rejected_at_its_segment_and_the_good_one_is_not():
    both = interchange(message("ORDERS", *GOOD), message("ORDERS", *BAD, "2"))
    (row,) = answered(both)
    assert row.status == "partly"
    assert written(row) == [
        "UCI+701+SENDER:14+RECEIVER:14+7",
        "UCM+1+ORDERS:D:96A:UN:EAN008+7",
        "UCM+2+ORDERS:D:96A:UN:EAN008+4",
        "UCS+5",
        "UCD+12+1:2",
    ]


def test_a_missing_segment_is_missed_where_the_message_ends():
    (row,) = answered(interchange(message("ORDERS", "BGM+220+P+9", "UNS+S")))
    assert row.status == "rejected"
    assert "UCS+4+13" in written(row)


def test_header_errors_are_told_with_their_service_segment():
    payload = interchange(message("ORDERS", *BAD)).replace("UNT+7+1", "UNT+9+1")
    (row,) = answered(payload)
    assert written(row)[1] == "UCM+1+ORDERS:D:96A:UN:EAN008+4+29+UNT+1"


def test_an_error_that_does_not_block_is_no_rejection():
    payload = interchange(message("ORDERS", *GOOD)).replace("UNT+7+1", "UNT+9+1")
    (row,) = answered(payload)
    assert row.status == "accepted_with_errors"
    assert written(row)[0].endswith("+7") and written(row)[1].endswith("+7")


def test_an_interchange_of_rejected_messages_is_rejected():
    (row,) = answered(interchange(message("ORDERS", *BAD)))
    assert written(row)[0].endswith("+4")


def test_groups_are_answered_as_groups():
    group = ["UNG+ORDERS+S+R+260112:0930+11+UN+D:96A", *message("ORDERS", *GOOD)]
    (row,) = answered(interchange([*group, "UNE+1+11"]))
    assert written(row)[1] == "UCF+11+++7"
    wrong = interchange([*group, "UNE+1+12"])
    (row,) = answered(wrong)
    assert row.groups[0].errors[0].code == "CONTRL:28"
    assert row.groups[0].errors[0].segment == "UNE"


def test_each_interchange_has_its_own_answer_and_a_contrl_has_none():
    one = interchange(message("ORDERS", *GOOD))
    two = interchange(message("ORDERS", *BAD), reference="702")
    three = interchange(
        message("CONTRL", "UCI+1+A+B+7", version="D:3:UN"), reference="703"
    )
    rows = answered(one + two + three)
    assert [(row.interchange_control, row.status) for row in rows] == [
        ("701", "accepted"),
        ("702", "rejected"),
    ]


def test_nothing_is_answered_without_a_reference():
    assert answered(interchange(message("ORDERS", *GOOD), reference="")) == ()


def test_what_we_answer_is_what_the_partner_reads():
    both = interchange(message("ORDERS", *GOOD), message("ORDERS", *BAD, "2"))
    (row,) = answered(both)
    (again,) = CONTRL.read(CONTRL.write(row)).documents
    assert again.status == row.status
    assert [(s.control, s.status) for g in again.groups for s in g.sets] == [
        ("1", "accepted"),
        ("2", "rejected"),
    ]
    said, told = again.groups[0].sets[1].errors[0], row.groups[0].sets[1].errors[0]
    place = ("code", "position", "element", "component")
    assert [getattr(said, n) for n in place] == [getattr(told, n) for n in place]


def test_no_value_of_the_message_is_in_the_answer():
    (row,) = answered(interchange(message("ORDERS", *BAD)))
    assert "FOUR" not in repr(row)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_every_fault_has_a_code_of_the_standard_or_none(code):
    reference = FAULTS[code].reference
    known = {2, 12, 13, 14, 15, 16, 19, 20, 21, 22, 26, 28, 29, 30, 31, 32, 33, 35}
    known |= {37, 39}
    assert not reference or int(reference.removeprefix("CONTRL:")) in known
    assert FAULTS[code].text.endswith(".") and FAULTS[code].advice.endswith(".")
