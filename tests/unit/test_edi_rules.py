"""Plain rules of trading partners: tolerance, names of facts, places, comparison."""

from odoo.addons.healthcare_edi.acknowledgment_words import as_issue, sentence, words
from odoo.addons.healthcare_edi.codec.listing import key_of, rows
from odoo.addons.healthcare_edi.comparison import ADDED, CHANGED, REMOVED, SAME, compare
from odoo.addons.healthcare_edi.envelope_facts import facts_of, plain, spellings
from odoo.addons.healthcare_edi.segment_words import word
from odoo.addons.healthcare_edi.tolerance import Rule, judge, severity_of
from odoo.addons.healthcare_integration_base.canonical import AcknowledgedError
from odoo.addons.healthcare_integration_base.codec.base import Decoded, Part
from odoo.addons.healthcare_integration_base.issue import (
    ERROR,
    FATAL,
    GROUP,
    INTERCHANGE,
    WARNING,
    Issue,
)

X12 = (
    f"ISA*00*{' ' * 10}*00*{'SECRET'.ljust(10)}*ZZ*{'SUPPLY'.ljust(15)}*ZZ*"
    f"{'HOSPITAL'.ljust(15)}*260105*1200*U*00401*000000007*0*T*:~\n"
    "GS*PR*SUPPLY*HOSPITAL*20260105*1200*7*X*004010~\n"
    "ST*855*0001~\nBAK*00*AD*PO1*20260105~\nPO1*1*4*BX~\nPO1*2*5*BX~\nSE*5*0001~\n"
    "ST*855*0002~\nBAK*00*AD*PO2*20260105~\nPO1*1*4*BX~\nSE*4*0002~\n"
    "GE*2*7~\nIEA*1*000000007~\n"
)
EDIFACT = (
    "UNA:+.? 'UNB+UNOC:3+SUPPLY:ZZ+HOSPITAL+260105:1200+42'"
    "UNH+1+ORDRSP:D:96A:UN'BGM+231+PO1?+2+4'LIN+1++GLV:SA'UNT+4+1'UNZ+1+42'"
)
HL7 = "MSH|^~\\&|A|B|C|D|20260105||ADT^A01|77|P|2.5\rPID|1||4711\rPV1|1|I\r"


class TestTolerance:
    def test_what_the_reader_calls_fatal_stays_fatal(self):
        issue = Issue("x12.se.missing", "ST[1]", FATAL)
        assert severity_of(issue, [Rule("*", "note")]) == FATAL

    def test_strict_unless_agreed_otherwise(self):
        issue = Issue("x12.se01.count", "ST[1]/SE-01", ERROR)
        assert severity_of(issue, []) == FATAL
        assert severity_of(issue, [Rule("x12.se01.*", "note")]) == "note"
        other = Issue("x12.gs08.version", "GS[1]/GS-08", WARNING)
        assert severity_of(other, []) == WARNING
        assert severity_of(other, [Rule("x12.gs08.*", "fatal")]) == FATAL

    def test_the_first_rule_decides(self):
        issue = Issue("edifact.unt01.count", "UNH[1]", ERROR)
        rules = [Rule("edifact.unt01.count", "warning"), Rule("edifact.*", "fatal")]
        assert severity_of(issue, rules) == "warning"

    def _parts(self, *places):
        return tuple(Part("855", (), place) for place in places)

    def _blocked(self, decoded):
        return [part.where for part in decoded.parts if part.blocked]

    def test_a_group_blocks_its_sets_only(self):
        parts = self._parts("UNB[1]/UNG[1]/UNH[1]", "UNB[1]/UNG[2]/UNH[1]")
        issue = Issue("edifact.une01.count", "UNB[1]/UNG[2]/UNE-01", ERROR, level=GROUP)
        found = judge(Decoded(parts, (issue,)), [])
        assert self._blocked(found) == ["UNB[1]/UNG[2]/UNH[1]"]
        assert not any(issue.blocks for issue in found.issues)

    def test_an_interchange_blocks_its_own_sets(self):
        parts = self._parts("ISA[1]/GS[1]/ST[1]", "ISA[2]/GS[1]/ST[1]")
        where = "ISA[2]/IEA-01"
        issue = Issue("x12.iea01.count", where, ERROR, level=INTERCHANGE)
        found = judge(Decoded(parts, (issue,)), [])
        assert self._blocked(found) == ["ISA[2]/GS[1]/ST[1]"]
        alone = judge(Decoded(parts[1:], (issue,)), [])
        assert alone.issues[0].blocks, "nothing is left: the file is refused"

    def test_tenth_of_its_name_is_not_the_first(self):
        places = [f"ISA[1]/GS[{n}]/ST[1]" for n in range(1, 12)]
        issue = Issue("x12.ge01.count", "ISA[1]/GS[1]/GE-01", ERROR, level=GROUP)
        found = judge(Decoded(self._parts(*places), (issue,)), [])
        assert self._blocked(found) == ["ISA[1]/GS[1]/ST[1]"]


class TestFacts:
    def test_names_of_each_syntax(self):
        facts = facts_of("x12", {"isa06": "A  ", "isa13": "000000042", "isa15": "T"})
        assert (facts.sender, facts.interchange, facts.usage) == ("A", "000000042", "T")
        facts = facts_of("edifact", {"unb02": "A", "unb05": "42", "unb11": "1"})
        assert (facts.sender, facts.interchange, facts.usage) == ("A", "42", "T")
        assert facts_of("edifact", {}).usage == "P"
        facts = facts_of("hl7", {"msh3": "A", "msh10": "7", "msh11": "D"})
        assert (facts.sender, facts.set, facts.usage) == ("A", "7", "T")
        assert facts_of("json", {"isa13": "1"}).interchange == ""

    def test_numbers_with_and_without_zeros(self):
        assert plain("000000042") == "42"
        assert plain("000") == "0"
        assert plain("") == ""
        assert spellings("42") == ["000000042", "42"]
        assert spellings("0042") == ["000000042", "0042", "42"]


class TestRows:
    def _rows(self, codec, text):
        return list(rows(codec, text.encode(), 100))

    def test_x12(self):
        found = self._rows("x12", X12)
        assert [row.tag for row in found[:4]] == ["ISA", "GS", "ST", "BAK"]
        assert [row.depth for row in found[:4]] == [0, 1, 2, 3]
        keys = [row.key for row in found if row.tag == "PO1"]
        first, second = "ISA[1]/GS[1]/ST[1]", "ISA[1]/GS[1]/ST[2]"
        assert keys == [(first, "PO1", 1), (first, "PO1", 2), (second, "PO1", 1)]
        assert [row.key for row in found[-3:]] == [
            (second, "SE", 1),
            ("ISA[1]/GS[1]", "GE", 1),
            ("ISA[1]", "IEA", 1),
        ]

    def test_edifact(self):
        found = self._rows("edifact", EDIFACT)
        assert [row.tag for row in found] == [
            *("UNB", "UNH", "BGM", "LIN", "UNT", "UNZ")
        ]
        bgm = found[2]
        assert bgm.key == ("UNB[1]/UNH[1]", "BGM", 1)
        assert bgm.elements == ("BGM", "231", "PO1+2", "4")

    def test_hl7(self):
        found = self._rows("hl7", HL7)
        assert [row.tag for row in found] == ["MSH", "PID", "PV1"]
        assert found[1].elements[:4] == ("PID", "1", "", "4711")

    def test_issues_find_their_segment(self):
        places = {
            "ISA[1]/GS[1]/ST[2]/SE-01": (("ISA[1]/GS[1]/ST[2]", "SE", 1), 1),
            "ISA[1]/GS[1]/GE-01": (("ISA[1]/GS[1]", "GE", 1), 1),
            "ISA[1]/ISA-06": (("ISA[1]", "ISA", 1), 6),
            "ISA[1]/GS[1]/ST[1]/PO1[2]/PO1-04": (("ISA[1]/GS[1]/ST[1]", "PO1", 2), 4),
            "ISA[1]/GS[1]/ST[1]/CLP[3]/SVC[2]": (
                ("ISA[1]/GS[1]/ST[1]", "SVC", 2),
                None,
            ),
            "ISA[1]/GS[1]/ST[1]": (("ISA[1]/GS[1]/ST[1]", "ST", 1), None),
        }
        for where, expected in places.items():
            assert key_of(where, "x12") == expected
        known = {row.key for row in self._rows("x12", X12)}
        assert ("ISA[1]/GS[1]/ST[2]", "SE", 1) in known

    def test_every_row_is_bounded(self):
        long = X12.replace("PO1*1*4*BX~\n", "PO1*1*4*BX~\n" * 5_000, 1)
        assert len(list(rows("x12", long.encode(), 100))) == 100

    def test_words(self):
        assert word("x12", "PO1") == "Ordered line"
        assert word("edifact", "QTY") == "Quantity"
        assert word("x12", "ZZZ") == ""


class TestCompare:
    def test_changed_added_removed(self):
        left = [("BEG", "1"), ("PO1", "1", "4"), ("PO1", "2", "5"), ("CTT", "2")]
        right = [("BEG", "1"), ("PO1", "1", "6"), ("REF", "X"), ("CTT", "2")]
        found = compare(left, right)
        assert found == [
            (SAME, 0, 0, ()),
            (CHANGED, 1, 1, (2,)),
            (REMOVED, 2, None, ()),
            (ADDED, None, 2, ()),
            (SAME, 3, 3, ()),
        ]

    def test_elements_left_out(self):
        assert compare([("A", "1", "2")], [("A", "1")]) == [(CHANGED, 0, 0, (2,))]

    def test_nothing(self):
        assert compare([], []) == []


class TestWords:
    def test_known_and_unknown_codes(self):
        assert "code" in words("AK403:7")
        assert words("AK403:99", "element") == "The partner complains about an element."
        assert words("", "") == "The partner complains."

    def test_a_sentence_names_the_place_and_no_value(self):
        error = AcknowledgedError("IK403:7", "element", "PO1", 5, "2000", 4, 2)
        text = sentence(error)
        assert "PO1, segment 5, element 4.2, loop 2000; IK403:7" in text
        issue = as_issue(error)
        assert issue["code"] == "ack.ik403.7" and issue["advice"]
