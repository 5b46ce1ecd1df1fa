"""CAS segments and PLB pairs: what makes a payment differ from a charge."""

from odoo.addons.healthcare_integration_base.canonical import (
    Adjustment,
    ProviderAdjustment,
)

from .reading import text

#: A CAS holds up to six triplets of reason, amount and quantity, from element 2 on.
CAS_TRIPLETS = range(2, 20, 3)
#: A PLB holds up to six pairs of reason (composite) and amount, from element 3 on.
PLB_PAIRS = range(3, 15, 2)


def read_adjustments(reading, segment):
    """The triplets of one CAS; empty triplets between others are left out."""
    place = reading.where("CAS")
    group = reading.mandatory(segment, 1)
    found = []
    for number in CAS_TRIPLETS:
        if number >= len(segment):
            break
        reason = text(segment, number)
        if not reason and not text(segment, number + 1):
            continue
        amount = reading.amount(segment, number + 1, mandatory=True)
        quantity = reading.amount(segment, number + 2)
        if not reason:
            reading.mandatory(segment, number)
        if amount is not None:
            found.append(Adjustment(group, reason, amount, quantity, place))
    return found


def read_provider_adjustments(reading, segment):
    """The pairs of one PLB; the reference part may be missing."""
    place = reading.where("PLB")
    provider, fiscal_date = text(segment, 1), reading.date(segment, 2)
    found = []
    for number in PLB_PAIRS:
        if number >= len(segment):
            break
        code, reference, *_ = [*reading.components(segment[number]), "", ""]
        if not code and not text(segment, number + 1):
            continue
        amount = reading.amount(segment, number + 1, mandatory=True)
        if amount is not None:
            found.append(
                ProviderAdjustment(
                    provider, code, amount, reference, fiscal_date, place
                )
            )
    return found


def write_adjustments(writing, adjustments):
    """CAS segments: one per run of the same group, six triplets each at most."""
    run = []
    for adjustment in adjustments:
        if run and (run[0].group != adjustment.group or len(run) == 6):
            _write_run(writing, run)
            run = []
        run.append(adjustment)
    if run:
        _write_run(writing, run)


def _write_run(writing, run):
    triplets = []
    for row in run:
        triplets += [row.reason, row.amount, row.quantity]
    writing.add("CAS", run[0].group, *triplets)


def write_provider_adjustments(writing, adjustments):
    """PLB segments: one per adjustment, so that each keeps its own place."""
    for row in adjustments:
        writing.add(
            "PLB", row.provider, row.fiscal_date, (row.code, row.reference), row.amount
        )
