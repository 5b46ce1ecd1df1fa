"""Record 16 of BAI2: one movement."""

from odoo.addons.healthcare_integration_base.canonical import BankEntry, BankReferences
from odoo.addons.healthcare_integration_base.issue import ERROR

from ..codec.bai2_tables import direction
from ..reassociation import understood_lines

#: Type codes whose customer reference is the number of a check.
CHECKS = ("475", "395")
#: 02-07 of a day that goes on: it comes again in the statement of the day.
SAME_DAY = "3"
NOTHING = BankReferences()
#: Information without money.
NO_MONEY = ("890",)


def read_transaction(reading, fields):
    """A :class:`BankEntry`; None where there is no movement to speak of.

    The amount has no sign, the type code tells the direction; a minus that stands there
    all the same turns it. Of a code that does not tell, the amount is None.
    """
    code = fields.next()
    units = fields.units(mandatory=code not in NO_MONEY)
    availability, value_date = fields.funds(units)
    bank, customer = fields.next(), fields.next()
    lines = fields.text()
    if code in NO_MONEY or units is None:
        return None
    sign = direction(code)
    amount = None
    if not sign:
        reading.report("bai2.type_code", f"{fields.place}/16-01", ERROR)
    else:
        amount = reading.money(units * sign)
        reading.counts[sign] += 1
        reading.sums[sign] += units * sign
    trace, words = understood_lines(lines)
    pending = reading.facts.get("modifier") == SAME_DAY
    return BankEntry(
        amount,
        "pending" if pending else "booked",
        reading.currency,
        False,
        reading.day,
        value_date,
        code,
        "",
        _references(code, bank, customer, words),
        trace,
        (),
        availability if sign > 0 else (),
        f"{reading.where}{fields.place}",
    )


def _references(code, bank, customer, words):
    if not (bank or customer or words):
        return NOTHING
    check = code in CHECKS
    return BankReferences(
        bank=bank,
        customer="" if check else customer,
        check_number=customer if check else "",
        words=words,
    )
