"""A payer, claims and remittances for the tests; every name and number is invented."""

from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.healthcare_integration_base.canonical import (
    Adjustment,
    Claim,
    ClaimServiceLine,
    Party,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

PAID_ON = date(2026, 2, 2)


def money(value):
    """An exact amount."""
    return Decimal(str(value))


def adjustments(rows):
    """``[("CO", "45", 80)]`` as canonical adjustments."""
    return tuple(Adjustment(group, reason, money(a)) for group, reason, a in rows)


def payment(number, charge, paid, rows=(), status="1", lines=(), icn=None, **more):
    """One claim payment; ``lines`` (control number, charge, paid, adjustments)."""
    return RemittanceClaim(
        number,
        status,
        money(charge),
        money(paid),
        payer_claim_number=f"ICN-{number}" if icn is None else icn,
        adjustments=adjustments(rows),
        services=tuple(
            RemittanceService(
                "HC:99213",
                money(line_charge),
                money(line_paid),
                control_number=control,
                adjustments=adjustments(line_rows),
            )
            for control, line_charge, line_paid, line_rows in lines
        ),
        where=f"ST[1]/CLP[{number}]",
        **more,
    )


def remittance(trace, *claims, provider=(), total=None, **more):
    """A payment whose total is right unless ``total`` says otherwise."""
    rows = tuple(ProviderAdjustment("1", c, money(a), r) for c, r, a in provider)
    paid = sum((claim.paid for claim in claims), Decimal(0))
    right = paid - sum((row.amount for row in rows), Decimal(0))
    values = {
        "payer_trace_id": "1999999999",
        "payer_ids": ("NHP",),
        "payment_date": PAID_ON,
        "handling": "I",
        "method": "ACH",
        "where": "ST[1]",
    }
    return Remittance(
        trace,
        right if total is None else money(total),
        tuple(claims),
        rows,
        **(values | more),
    )


class ClaimsCommon(TransactionCase):
    """A company with claims accounts, a payer, and helpers that go through handlers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.env["healthcare.account.role"]._set_up(cls.company)
        cls.accounts = cls.env["healthcare.account.role"]._accounts(cls.company)
        cls.payer = cls._create_payer("Northfield Health Plan", "NHP")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        ) or cls.env["account.journal"].create(
            {"name": "Test bank", "type": "bank", "code": "TBNK"}
        )

    @classmethod
    def _create_payer(cls, name, code, trace=None):
        identifiers = [Command.create({"kind": "payer_id", "value": code})]
        if trace:
            identifiers.append(Command.create({"kind": "trace_id", "value": trace}))
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "healthcare_is_payer": True,
                "healthcare_appeal_days": 90,
                "healthcare_payer_identifier_ids": identifiers,
            }
        )

    @classmethod
    def _user(cls, login, *groups):
        names = [f"healthcare_claims_finance.{group}" for group in groups]
        return new_test_user(cls.env, login=login, groups=",".join(names))

    def apply(self, kind, *documents, file="file-1", env=None):
        """Documents through their handler; outcomes in the same order."""
        handler = (env or self.env)[f"healthcare.handler.{kind}"]
        rows = [
            Incoming(0, "", None, None, document, f"{file}-{number}")
            for number, document in enumerate(documents)
        ]
        return handler._apply(rows)

    def document(self, number, charge, **more):
        """A canonical claim of the payer."""
        values = {"patient_key": f"key-{number}", "payer_claim_number": f"ICN-{number}"}
        return Claim(number, Party("NHP", "payer_id"), money(charge), **values | more)

    def claim(self, number, charge, recognise=True, **more):
        """A claim that came in, recognised unless told otherwise."""
        outcome = self.apply("claim", self.document(number, charge, **more))[0]
        self.assertEqual(outcome.state, "done", outcome)
        claim = self.env["healthcare.claim"].browse(outcome.touched[0].res_id)
        if recognise:
            claim.action_recognise()
        return claim

    def line(self, control, charge):
        """A canonical service line."""
        return ClaimServiceLine(control, "HC:99213", money(charge), None, "", control)

    def remit(self, document, file="file-1"):
        """(outcome, record) of one remittance."""
        outcome = self.apply("remittance", document, file=file)[0]
        ids = [t.res_id for t in outcome.touched if t.model == "healthcare.remittance"]
        return outcome, self.env["healthcare.remittance"].browse(ids[:1])

    def balances(self, move):
        """``{role: balance}`` of an entry, in exact amounts."""
        return self.env["healthcare.ledger"]._balances(move)

    def balance_of(self, role):
        """The balance of a role's account in the company."""
        groups = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.accounts[role].id),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum"],
        )
        return money(f"{groups[0][0] or 0.0:.2f}")

    def statement_line(self, text, amount, partner=None, when="2026-02-03"):
        """A line of the bank statement."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": when,
                "payment_ref": text,
                "amount": float(amount),
                "partner_id": partner.id if partner else False,
            }
        )
