"""The posting engine: classes, guards, balancing, provider adjustments."""

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.healthcare_claims_finance import (
    posting_adjudication,
    posting_remittance,
    posting_tables,
)
from odoo.addons.healthcare_claims_finance.posting_types import (
    ClaimAccount,
    Policy,
    PostedClaim,
)
from odoo.addons.healthcare_integration_base.canonical.party import Party
from odoo.addons.healthcare_integration_base.canonical.remittance import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)

D = Decimal
VECTORS = Path(__file__).resolve().parents[3] / "shared/vectors/claims_vectors.json"


def cas(rows):
    return tuple(Adjustment(g, str(r), D(str(a))) for g, r, a in rows)


def clp(number, charge, paid, rows=(), status="1", lines=(), icn=""):
    return RemittanceClaim(
        number,
        status,
        D(str(charge)),
        D(str(paid)),
        adjustments=cas(rows),
        payer_claim_number=icn or f"ICN-{number}",
        services=tuple(
            RemittanceService(
                "HC:99213",
                D(str(c)),
                D(str(p)),
                control_number=ref,
                adjustments=cas(a),
            )
            for ref, c, p, a in lines
        ),
    )


def era(*claims, plb=(), payment=None):
    rows = tuple(ProviderAdjustment("1", c, D(str(a)), r) for c, r, a in plb)
    paid = sum((c.paid for c in claims), D(0)) - sum((r.amount for r in rows), D(0))
    return Remittance("T1", paid if payment is None else D(str(payment)), claims, rows)


def account(number="C1", charge=200, opened=None, **more):
    opened = charge if opened is None else opened
    return ClaimAccount(number, "P1", "PT1", D(str(charge)), D(str(opened)), **more)


def post(remittance, accounts, policy=None, recoup=0, holds=None):
    return posting_remittance.post_remittance(
        remittance, accounts, policy or Policy(), D(str(recoup)), holds
    )


def totals(posting):
    found = posting_remittance.ledger_totals(posting.rows)
    assert sum(found.values()) == 0, "an entry must balance"
    return {role: amount for (role, _partner, _claim), amount in found.items()}


@pytest.mark.parametrize(
    ("group", "reason", "name"),
    [
        ("CO", "45", posting_tables.CONTRACTUAL),
        ("OA", "94", posting_tables.CONTRACTUAL),
        ("OA", "23", posting_tables.PRIOR_PAYER),
        ("CO", "23", posting_tables.DENIAL),
        ("CO", "253", posting_tables.SEQUESTRATION),
        ("CO", "24", posting_tables.CAPITATION),
        ("PR", "1", posting_tables.COST_SHARE),
        ("PR", "96", posting_tables.PATIENT_NONCOVERED),
        ("CO", "97", posting_tables.BUNDLED),
        ("PI", "45", posting_tables.PAYER_INITIATED),
        ("CO", "50", posting_tables.DENIAL),
        ("CO", "9999", posting_tables.DENIAL),
        ("PR", "101", posting_tables.INFORMATIONAL),
    ],
)
def test_each_adjustment_has_one_class(group, reason, name):
    assert posting_tables.classify(group, reason) == name


def test_denial_stays_open_and_is_never_written_off():
    books = account()
    posting = post(era(clp("C1", 200, 0, [("CO", "50", 200)])), [books])
    assert posting.result == "no_financial_effect"
    assert books.open == 200
    assert [(c.kind, c.code, c.amount) for c in posting.cases] == [
        ("denial", "CO-50", D(200))
    ]


def test_out_of_balance_service_quarantines_whole_payment():
    claim = clp("C1", 200, 120, lines=[("1", 200, 120, [("CO", "45", 79)])])
    posting = post(era(claim, clp("C2", 100, 100)), [account(), account("C2", 100)])
    assert posting.result == "quarantined"
    assert not posting.rows
    assert posting.errors == ["service:C1:1", "claim:C1"]


def test_payment_that_is_not_the_sum_of_claims_is_quarantined():
    posting = post(era(clp("C1", 200, 200), payment=199), [account()])
    assert (posting.result, posting.errors) == ("quarantined", ["transaction"])


def test_partial_posting_never_when_the_payment_itself_is_wrong():
    remittance = era(clp("C1", 200, 120, [("CO", "45", 70)]), payment=1)
    posting = post(remittance, [account()], Policy(allow_partial=True))
    assert posting.result == "quarantined"


def test_payment_above_charge_with_negative_adjustment():
    books = account(charge=100)
    posting = post(era(clp("C1", 100, 120, [("CO", "94", -20)])), [books])
    assert totals(posting) == {
        "REMIT_CLEARING": 120,
        "REV_CONTRA": -20,
        "AR_PAYER": -100,
    }
    assert (books.open, posting.cases) == (0, [])


def test_cash_above_open_balance_is_owed_to_the_payer():
    posting = post(era(clp("C1", 200, 120, [("CO", "45", 80)])), [account(opened=50)])
    assert totals(posting)["PAYER_REFUND_LIAB"] == -70
    kinds = {case.kind: case.amount for case in posting.cases}
    assert kinds == {"credit_balance": 70, "adjustment_capped": 80}


def test_line_paid_before_is_not_paid_twice():
    paid = clp(
        "C1",
        250,
        80,
        lines=[
            ("1", 150, 80, [("CO", "45", 70)]),
            ("2", 100, 0, [("CO", "197", 100)]),
        ],
    )
    books = account(charge=250, opened=100, adjudicated=True)
    lines = frozenset(posting_adjudication.line_signature(s) for s in paid.services)
    books.posted.append(PostedClaim(1, "C1", "ICN-C1", D(250), D(80), lines=lines))
    again = clp(
        "C1",
        250,
        140,
        lines=[
            ("1", 150, 80, [("CO", "45", 70)]),
            ("2", 100, 60, [("CO", "45", 40)]),
        ],
    )
    posting = post(era(again), [books])
    assert totals(posting) == {
        "REMIT_CLEARING": 140,
        "PAYER_REFUND_LIAB": -80,
        "REV_CONTRA": 40,
        "AR_PAYER": -100,
    }


def test_takeback_uses_the_announced_amount_first():
    posting = post(
        era(clp("C1", 200, 200), plb=[("WO", "X", 75)]), [account()], None, 50
    )
    assert totals(posting) == {
        "REMIT_CLEARING": 125,
        "AR_PAYER": -200,
        "PAYER_RECOUP": 50,
        "PLB_SUSPENSE": 25,
    }
    assert [(c.kind, c.amount) for c in posting.cases] == [
        ("unidentified_takeback", 25)
    ]


def test_reversal_without_an_earlier_posting_goes_to_suspense():
    claims = [clp("C1", -200, -120, [("CO", "45", -80)], "22"), clp("C2", 500, 500)]
    posting = post(era(*claims), [account(opened=0), account("C2", 500)])
    assert totals(posting)["REMIT_SUSPENSE"] == 120
    assert posting.cases[0].kind == "unmatched_reversal"


def test_reversal_in_the_same_payment_mirrors_what_was_posted():
    books = account(opened=0, adjudicated=True)
    first = post(era(clp("C1", 200, 120, [("CO", "45", 80)])), [account()])
    books.posted.append(
        PostedClaim(7, "C1", "ICN-C1", D(200), D(120), tuple(first.rows))
    )
    claims = [
        clp("C1", -200, -120, [("CO", "45", -80)], "22"),
        clp("C1", 200, 150, [("CO", "45", 50)]),
    ]
    posting = post(era(*claims), [books, books])
    assert totals(posting) == {"REMIT_CLEARING": 30, "REV_CONTRA": -30}
    assert posting.claims[0].reverses == 7
    assert books.open == 0


def test_patient_share_before_a_capped_contractual_amount():
    claim = clp("C1", 500, 50, [("CO", "45", 435), ("PR", "2", 15)], "2")
    posting = post(era(claim), [account(charge=500, opened=75)])
    assert totals(posting)["AR_PATIENT"] == 15
    assert totals(posting)["REV_CONTRA"] == 10


def test_held_claim_keeps_its_money_in_suspense():
    posting = post(
        era(clp("C1", 90, 60, [("CO", "45", 30)])),
        [account()],
        holds={0: "charge_mismatch"},
    )
    assert totals(posting) == {"REMIT_CLEARING": 60, "REMIT_SUSPENSE": -60}


# The shared vectors, decided by the engine alone (Odoo posts them elsewhere).


def vectors():
    if not VECTORS.exists():
        return []
    loaded = json.loads(VECTORS.read_text(), parse_float=str, parse_int=str)
    return [
        v for v in loaded["vectors"] if all(e["type"] != "entry" for e in v["events"])
    ]


def vector_claim(row):
    services = tuple(
        RemittanceService(
            line["svc01"],
            D(line["charge"]),
            D(line["paid"]),
            control_number=line["ref_6r"],
            adjustments=cas(line["cas"]),
        )
        for line in row.get("lines", ())
    )
    crossover = row.get("crossover")
    return RemittanceClaim(
        row["clp01"],
        row["clp02"],
        D(row["clp03"]),
        D(row["clp04"]),
        D(row["clp05"]),
        payer_claim_number=row["clp07"],
        adjustments=cas(row["cas"]),
        services=services,
        crossover_payer=Party(crossover) if crossover else None,
    )


def vector_remittance(row):
    plb = tuple(
        ProviderAdjustment("1", r["code"], D(r["amount"]), r["ref"]) for r in row["plb"]
    )
    when = date.fromisoformat(row["bpr16"])
    return Remittance(
        row["trn02"],
        D(row["bpr02"]),
        tuple(vector_claim(c) for c in row["claims"]),
        plb,
        payment_date=when,
    )


class Desk:
    """A small set of books around the engine, enough to follow a vector."""

    def __init__(self, vector):
        self.accounts = {}
        self.vector = vector
        self.recoup = D(0)
        self.seen = {}
        policy = vector["policy"]
        self.policy = Policy(
            underpayment=policy.get("underpayment", "hold_open"),
            allow_partial=bool(policy.get("allow_partial")),
            approval_writeoff=(
                D(policy["approval_writeoff"]) / 100
                if policy.get("approval_writeoff")
                else None
            ),
        )
        for row in vector["opening"]["claims"]:
            self._account(row, row["payer"], D(row["open"]))

    def _account(self, row, payer, opened):
        expected = row.get("expected_allowed")
        self.accounts[row["pcn"], payer] = ClaimAccount(
            row["claim"],
            payer,
            row["patient"],
            D(row["charge"]),
            opened,
            D(expected) if expected else None,
            row.get("secondary"),
            bool(row.get("adjudicated")),
        )

    def receive(self, event):
        if event.get("approved"):
            self.policy = Policy()
        results, rows, cases, errors = [], [], [], []
        before = copy.deepcopy(self.accounts)
        for transaction in event["transactions"]:
            payer = transaction["payer"]
            found = [
                self.accounts.get((c["clp01"], payer)) for c in transaction["claims"]
            ]
            remittance = vector_remittance(transaction)
            posting = post(remittance, found, self.policy, self.recoup)
            results.append(posting.result)
            errors += posting.errors
            cases += posting.cases
            if posting.result.startswith("posted"):
                rows += posting.rows
            self._remember(remittance, posting, found, payer)
        if "to_approve" in results:
            self.accounts = before
        return results, rows, cases, errors

    def _remember(self, remittance, posting, found, payer):
        for row in posting.rows:
            if row.role == "PAYER_RECOUP":
                self.recoup -= row.amount
            if row.component == "next_payer":
                first = next(
                    r
                    for r in self.vector["opening"]["claims"]
                    if r["claim"] == row.claim
                )
                self._account(first, row.partner, row.amount)
        for claim, books, result in zip(
            remittance.claims, found, posting.claims, strict=False
        ):
            if books is not None:
                books.posted.append(
                    PostedClaim(
                        len(books.posted),
                        claim.claim_number,
                        claim.payer_claim_number,
                        claim.charge,
                        claim.paid,
                        tuple(result.rows),
                    )
                )


@pytest.mark.skipif(not VECTORS.exists(), reason="shared vectors are not here")
@pytest.mark.parametrize("vector", vectors(), ids=lambda v: v["id"])
def test_shared_vector(vector):
    if vector["recipe"] in ("duplicate_file", "duplicate_payment"):
        pytest.skip("identity of a payment is the database's business")
    desk = Desk(vector)
    for event in vector["events"]:
        if event["type"] != "era":
            continue
        results, rows, cases, errors = desk.receive(event)
        expected = event["expected"]
        assert set(results) == {expected["result"]}
        if expected["result"] == "quarantined":
            assert errors == expected["errors"]
        found = posting_remittance.ledger_totals(rows)
        assert _flat(found) == _flat(_expected_totals(expected["postings"]))
        assert sorted((c.kind, c.amount) for c in cases) == sorted(
            (c["type"], D(c["amount"])) for c in expected["cases"]
        )


def _expected_totals(postings):
    found = {}
    for row in postings:
        key = (row["role"], None, None)
        if row["role"] in ("AR_PAYER", "AR_PATIENT"):
            key = (row["role"], row["partner"], row["claim"])
        found[key] = found.get(key, D(0)) + D(row["debit"]) - D(row["credit"])
    return found


def _flat(found):
    return sorted((*map(str, key), amount) for key, amount in found.items() if amount)
