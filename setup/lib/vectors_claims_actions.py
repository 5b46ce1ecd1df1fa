"""The steps of claim vectors as the product's own actions."""

from decimal import Decimal


class NotSupported(Exception):
    """The product has no action of that name (yet)."""


def approve(desk, event):
    """The approver releases the waiting payment; the result is its state."""
    names = [row["trn02"] for row in event["transactions"]]
    waiting = desk.env["healthcare.remittance"].search([("name", "in", names)])
    waiting.with_user(_second_person(desk)).action_approve()
    return waiting.state


def _second_person(desk):
    """An approver who is not the poster."""
    users = desk.env["res.users"]
    known = users.search([("login", "=", "vector-approver")])
    return known or users.create(
        {
            "name": "Second person",
            "login": "vector-approver",
            "company_id": desk.env.company.id,
            "company_ids": [(6, 0, desk.env.company.ids)],
            "group_ids": [
                (
                    4,
                    desk.env.ref(
                        "healthcare_claims_finance.group_remittance_approver"
                    ).id,
                )
            ],
        }
    )


def errors_of(desk, outcomes):
    """Failed checks of the held payments in the vectors' notation."""
    errors = []
    for outcome in outcomes:
        for touched in outcome.touched:
            if touched.model == "healthcare.remittance":
                record = desk.env[touched.model].browse(touched.res_id)
                errors += (record.problem or "").split()
    return errors


def bank_line(desk, event):
    """A statement line in the company's bank journal."""
    journal = desk.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", desk.env.company.id)], limit=1
    )
    codes = [row["partner"] for row in event["lines"] if row.get("partner")]
    payer = desk.payers.get(codes[0]) if codes else None
    text = f"TRN*1*{event['trn02']}" if event.get("trn02") else "Deposit"
    desk.env["account.bank.statement.line"].create(
        {
            "journal_id": journal.id,
            "date": event.get("date") or "2026-02-03",
            "payment_ref": text,
            "amount": float(event["amount"]),
            "partner_id": payer.id if payer else False,
        }
    )


def entry(desk, event):
    """Find the product's action by what the entry does."""
    debits = {row["role"]: row for row in event["lines"] if row.get("debit")}
    credits = {row["role"]: row for row in event["lines"] if row.get("credit")}
    steps = (
        ("REMIT_SUSPENSE", "AR_PAYER", match_payment),
        ("REMIT_SUSPENSE", "PAYER_REFUND_LIAB", give_back),
        ("AR_PAYER", "REV_GROSS", recognise),
        ("AR_PAYER", "REV_NET", recognise),
        ("UNAPPLIED_CASH", "REMIT_CLEARING", apply_cash),
        ("DENIAL_WRITEOFF", "AR_PAYER", write_off),
        ("PAYER_REFUND_LIAB", "BANK", pay_out),
        ("PATIENT_REFUND_LIAB", "BANK", pay_out),
        ("BANK", "PATIENT_DEPOSIT", desk_receipt),
        ("PATIENT_DEPOSIT", "AR_PATIENT", apply_deposit),
        ("AR_PATIENT", "PATIENT_REFUND_LIAB", refund_patient),
        ("REV_CONTRA", "PAYER_REFUND_LIAB", accept_overpayment),
    )
    for debit, credit, step in steps:
        if debit in debits and credit in credits:
            step(desk, event, debits[debit], credits[credit])
            return
    raise NotSupported(f"an entry from {'/'.join(credits)} to {'/'.join(debits)}")


def match_payment(desk, _event, debit, credit):
    """A person matches a payment in suspense to a claim, in the wizard."""
    payment = _suspended(desk, debit)
    claim = desk.claims[credit["claim"]]
    desk.env["healthcare.remittance.match"].create(
        {"remittance_claim_id": payment.id, "claim_id": claim.id}
    ).action_match()


def give_back(desk, _event, debit, _credit):
    """A person says that the money is not ours."""
    _suspended(desk, debit).action_return_to_payer()


def _suspended(desk, debit):
    """The payment in suspense with the amount of a vector's line."""
    amount = Decimal(str(debit["debit"]))
    waiting = desk.env["healthcare.remittance.claim"].search(
        [("state", "=", "suspended")]
    )
    payment = waiting.filtered(lambda r: Decimal(f"{r.paid:.2f}") == amount)[:1]
    if not payment:
        raise NotSupported("no payment of this amount waits in suspense")
    return payment


def recognise(desk, event, _debit, _credit):
    """The recognition batch; ``sets`` tells the estimate it works with."""
    for name, values in (event.get("sets") or {}).items():
        claim = desk.claims[name]
        if "allowance" in values:
            claim.estimate_amount = claim.charge - float(values["allowance"])
        if "net_recognised" in values:
            claim.estimate_amount = float(values["net_recognised"])
    names = [row["claim"] for row in event["lines"] if row["role"] == "AR_PAYER"]
    claims = desk.env["healthcare.claim"].union(*(desk.claims[n] for n in names))
    claims.action_recognise()


def apply_cash(desk, _event, _debit, _credit):
    """Waiting cash meets its remittance; the product may have done it already."""
    remittances = desk.env["healthcare.remittance"].search([])
    desk.env["account.bank.statement.line"]._healthcare_apply_waiting(remittances)


def write_off(desk, _event, _debit, credit):
    """An approver writes the denial off."""
    claim = desk.claims[credit["claim"]]
    denials = claim.denial_ids.filtered("is_open")
    denials.with_user(_second_person(desk)).action_write_off()


def pay_out(desk, event, debit, _credit):
    """A refund leaves the bank: a negative statement line to the partner."""
    _statement_line(desk, debit["partner"], -Decimal(str(debit["debit"])), event)


def desk_receipt(desk, event, debit, credit):
    """A patient pays at the desk."""
    _statement_line(desk, credit["partner"], Decimal(str(debit["debit"])), event)


def apply_deposit(desk, _event, _debit, credit):
    """The patient's deposit meets the patient's share of a claim."""
    desk.claims[credit["claim"]].action_apply_deposit()


def refund_patient(desk, _event, debit, _credit):
    """A patient's credit becomes a refund that is due."""
    desk.claims[debit["claim"]].action_refund_patient()


def accept_overpayment(desk, _event, debit, credit):
    """A payer's letter is accepted, on a claim that this payer paid."""
    amount = float(debit["debit"])
    payer = desk.payers[credit["partner"]]
    paid = [
        claim
        for claim in desk.claims.values()
        if claim.payer_id == payer and claim.paid_amount >= amount
    ]
    if not paid:
        raise NotSupported("an overpayment of no paid claim")
    desk.env["healthcare.claim.overpayment"].create(
        {"claim_id": paid[0].id, "amount": amount}
    ).action_accept()


def patient_credit(desk, claim, credit):
    """Make the patient owe less than nothing: a share, paid, and taken back."""
    partner = claim._patient_account()
    charge = Decimal(f"{claim.charge:.2f}")
    share = [("PR", "3", credit)]
    back = [("PR", "3", -credit)]
    desk.pay(claim, "SHARE", [("1", charge, charge - credit, share)])
    _statement_line(desk, partner.healthcare_patient_key, credit, {})
    claim.action_apply_deposit()
    corrected = [("22", -charge, credit - charge, back), ("1", charge, charge, [])]
    desk.pay(claim, "CORRECTED", corrected)


def _statement_line(desk, code, amount, event):
    partner = desk.payers.get(code) or desk.env["res.partner"].search(
        [("healthcare_patient_key", "=", code)], limit=1
    )
    if not partner:
        partner = desk.env["res.partner"]._healthcare_patients(
            [code], desk.env.company
        )[code]
    journal = desk.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", desk.env.company.id)], limit=1
    )
    desk.env["account.bank.statement.line"].create(
        {
            "journal_id": journal.id,
            "date": "2026-02-05",
            "payment_ref": event.get("description") or "Payment",
            "amount": float(amount),
            "partner_id": partner.id,
        }
    )


def state_of(desk, name):
    """A named state at the end: of a claim, a denial, the payment or its money."""
    kind, _, key = name.partition(":")
    if kind in ("remittance", "eft"):
        latest = desk.env["healthcare.remittance"].search(
            [("name", "not like", "OPENING-")], order="id desc", limit=1
        )
        return latest.state if kind == "remittance" else latest.settlement_state
    claim = desk.claims.get(key)
    if kind == "claim":
        return claim.state
    if kind == "denial_case":
        return claim.denial_ids.sorted("id")[-1:].state
    if kind == "patient_responsibility":
        return "open" if claim.patient_open_amount > 0 else "closed"
    if kind == "underpayment_case":
        found = desk.env["healthcare.exception"].search(
            [
                ("code", "=", "UNDERPAYMENT"),
                ("res_model", "=", "healthcare.claim"),
                ("res_id", "=", claim.id),
            ]
        )
        return "new" if found.filtered(lambda e: e.state == "open") else None
    return None
