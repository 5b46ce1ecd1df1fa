"""Eligibility to X12 271. Patients have no name here, so their NM1 is empty."""

from ..codec.x12.values import Repeated
from .coverage import (
    PATIENT_ROLES,
    PLACE_OF_SERVICE,
    VERSION,
    write_composite,
    write_patient,
    write_receiver,
    write_traces,
)
from .levels import RECEIVER, SOURCE, LevelWriting, write_instant, write_name
from .status import write_dates
from .writing import Writing, words

#: The loop of other parties of a benefit, in LS and LE.
ENTITY_LOOP = "2120"


def write_eligibility(document):
    """One transaction set."""
    writing = Writing("271", VERSION)
    levels = LevelWriting(writing)
    day, clock = write_instant(document.created_at)
    writing.add("BHT", "0022", document.purpose, document.reference, day, clock)
    source = levels.open(SOURCE, children=True)
    _write_rejections(writing, document.rejections, "source")
    write_name(writing, "PR", document.payer)
    receiver = levels.open(RECEIVER, source, document.answers)
    write_receiver(writing, document)
    _write_rejections(writing, document.rejections, "receiver")
    for answer in document.answers:
        _write_answer(writing, levels, receiver, answer)
    return writing.part()


def _write_answer(writing, levels, receiver, answer):
    code = write_patient(writing, levels, receiver, answer.dependent)
    write_traces(writing, answer.traces)
    writing.add("NM1", PATIENT_ROLES[code], "1")
    writing.add("REF", "18", answer.plan_number, needs=2)
    writing.add("REF", "6P", answer.group_number, needs=2)
    _write_rejections(writing, answer.rejections)
    _write_dates(writing, answer.dates)
    for benefit in answer.benefits:
        _write_benefit(writing, benefit)


def _write_benefit(writing, benefit):
    writing.add(
        "EB",
        benefit.information,
        benefit.coverage_level,
        Repeated(benefit.service_types),
        benefit.insurance_type,
        words(benefit.plan, 50),
        benefit.period,
        benefit.amount,
        benefit.share,
        benefit.quantity_kind,
        benefit.quantity,
        benefit.authorization,
        benefit.in_network,
        write_composite(benefit.procedure),
    )
    for row in benefit.deliveries:
        writing.add(
            "HSD",
            row.quantity_kind,
            row.quantity,
            row.unit,
            row.modulus,
            row.period,
            row.periods,
        )
    _write_dates(writing, benefit.dates)
    _write_rejections(writing, benefit.rejections)
    for place in benefit.places_of_service:
        writing.add("III", PLACE_OF_SERVICE, place)
    if benefit.entities:
        writing.add("LS", ENTITY_LOOP)
        for entity in benefit.entities:
            write_name(writing, entity.role, entity.party)
        writing.add("LE", ENTITY_LOOP)


def _write_dates(writing, dates):
    for row in dates:
        write_dates(writing, row.kind, row.first, row.last)


def _write_rejections(writing, rejections, level=None):
    for row in rejections:
        if level in (None, row.level):
            writing.add("AAA", row.valid, "", row.reason, row.follow_up)
