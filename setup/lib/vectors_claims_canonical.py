"""A vector's structured transactions as canonical documents."""

import datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Adjustment,
    Party,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)


def money(value):
    """An amount of a vector, exact."""
    return Decimal(str(value))


def day(text):
    """``20260202`` or ``2026-02-02``."""
    return datetime.date.fromisoformat(text)


def canonical_of(row):
    """A structured transaction of a vector as canonical ``Remittance``."""
    return Remittance(
        row["trn02"],
        money(row["bpr02"]),
        tuple(_claim_of(claim) for claim in row["claims"]),
        tuple(
            ProviderAdjustment("", p["code"], money(p["amount"]), p.get("ref") or "")
            for p in row["plb"]
        ),
        payer_trace_id=row.get("trn03") or "",
        handling=row.get("bpr01") or "",
        credit_debit=row.get("bpr03") or "C",
        method=row.get("bpr04") or "",
        payment_date=day(row["bpr16"]),
        payer_ids=(row["payer"],),
        payee=Party(row.get("payee_npi") or "", "npi"),
    )


def _claim_of(row):
    crossover = row.get("crossover")
    return RemittanceClaim(
        row["clp01"],
        row["clp02"],
        money(row["clp03"]),
        money(row["clp04"]),
        money(row["clp05"]),
        row.get("clp06") or "",
        row.get("clp07") or "",
        adjustments=adjustments(row["cas"]),
        services=tuple(
            RemittanceService(
                line["svc01"],
                money(line["charge"]),
                money(line["paid"]),
                control_number=line.get("ref_6r") or "",
                adjustments=adjustments(line["cas"]),
                remarks=tuple(line.get("rarc", ())),
            )
            for line in row.get("lines", ())
        ),
        crossover_payer=Party(crossover, "payer_id") if crossover else None,
    )


def adjustments(rows):
    return tuple(Adjustment(group, reason, money(a)) for group, reason, a in rows)
