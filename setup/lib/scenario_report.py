"""The summary: what stands in the database, read with plain SQL."""

from decimal import Decimal

MESSAGES = """
SELECT m.direction, COALESCE(m.kind, 'whole_file'), m.state, count(*)
  FROM healthcare_message m
 WHERE NOT EXISTS (SELECT 1 FROM healthcare_message k WHERE k.parent_id = m.id)
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
FILES = """
SELECT count(*) FROM healthcare_message m
 WHERE EXISTS (SELECT 1 FROM healthcare_message k WHERE k.parent_id = m.id)
"""
ORDERS = """
SELECT o.name, p.name, o.amount_total, o.healthcare_transmission_state,
       o.healthcare_ack_state,
       (SELECT string_agg(DISTINCT sp.name || ' ' || sp.state, ', ')
          FROM stock_picking sp
          JOIN stock_move sm ON sm.picking_id = sp.id
          JOIN purchase_order_line l ON l.id = sm.purchase_line_id
         WHERE l.order_id = o.id),
       (SELECT string_agg(b.ref || ' ' || m.state || ', ' || b.state || ' '
                          || b.amount_total::text, '; ')
          FROM healthcare_match m JOIN account_move b ON b.id = m.move_id
         WHERE m.order_id = o.id)
  FROM purchase_order o JOIN res_partner p ON p.id = o.partner_id
 WHERE o.state = 'purchase' ORDER BY o.name
"""
REMITTANCES = """
SELECT r.name, COALESCE(p.name, r.payer_code), r.payment, r.state, r.settlement_state,
       COALESCE(r.claim_count, 0), COALESCE(r.unmatched_count, 0),
       COALESCE(r.denied_count, 0)
  FROM healthcare_remittance r LEFT JOIN res_partner p ON p.id = r.payer_id
 ORDER BY r.id
"""
BALANCES = """
SELECT r.role, sum(l.debit), sum(l.credit), sum(l.balance)
  FROM healthcare_account_role r
  JOIN account_move_line l ON l.account_id = r.account_id
 WHERE l.parent_state = 'posted'
 GROUP BY r.role ORDER BY r.role
"""
BILLS = """
SELECT b.state, count(*), sum(b.amount_total)
  FROM account_move b WHERE b.move_type = 'in_invoice' GROUP BY b.state ORDER BY 1
"""
EXCEPTIONS = """
SELECT t.name->>'en_US', e.name, e.amount, c.name, p.name, e.deadline::text
  FROM healthcare_exception e
  JOIN healthcare_exception_type t ON t.id = e.type_id
  LEFT JOIN res_currency c ON c.id = e.currency_id
  LEFT JOIN res_users u ON u.id = e.user_id
  LEFT JOIN res_partner p ON p.id = u.partner_id
 WHERE e.state = 'open' ORDER BY e.severity, e.deadline, e.id
"""


def lines(context):
    """The summary of the database behind a scenario.Context."""
    query = context.query
    return [
        *_messages(query(MESSAGES), query(FILES)[0][0]),
        *_orders(query(ORDERS), query(BILLS)),
        *_remittances(query(REMITTANCES), query(BALANCES)),
        *_exceptions(query(EXCEPTIONS)),
    ]


def money(value):
    """An amount with two decimals and thousands."""
    return f"{Decimal(str(value or 0)):,.2f}"


def _messages(rows, files):
    titles = {"in": "Documents in", "out": "Documents out"}
    found = []
    for direction, title in titles.items():
        own = [row for row in rows if row[0] == direction]
        note = f" ({files} files of several documents)" if direction == "in" else ""
        found.append(f"{title}: {sum(row[3] for row in own)}{note}")
        for _direction, kind, state, count in own:
            found.append(f"  {kind.replace('_', ' '):24} {state:14} {count:4}")
    return found


def _orders(rows, bills):
    found = ["Orders, receipts and bills"]
    for name, supplier, total, sent, acknowledged, receipts, billed in rows:
        found.append(
            f"  {name} {supplier}, {money(total)}: {sent}, {acknowledged}; "
            f"receipts {receipts or 'none'}; bills {billed or 'none'}"
        )
    for state, count, total in bills:
        found.append(f"  {count} bills {state}, together {money(total)}")
    return found


def _remittances(rows, balances):
    found = ["Remittances"]
    for name, payer, payment, state, settled, claims, unmatched, denied in rows:
        found.append(
            f"  {name} {payer}, {money(payment)}: {state}, {settled}; {claims} claims, "
            f"{unmatched} unmatched, {denied} denied"
        )
    found.append("Claim accounts (debit, credit, balance)")
    for role, debit, credit, balance in balances:
        found.append(
            f"  {role:20} {money(debit):>14} {money(credit):>14} {money(balance):>14}"
        )
    return found


def _exceptions(rows):
    found = [f"Waiting for a person: {len(rows)}"]
    for kind, what, amount, currency, owner, deadline in rows:
        risk = f", {money(amount)} {currency}" if amount else ""
        found.append(
            f"  {kind}: {what.rstrip('.')}{risk}; {owner}, until {deadline[:16]} UTC"
        )
    return found
