"""An object of a FHIR resource with its place, asked for its members by type."""

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Party
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from ..codec.fhir.values import is_partial, read_day, read_decimal, read_instant
from .fhir_systems import HOUSE, ITEMS, SCHEME_TYPES, SCHEMES
from .opaque import encounter_token, patient_token

#: Resources that are people: their number is enough; patients are tokens.
PATIENTS = ("Patient", "RelatedPerson")
#: What may be called by its name.
NAMED = ("Organization", "Location")
PEOPLE = ("Patient", "Practitioner", "PractitionerRole", "RelatedPerson")


class Node:
    """An object of the tree with its place; ``resource`` is the one it belongs to."""

    __slots__ = ("data", "place", "reading", "resource")

    def __init__(self, reading, data, place, resource):
        self.reading = reading
        self.data = data if isinstance(data, dict) else {}
        self.place = place
        self.resource = resource

    def __bool__(self):
        return bool(self.data)

    def __contains__(self, name):
        return name in self.data

    def at(self, name):
        """The place of a member; of the one without name the place itself."""
        return f"{self.place}.{name}" if name else self.place

    def get(self, name):
        """An object below this one; an empty one where there is none."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, dict):
            self.reading.report("fhir.shape", self.at(name))
        return Node(self.reading, value, self.at(name), self.resource)

    def rows(self, name):
        """The objects of a list."""
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.reading.report("fhir.shape", self.at(name))
            return []
        found = []
        for number, row in enumerate(value):
            place = f"{self.at(name)}[{number}]"
            if isinstance(row, dict):
                found.append(Node(self.reading, row, place, self.resource))
            else:
                self.reading.report("fhir.shape", place)
        return found

    def first(self, name):
        """The first object of a list, or an empty one."""
        rows = self.rows(name)
        return rows[0] if rows else Node(self.reading, None, self.at(name), None)

    # -- values ------------------------------------------------------------

    def text(self, name):
        """A text without blanks around it."""
        value = self.data.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.reading.report("fhir.shape", self.at(name))
            return ""
        return value.strip()

    def mandatory(self, name):
        """A text that must be there, else a fatal issue."""
        value = self.text(name)
        if not value:
            self.reading.report("fhir.missing", self.at(name), FATAL)
        return value

    def decimal(self, name, mandatory=False):
        """An exact number; None and a fatal issue when it cannot be read."""
        value = self.data.get(name)
        if value is None:
            if mandatory:
                self.reading.report("fhir.amount.missing", self.at(name), FATAL)
            return None
        found = read_decimal(value)
        if found is None:
            self.reading.report("fhir.amount", self.at(name), FATAL)
        return found

    def whole(self, name):
        """An int, or None and a warning."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.reading.report("fhir.amount", self.at(name), WARNING)
            return None
        return value

    def money(self, name, mandatory=False):
        """The amount of a Money; its currency is noted."""
        money = self.get(name)
        amount = money.decimal("value", mandatory)
        if amount is not None:
            self.reading.seen_currency(money.text("currency"), money.at("currency"))
        return amount

    def quantity(self, name, mandatory=False):
        """``(amount, unit)`` of a Quantity, the unit by code where there is one."""
        quantity = self.get(name)
        amount = quantity.decimal("value", mandatory)
        return amount, quantity.text("code") or quantity.text("unit")

    def day(self, name):
        """A date; None and a warning when it cannot be read or names no day."""
        value = self.data.get(name)
        if value is None:
            return None
        found = read_day(value)
        if found is None:
            code = "fhir.date.precision" if is_partial(value) else "fhir.date"
            self.reading.report(code, self.at(name), WARNING)
        return found

    def instant(self, name):
        """An aware datetime; None and a warning when it cannot be read."""
        value = self.data.get(name)
        if value is None:
            return None
        found = read_instant(value)
        if found is None:
            self.reading.report("fhir.date", self.at(name), WARNING)
        return found

    def period(self, *names):
        """``(first day, last day)`` of the first of these that is stated: a date, a
        dateTime or a Period."""
        for name in names:
            if isinstance(self.data.get(name), dict):
                period = self.get(name)
                return period.day("start"), period.day("end")
            if name in self.data:
                found = self.day(name)
                return found, found
        return None, None

    # -- codes and numbers -------------------------------------------------

    def codings(self, name):
        """``(code, system)`` of every coding of a CodeableConcept."""
        rows = self.get(name).rows("coding")
        found = [(row.text("code"), row.text("system")) for row in rows]
        return [row for row in found if row[0]]

    def coding(self, name, *systems):
        """The coding of one of these systems, else the first; two empty texts without
        any. Words (``text``, ``display``) are nobody's code."""
        found = self.codings(name)
        for system in systems:
            for row in found:
                if row[1] == system:
                    return row
        return found[0] if found else ("", "")

    def identifier(self, name):
        """The value of an Identifier or of the first of a list of them that has one."""
        value = self.data.get(name)
        rows = [self.get(name)] if isinstance(value, dict) else self.rows(name)
        return next(filter(None, (row.text("value") for row in rows)), "")

    def follow(self, name):
        """What a Reference leads to, as :class:`Node`; an empty one without it."""
        target = self.resource.follow(self.data.get(name)) if self.resource else None
        if target is None:
            return Node(self.reading, None, self.at(name), None)
        return Node(self.reading, target.data, target.where, target)

    def party(self, name):
        """Who or what a Reference names: by the resource it leads to, else by the
        identifier in it, else by the address itself."""
        if name not in self.data:
            return Party()
        reference, target = self.get(name), self.follow(name)
        if target.text("resourceType") == "PractitionerRole":
            role = target
            target = role.follow("practitioner") or role.follow("organization") or role
        if kind_of(reference, target) in PATIENTS:
            key = self.patient(name)
            return Party(key, "opaque") if key else Party()
        found = _numbered(target.rows("identifier"))
        if not found:
            found = _numbered([reference.get("identifier")])
        address = reference.text("reference")
        kind = kind_of(reference, target)
        words = "" if kind in PEOPLE else target.text("name")
        if not words and kind in NAMED:
            words = reference.text("display")
        if found:
            return Party(*found, words)
        if not address or (target and target.resource is self.resource):
            return Party(name=words)
        if not target and not words:
            self.reading.report("fhir.reference", self.at(name), WARNING)
        return Party(address, "fhir:reference", words)

    def patient(self, name):
        """The token of the patient that a Reference names."""
        return self._token(name, patient_token)

    def encounter(self, name):
        """The token of the encounter that a Reference names."""
        return self._token(name, encounter_token)

    def _token(self, name, make):
        if name not in self.data:
            return ""
        reference, target = self.get(name), self.follow(name)
        rows = [*target.rows("identifier"), reference.get("identifier")]
        rows = [row for row in rows if row.text("value")]
        medical = [row for row in rows if ("MR" in dict(row.codings("type")))]
        for row in (medical or rows)[:1]:
            return make(row.text("value"), row.text("system"))
        return make(reference.text("reference"))

    def item(self, name):
        """``(ItemIds, code, system)`` of a concept or of the resource referred to."""
        found = {}
        rest = ("", "")
        for code, system in self.codings(name):
            field = ITEMS.get(system)
            if field:
                found.setdefault(field, code)
            elif not rest[0]:
                rest = (code, system)
        return ItemIds(**found), *rest

    def extension(self, name):
        """A value of the house's own extension, or None."""
        url = HOUSE + name
        for row in self.rows("extension"):
            if row.text("url") == url:
                return row
        return Node(self.reading, None, self.place, None)


def kind_of(reference, target):
    """The type of what a reference leads to, as far as anybody says."""
    kind = target.text("resourceType") or reference.text("type")
    return kind or reference.text("reference").rpartition("/")[0].rpartition("/")[2]


def _numbered(rows):
    """``(number, scheme)`` of the first identifier that has a number, an NPI first."""
    found = []
    for row in rows:
        value, system = row.text("value"), row.text("system")
        if not value:
            continue
        types = [SCHEME_TYPES.get(code, "") for code, _ in row.codings("type")]
        scheme = SCHEMES.get(system) or next(filter(None, types), "")
        if not scheme and system.startswith(HOUSE):
            scheme = system.removeprefix(HOUSE)
        found.append((value, scheme or (f"fhir:{system}" if system else "")))
    npi = [row for row in found if row[1] == "npi"]
    return (npi or found or [()])[0]
