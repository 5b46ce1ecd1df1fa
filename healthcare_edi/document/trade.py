"""What the supply chain documents share: parties, references, currency."""

from odoo.addons.healthcare_integration_base.canonical import Party
from odoo.addons.healthcare_integration_base.issue import WARNING

from .reading import text
from .vocabulary import party_qualifier, read_party
from .writing import words

VERSION = "004010"

#: N101 -> role. The first party of a role counts.
ROLES = {
    "BY": "buyer",
    "OB": "buyer",
    "ST": "ship_to",
    "BT": "bill_to",
    "SE": "supplier",
    "SU": "supplier",
    "VN": "supplier",
    "RE": "remit_to",
    "RI": "remit_to",
    "SF": "ship_from",
    "SH": "ship_from",
}

#: LDT03 (X12 element 344) -> calendar days in one of it.
LEAD_TIME_UNITS = {"DA": 1, "WK": 7}


class Parties:
    """Collects N1 loops by role."""

    def __init__(self):
        self._found = {}

    def take(self, segment):
        """Remember an N1 if its role is one of ours and still free."""
        role = ROLES.get(text(segment, 1))
        if role and role not in self._found:
            self._found[role] = read_party(segment)

    def __getitem__(self, role):
        return self._found.get(role) or Party()


def write_parties(writing, **parties):
    """N1 loops for the parties that are known, by N101 code."""
    for code, party in parties.items():
        if party.name or party.identifier:
            writing.add(
                "N1", code, words(party.name, 60), party_qualifier(party),
                party.identifier,
            )  # fmt: skip


def description(segment, known):
    """PID05, joined to what earlier PID segments of the line said."""
    return " ".join(filter(None, (known, text(segment, 5))))


def lead_time_days(reading, segment):
    """LDT as calendar days; a warning and None for units that are no number of days."""
    count = reading.amount(segment, 2)
    days = LEAD_TIME_UNITS.get(text(segment, 3))
    if count is None:
        return None
    if days is None:
        reading.report("x12.lead_time.unit", segment, 3, WARNING)
        return None
    return count * days
