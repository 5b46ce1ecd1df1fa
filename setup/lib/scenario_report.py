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
REQUISITIONS = """
SELECT r.name, r.delivery_point, r.amount, r.state,
       (SELECT string_agg(o.name, ', ') FROM healthcare_requisition_order_rel l
          JOIN purchase_order o ON o.id = l.order_id WHERE l.requisition_id = r.id)
  FROM healthcare_requisition r ORDER BY r.name
"""
SHORT = """
SELECT t.name->>'en_US', f.name, s.usable, s.days FROM healthcare_stock_alert s
  JOIN healthcare_facility f ON f.id = s.facility_id
  JOIN product_product p ON p.id = s.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE s.state = 'open' ORDER BY s.id
"""
BACKORDERS = """
SELECT o.name, t.name->>'en_US', b.days_of_supply, b.expected_date::text,
       b.alternatives
  FROM healthcare_backorder b JOIN purchase_order o ON o.id = b.order_id
  JOIN product_product p ON p.id = b.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE b.state = 'open' ORDER BY b.id
"""
WAITING = """
SELECT 'Price lists to look at', count(DISTINCT load_id)
  FROM healthcare_catalog_change WHERE state = 'pending'
UNION ALL SELECT 'Bank and tax changes held', count(*)
  FROM healthcare_master_change WHERE state IN ('pending', 'approved_once')
UNION ALL SELECT 'Substitutes offered', count(*)
  FROM healthcare_order_substitution WHERE state = 'pending'
UNION ALL SELECT 'Price disputes open', count(*)
  FROM healthcare_price_dispute WHERE state IN ('draft', 'sent', 'disagreed')
UNION ALL SELECT 'Supplier scorecards', count(*) FROM healthcare_scorecard
UNION ALL SELECT 'Bills at finance: ' || replace(state, '_', ' '), count(*)
  FROM healthcare_bill_export GROUP BY state
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
        *_supply(query),
        *_remittances(query(REMITTANCES), query(BALANCES)),
        *_exceptions(query(EXCEPTIONS)),
    ]


def money(value):
    """An amount with two decimals and thousands."""
    return f"{Decimal(str(value or 0)):,.2f}"


def short(value):
    """A quantity without the zeros behind it."""
    return f"{float(value or 0):g}"


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


def _supply(query):
    found = ["Requisitions, supply and what else waits in buying"]
    for name, place, amount, state, orders in query(REQUISITIONS):
        found.append(
            f"  {name} {place}, {money(amount)}: {state.replace('_', ' ')}"
            + (f", {orders}" if orders else "")
        )
    for what, facility, usable, days in query(SHORT):
        found.append(
            f"  Short: {what} at {facility}, {short(usable)} left, {short(days)} days"
        )
    for order, what, days, promised, ways in query(BACKORDERS):
        found.append(
            f"  Back-ordered: {what} of {order}, {short(days)} days left, promised "
            f"{promised}; {ways or 'no other way'}"
        )
    found += [f"  {title}: {count}" for title, count in query(WAITING)]
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
        risk = f", {money(amount)} {currency}" if float(amount or 0) else ""
        found.append(
            f"  {kind}: {what.rstrip('.')}{risk}; {owner}, until {deadline[:16]} UTC"
        )
    return found
