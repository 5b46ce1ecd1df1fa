"""Persons on their way into a file for a payer; nothing of them is kept here."""

from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.x12.faults import fault
from .claim_disclosure import Person
from .writing import words

NOBODY = Person()


def write_name_of(writing, role, person, member="MI"):
    """The NM1 of a person; of nobody only the role."""
    number = person.member_id if member else ""
    writing.add(
        "NM1",
        role,
        "1",
        words(person.last_name, 60),
        words(person.first_name, 35),
        words(person.middle_name, 25),
        "",
        words(person.suffix, 10),
        member if number else "",
        number,
    )


def write_birth(writing, person):
    """The DMG of a person whose birth date is told."""
    writing.add("DMG", "D8" if person.birth_date else "", person.birth_date, person.sex)


def write_address(writing, address):
    """N3 and N4, as far as they are known."""
    if address.street or address.street2:
        writing.add("N3", words(address.street, 55), words(address.street2, 55))
    if address.city or address.state or address.postal_code or address.country:
        writing.add(
            "N4",
            words(address.city, 30),
            address.state,
            address.postal_code.replace("-", ""),
            address.country,
        )


def people_of(rows, told):
    """``(subscriber, patient)`` for each row that is asked about.

    :param rows: ``(trace number, dependent)`` of each
    :param told: ``{trace number: Disclosure}``, or None for a copy without patients
    :raises RejectedError: ``x12.write.missing`` with one issue per missing element
    """
    if told is None:
        return [(NOBODY, NOBODY)] * len(rows)
    found, missing = [], []
    for ordinal, (number, dependent) in enumerate(rows, 1):
        about = told.get(number)
        subscriber = about.subscriber if about else NOBODY
        patient = (about.patient if about else None) or NOBODY
        found.append((subscriber, patient))
        missing += [
            f"{place}[{ordinal}]" for place in _missing(subscriber, patient, dependent)
        ]
    if missing:
        issues = [fault("x12.write.missing", place) for place in missing]
        first = issues[0]
        raise RejectedError(first.code, first.where, first.text, issues=issues)
    return found


def _missing(subscriber, patient, dependent):
    if not subscriber.last_name:
        yield "subscriber/NM1-03"
    if not subscriber.member_id:
        yield "subscriber/NM1-09"
    if dependent and not patient.last_name:
        yield "dependent/NM1-03"
    if not (patient if dependent else subscriber).birth_date:
        yield f"{'dependent' if dependent else 'subscriber'}/DMG-02"
