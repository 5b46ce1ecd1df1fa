"""What a vector expects and what the ledger says, grouped the same way.

By role; receivables by role, partner and claim; debit less credit; zero drops out.
"""

from decimal import Decimal

QUEUE_ONLY = {
    "APPROVAL_NEEDED",
    "OUT_OF_BALANCE",
    "IDENTITY_CONFLICT",
    "PAYER_UNKNOWN",
    "CURRENCY_FOREIGN",
    "POSTING_CONTROL",
}
"""Questions about a whole payment; the vectors name them by result and errors."""


def expected_rows(rows):
    """(role, partner, claim, amount) of a vector's lines."""
    return [
        (
            row["role"],
            row.get("partner"),
            row.get("claim"),
            Decimal(str(row.get("debit") or 0)) - Decimal(str(row.get("credit") or 0)),
        )
        for row in rows
    ]


def balance_row(row):
    """The same of a line of ``final_computed``."""
    amount = Decimal(str(row["balance"]))
    return (row["role"], row.get("partner"), row.get("claim"), amount)


def totals(rows):
    """``{key: amount}`` in words, so that two of them can be compared and printed."""
    found = {}
    for role, partner, claim, amount in rows:
        key = role
        if role in ("AR_PAYER", "AR_PATIENT"):
            key = f"{role}({partner},{claim})"
        found[key] = found.get(key, Decimal(0)) + amount
    return {key: f"{amount:.2f}" for key, amount in sorted(found.items()) if amount}


def lines_since(desk, first, settlements=True):
    """Rows of all items posted after item ``first``.

    :param settlements: with those that move waiting cash; an 835 event leaves them to
        the event that is named after them
    """
    items = desk.env["account.move.line"].search(
        [("id", ">", first), ("parent_state", "=", "posted")]
    )
    rows = []
    for item in items:
        if _is_settlement(item.move_id):
            if not settlements:
                continue
            desk.settlements.add(item.move_id.id)
        rows.append(_row(desk, item))
    return [row for row in rows if row]


def uncounted_settlements(desk, event):
    """Cash that the product applied by itself before the vector asked for it."""
    if not any(row["role"] == "UNAPPLIED_CASH" for row in event["lines"]):
        return []
    items = desk.env["account.move.line"].search(
        [
            ("id", ">", desk.start),
            ("parent_state", "=", "posted"),
            ("move_id", "not in", list(desk.settlements)),
        ]
    )
    items = items.filtered(lambda item: _is_settlement(item.move_id))
    desk.settlements.update(items.move_id.ids)
    return [_row(desk, item) for item in items]


def _is_settlement(move):
    return bool(
        move.healthcare_remittance_id
        and not move.healthcare_posting_key
        and "UNAPPLIED_CASH" in move.line_ids.mapped("healthcare_role")
    )


def _row(desk, item):
    role = item.healthcare_role
    if not role and item.account_id.account_type == "asset_cash":
        role = "BANK"
    if not role:
        role = f"account {item.account_id.code}"
    return (
        role,
        _partner(desk, item.partner_id),
        _claim(desk, item.healthcare_claim_id),
        Decimal(f"{item.balance:.2f}"),
    )


def _partner(desk, partner):
    if partner.healthcare_patient_key:
        return partner.healthcare_patient_key
    return next((code for code, p in desk.payers.items() if p == partner), None)


def _claim(desk, claim):
    return next((name for name, c in desk.claims.items() if c == claim), None)


def checks(errors):
    """Failed checks in one notation: service and claim as they are, the rest as one.

    Lines that do not sum to their claim fail the claim; whatever is about the payment
    itself fails the transaction.
    """
    found = set()
    for error in errors:
        level, _, rest = str(error).partition(":")
        if level == "service":
            found.add(error)
        elif level.startswith("claim"):
            found.add(f"claim:{rest.partition(':')[0]}")
        else:
            found.add("transaction")
    return sorted(found)


def cases_of(desk, outcomes):
    """(type, claim, code, amount) of every finding that stands for a case."""
    rows = []
    for outcome in outcomes:
        for finding in outcome.findings:
            if finding.type_code in QUEUE_ONLY:
                continue
            record = desk.env[finding.model].browse(finding.res_id)
            amount = finding.amount if finding.amount is not None else Decimal(0)
            kind = finding.type_code.lower()
            rows.append((kind, *_subject(desk, record), amount))
    return rows


def _subject(desk, record):
    if record._name == "healthcare.denial.case":
        code = f"{record.group_code}-{record.reason_code}"
        return _claim(desk, record.claim_id), code
    if record._name == "healthcare.claim":
        return _claim(desk, record), ""
    if record._name == "healthcare.remittance.claim":
        return record.claim_number, ""
    return None, ""


def case_difference(wanted, found):
    """What differs between expected and found cases; empty when nothing does.

    A denial may be one case per line or one per claim and code: the sums count.
    """
    expected, got = {}, {}
    coded = {(row["type"], row.get("claim")) for row in wanted if row.get("code")}
    for row in wanted:
        key = (row["type"], row.get("claim"), row.get("code") or "")
        expected[key] = expected.get(key, Decimal(0)) + Decimal(str(row["amount"]))
    for kind, claim, code, amount in found:
        key = (kind, claim, code if (kind, claim) in coded else "")
        got[key] = got.get(key, Decimal(0)) + amount
    if expected == got:
        return ""
    return f"cases are {_words(got)}, expected {_words(expected)}"


def _words(cases):
    return sorted(
        " ".join(str(part) for part in (*key, f"{amount:.2f}") if part)
        for key, amount in cases.items()
    )
