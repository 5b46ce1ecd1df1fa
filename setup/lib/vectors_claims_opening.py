"""Where a claim vector starts: policy, payers, claims and what happened to them."""

import datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Claim,
    Party,
    Remittance,
    RemittanceClaim,
)

from . import vectors_claims_actions as actions
from .vectors_claims_canonical import adjustments, money

POLICY = {
    "recognition": ("healthcare_recognition", str, "gross"),
    "underpayment": ("healthcare_underpayment", str, "hold_open"),
    "tol_abs_cents": ("healthcare_tolerance_amount", lambda v: float(v) / 100, 1.0),
    "tol_pct": ("healthcare_tolerance_rate", float, 0.01),
    "allow_partial": ("healthcare_allow_partial", bool, False),
    "bundled": ("healthcare_bundled", str, "hold_open"),
    "bundled_auto_max": ("healthcare_bundled_max", lambda v: float(v) / 100, 0.0),
    "approval_writeoff": (
        "healthcare_approval_writeoff",
        lambda v: float(v or 0) / 100,
        0.0,
    ),
}


class Opening:
    """The part of the desk that brings a vector's opening about, by the product."""

    def open(self):
        """Policy, payers, claims; remember where the ledger stood."""
        company = self.env.company
        policy = {k: v for k, v in self.vector["policy"].items() if v is not None}
        company.write(
            {
                name: "accept"
                if name == "healthcare_bundled" and value != "hold_open"
                else value
                for key, (name, read, default) in POLICY.items()
                for value in [read(policy[key]) if key in policy else default]
            }
        )
        opening = self.vector["opening"]
        traces = {
            t["payer"]: t.get("trn03", "")
            for event in self.vector["events"]
            for t in event.get("transactions", ())
        }
        for row in opening["claims"]:
            traces.setdefault(row["payer"], "")
            if row.get("secondary"):
                traces.setdefault(row["secondary"], "")
        for code, trace in traces.items():
            self._payer(code, trace)
        credits = self._patient_credits(opening.get("balances") or ())
        for row in opening["claims"]:
            self._claim(row, credits.pop(row["claim"], None))
        if credits:
            raise actions.NotSupported("an opening balance that no claim explains")
        self.start = self.last_line()

    def _payer(self, code, trace):
        values = [(0, 0, {"kind": "payer_id", "value": code})]
        if trace:
            values.append((0, 0, {"kind": "trace_id", "value": trace}))
        self.payers[code] = self.env["res.partner"].create(
            {
                "name": f"{code} plan",
                "is_company": True,
                "healthcare_is_payer": True,
                "healthcare_payer_identifier_ids": values,
            }
        )

    @staticmethod
    def _patient_credits(balances):
        """``{claim: amount}`` that patients paid too much before the vector starts."""
        found = {}
        for row in balances:
            amount = money(row.get("credit") or 0) - money(row.get("debit") or 0)
            if row["role"] != "AR_PATIENT" or amount <= 0:
                raise actions.NotSupported(f"an opening balance on {row['role']}")
            found[row["claim"]] = amount
        return found

    def _claim(self, row, credit=None):
        secondary = row.get("secondary")
        expected = row.get("expected_allowed")
        document = Claim(
            row["pcn"],
            Party(row["payer"], "payer_id"),
            money(row["charge"]),
            payer_claim_number=row.get("icn") or "",
            patient_key=row["patient"],
            next_payer=Party(secondary, "payer_id") if secondary else None,
            expected=None if expected is None else money(expected),
            submitted_date=datetime.date(2026, 1, 6),
        )
        self.apply("claim", document)
        claim = self.env["healthcare.claim"].search([("name", "=", row["pcn"])])
        self.claims[row["claim"]] = claim
        opened = money(row["open"])
        if opened or row.get("adjudicated"):
            claim.action_recognise()
        if credit:
            actions.patient_credit(self, claim, credit)
        elif row.get("adjudicated") or (opened and opened != money(row["charge"])):
            self._earlier_payment(row, opened)

    def _earlier_payment(self, row, opened):
        """An adjudicated claim got there by a remittance of its payer."""
        charge = money(row["charge"])
        kept = [("OA", "23", opened)] if opened else []
        claim = self.claims[row["claim"]]
        self.pay(claim, "OPENING", [("1", charge, charge - opened, kept)])

    def pay(self, claim, trace, parts):
        """A remittance before the vector starts: (status, charge, paid, CAS rows)."""
        icn = claim.payer_claim_number
        claims = tuple(
            RemittanceClaim(
                claim.name,
                status,
                charge,
                paid,
                payer_claim_number=f"{icn or ''}-EARLIER",
                adjustments=adjustments(rows),
            )
            for status, charge, paid, rows in parts
        )
        document = Remittance(
            f"OPENING-{trace}-{claim.name}",
            sum((row.paid for row in claims), Decimal(0)),
            claims,
            payment_date=datetime.date(2026, 1, 20),
            payer=Party(_code(self.payers, claim.payer_id), "payer_id"),
        )
        outcome = self.apply("remittance", document)
        if outcome.code not in ("posted", "no_financial_effect"):
            raise actions.NotSupported("an earlier payment of an opening claim")
        claim.payer_claim_number = icn


def _code(payers, partner):
    return next(code for code, payer in payers.items() if payer == partner)
