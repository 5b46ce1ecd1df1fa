"""From facts to measures: numerators and denominators per supplier, facility, day."""

_INTO = """
INSERT INTO healthcare_measure (
    code, date, company_id, partner_id, facility_id, numerator, denominator, rate,
    create_uid, write_uid, create_date, write_date)
SELECT part.code, facts.date, facts.company_id, facts.partner_id, facts.facility_id,
       part.above, part.below,
       COALESCE(ROUND(100 * part.above / NULLIF(part.below, 0), 2), 0),
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM facts
"""

FROM_LINES = (
    """
WITH facts AS (
    SELECT ordered_on AS date, company_id, partner_id, facility_id,
           COUNT(*) AS lines,
           COUNT(*) FILTER (WHERE due) AS due,
           SUM(complete_first) AS complete,
           SUM(first_quantity) AS first_quantity,
           SUM(quantity_due) AS quantity_due,
           SUM(on_time_quantity) AS on_time,
           SUM(on_time_last_quantity) AS on_time_last,
           SUM(backordered) AS backordered,
           SUM(billed_lines) AS billed, SUM(accurate_lines) AS accurate
      FROM healthcare_line_fact WHERE ordered_on >= %(since)s
     GROUP BY ordered_on, company_id, partner_id, facility_id
)
"""
    + _INTO
    + """
 CROSS JOIN LATERAL (VALUES
    ('line_fill_rate', complete::numeric, due::numeric),
    ('unit_fill_rate', first_quantity::numeric, quantity_due::numeric),
    ('on_time_delivery', on_time::numeric, quantity_due::numeric),
    ('on_time_current', on_time_last::numeric, quantity_due::numeric),
    ('backorder_rate', backordered::numeric, lines::numeric),
    ('price_accuracy', accurate::numeric, billed::numeric)
 ) AS part (code, above, below)
 WHERE part.below <> 0
"""
)
"""Measures of lines."""

FROM_ORDERS = (
    """
WITH orders AS (
    SELECT order_id, ordered_on, company_id, partner_id, facility_id,
           MAX(sent) AS sent, MAX(acknowledged) AS acknowledged,
           MIN(acknowledgment_hours) AS hours,
           BOOL_AND(due) AS due, MAX(received) > 0 AS received,
           BOOL_AND(right_time = 1 AND right_quantity = 1 AND right_condition = 1
                    AND right_invoice = 1) AS perfect,
           BOOL_OR(right_documents = 1) AS announced,
           EXISTS (SELECT FROM healthcare_exception asked
                    WHERE asked.res_model = 'purchase.order'
                      AND asked.res_id = fact.order_id) AS asked
      FROM healthcare_line_fact fact WHERE ordered_on >= %(since)s
     GROUP BY order_id, ordered_on, company_id, partner_id, facility_id
), facts AS (
    SELECT ordered_on AS date, company_id, partner_id, facility_id, COUNT(*) AS orders,
           SUM(sent) AS sent,
           COUNT(*) FILTER (WHERE sent = 1 AND acknowledged = 1 AND hours <= 24)
               AS within_day,
           SUM(hours) FILTER (WHERE acknowledged = 1) AS hours,
           SUM(acknowledged) AS acknowledged,
           COUNT(*) FILTER (WHERE received) AS received,
           COUNT(*) FILTER (WHERE received AND announced) AS announced,
           COUNT(*) FILTER (WHERE due) AS due,
           COUNT(*) FILTER (WHERE due AND perfect) AS perfect,
           COUNT(*) FILTER (WHERE asked) AS asked
      FROM orders GROUP BY ordered_on, company_id, partner_id, facility_id
)
"""
    + _INTO
    + """
 CROSS JOIN LATERAL (VALUES
    ('acknowledged_24h', within_day::numeric, sent::numeric),
    ('acknowledgment_hours', hours::numeric, acknowledged::numeric),
    ('ship_notice_rate', announced::numeric, received::numeric),
    ('perfect_order_rate', perfect::numeric, due::numeric),
    ('electronic_rate', sent::numeric, orders::numeric),
    ('exception_rate', asked::numeric, orders::numeric)
 ) AS part (code, above, below)
 WHERE part.below <> 0
"""
)
"""Measures of whole orders. An order is perfect when every line of it is on time,
complete, undamaged and billed cleanly: orders are counted, rates never multiplied."""

FROM_BILLS = (
    """
WITH facts AS (
    SELECT match.create_date::date AS date, match.company_id,
           match.partner_id, po.healthcare_facility_id AS facility_id,
           COUNT(*) AS bills,
           COUNT(*) FILTER (WHERE match.state = 'posted'
                              AND match.released_by_id IS NULL) AS touchless,
           COUNT(*) FILTER (WHERE match.state = 'posted'
                              AND match.released_by_id IS NULL
                              AND COALESCE(match.categories, '') = ''
                              AND COALESCE(match.info, '') = '') AS exact
      FROM healthcare_match match
      LEFT JOIN purchase_order po ON po.id = match.order_id
     WHERE match.create_date >= %(since)s AND match.state <> 'superseded'
       AND match.document_type = 'invoice'
     GROUP BY match.create_date::date, match.company_id, match.partner_id,
              po.healthcare_facility_id
)
"""
    + _INTO
    + """
 CROSS JOIN LATERAL (VALUES
    ('touchless_rate', touchless::numeric, bills::numeric),
    ('invoice_match_rate', exact::numeric, bills::numeric)
 ) AS part (code, above, below)
 WHERE part.below <> 0
"""
)
"""Measures of bills: what was rejected stays in the denominator."""

FROM_CONTRACTS = (
    """
WITH covered AS (
    SELECT fact.ordered_on AS date, fact.company_id, fact.partner_id,
           fact.facility_id, fact.value,
           line.healthcare_price_source = 'contract' AS on_contract
      FROM healthcare_line_fact fact
      JOIN purchase_order_line line ON line.id = fact.order_line_id
     WHERE fact.ordered_on >= %(since)s AND fact.ordered > 0
       AND EXISTS (
           SELECT FROM healthcare_supplier_contract_line price
             JOIN healthcare_supplier_contract contract
               ON contract.id = price.contract_id AND contract.state = 'active'
            WHERE price.product_id = fact.product_id
              AND price.company_id = fact.company_id AND price.state = 'approved'
              AND COALESCE(price.date_start, contract.date_start, fact.ordered_on)
                  <= fact.ordered_on
              AND COALESCE(price.date_end, contract.date_end, fact.ordered_on)
                  >= fact.ordered_on)
), facts AS (
    SELECT date, company_id, partner_id, facility_id, COUNT(*) AS lines,
           COUNT(*) FILTER (WHERE on_contract) AS at_price, SUM(value) AS spend,
           SUM(value) FILTER (WHERE on_contract) AS spend_on_contract
      FROM covered GROUP BY date, company_id, partner_id, facility_id
)
"""
    + _INTO
    + """
 CROSS JOIN LATERAL (VALUES
    ('contract_price_rate', at_price::numeric, lines::numeric),
    ('contract_compliance', COALESCE(spend_on_contract, 0)::numeric, spend::numeric)
 ) AS part (code, above, below)
 WHERE part.below <> 0
"""
)
"""What was bought at the contract's price, of what any contract covers that day."""
