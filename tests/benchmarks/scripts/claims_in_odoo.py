# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. Every round is rolled back, so that all meet the same open claims.
import time
from datetime import date
from decimal import Decimal

import odoo.sql_db
from odoo import Command

from odoo.addons.healthcare_claims_finance.tests.common import payment, remittance
from odoo.addons.healthcare_integration_base.canonical import Claim, Party
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

COUNT = values["count"]
CHARGE, PAID, CONTRACT, SHARE = 100, 60, 30, 10
company = env.ref("base.main_company")
env = env(
    context={
        "allowed_company_ids": company.ids,
        "tracking_disable": True,
        "mail_notify_force_send": False,
    }
)
checks = []


def prepare():
    """A payer with open claims, recognised, committed."""
    env["healthcare.account.role"]._set_up(company)
    payer = env["res.partner"].create(
        {
            "name": "Northfield Health Plan",
            "is_company": True,
            "healthcare_is_payer": True,
            "healthcare_payer_identifier_ids": [
                Command.create({"kind": "payer_id", "value": "NHP"})
            ],
        }
    )
    documents = [
        Claim(
            f"B{n}",
            Party("NHP", "payer_id"),
            Decimal(CHARGE),
            patient_key=f"k{n}",
            payer_claim_number=f"ICN-B{n}",
        )
        for n in range(COUNT)
    ]
    apply("claim", documents)
    claims = env["healthcare.claim"].search([("name", "like", "B")])
    claims.action_recognise()
    env.cr.commit()
    return payer


def apply(kind, documents):
    """Documents through their handler, as the drain hands them over."""
    rows = [
        Incoming(0, "", None, None, document, f"hash-{number}")
        for number, document in enumerate(documents)
    ]
    return env[f"healthcare.handler.{kind}"]._apply(rows)


def product():
    """One 835 with every claim."""
    claims = [
        payment(f"B{n}", CHARGE, PAID, [("CO", "45", CONTRACT), ("PR", "2", SHARE)])
        for n in range(COUNT)
    ]
    outcome = apply("remittance", [remittance("TRACE", *claims)])[0]
    env.flush_all()
    return outcome


def loop():
    """What a developer writes first: create, post, reconcile, next claim."""
    accounts = env["healthcare.account.role"]._accounts(company)
    journal = env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", company.id)], limit=1
    )
    open_items = env["account.move.line"].search(
        [("account_id", "=", accounts["AR_PAYER"].id), ("reconciled", "=", False)]
    )
    by_claim = {item.healthcare_claim_id: item for item in open_items}
    for claim, item in by_claim.items():
        rows = (
            ("REMIT_CLEARING", PAID),
            ("REV_CONTRA", CONTRACT),
            ("AR_PATIENT", SHARE),
            ("AR_PAYER", -CHARGE),
        )
        move = env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": date(2026, 2, 2),
                "ref": claim.name,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": accounts[role].id,
                            "balance": amount,
                            "partner_id": payer.id,
                            "name": claim.name,
                        }
                    )
                    for role, amount in rows
                ],
            }
        )
        move.action_post()
        credit = move.line_ids.filtered(
            lambda line: line.account_id == accounts["AR_PAYER"]
        )
        (credit + item).reconcile()
    env.flush_all()


def left_open():
    accounts = env["healthcare.account.role"]._accounts(company)
    env.invalidate_all()
    return env["account.move.line"].search_count(
        [
            ("account_id", "=", accounts["AR_PAYER"].id),
            ("reconciled", "=", False),
            ("parent_state", "=", "posted"),
        ]
    )


def cash():
    accounts = env["healthcare.account.role"]._accounts(company)
    rows = env["account.move.line"]._read_group(
        [
            ("account_id", "=", accounts["REMIT_CLEARING"].id),
            ("parent_state", "=", "posted"),
        ],
        [],
        ["balance:sum"],
    )
    return round(rows[0][0] or 0)


def measured(name, function):
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    function()
    seconds = time.perf_counter() - began
    sample = {
        "value": COUNT / seconds,
        "cpu_s": time.process_time() - cpu,
        "queries": odoo.sql_db.sql_counter - queries,
    }
    checks.append([f"{name}: open receivables", left_open(), 0])
    checks.append([f"{name}: cash in clearing", cash(), COUNT * PAID])
    env.cr.rollback()
    env.invalidate_all()
    return sample


payer = prepare()
samples = {"product": [], "loop": []}
for number in range(values["runs"] + 1):
    for name, function in (("product", product), ("loop", loop)):
        sample = measured(name, function)
        if number:
            samples[name].append(sample)
result = {"samples": samples, "checks": checks}
