"""What differs, as rows of ``healthcare_catalog_change``; see :mod:`catalogue_sql`.

``verdict`` is the rule for one row: accepted by itself, or why a person must look.
"""

NAMES = (
    "load_id, line, kind, state, reason, fault, supplierinfo_id, "
    "product_id, uom_id, supplier_no, buyer_no, gtin, description, uom_code, factor, "
    "price_old, price_new, pct, currency_id, minimum, lead_old, lead_new, valid_from, "
    "valid_to, gone_on, contract, digest"
)

# Reason why a changed row waits; NULL: accepted by itself. A contract price never rises
# by itself, whoever says so.
REASON = """
CASE WHEN o.currency_id <> h.currency_id THEN 'currency'
     WHEN o.contract IS NOT NULL AND o.price > h.price THEN 'contract'
     WHEN h.price = 0 AND o.price > 0 THEN 'zero'
     WHEN o.price = 0 AND h.price > 0 THEN 'zero'
     WHEN o.price > h.price * (1 + %(rise)s / 100.0) + 0.0000001 THEN 'rise'
     WHEN o.price < h.price * (1 - %(fall)s / 100.0) - 0.0000001 THEN 'fall'
END
"""

CHANGED = f"""
INSERT INTO healthcare_catalog_change ({NAMES})
SELECT %(load)s, d.line, d.kind,
       CASE WHEN d.reason IS NULL THEN 'approved' ELSE 'pending' END, d.reason, NULL,
       d.id, d.item_id, d.product_uom_id, d.supplier_no, d.buyer_no, d.gtin,
       d.description, d.uom, d.factor, d.price_old, d.price,
       CASE WHEN d.price_old > 0 AND NOT d.gone
            THEN (d.price - d.price_old) / d.price_old * 100 END,
       d.currency_id, d.minimum, d.delay, d.lead, d.valid_from, d.valid_to,
       CASE WHEN d.gone THEN COALESCE(d.gone_on, %(today)s) END, d.contract,
       d.digest
  FROM (
    SELECT o.*, h.id, h.product_uom_id, h.price AS price_old, h.delay,
           COALESCE(h.product_id, (
               SELECT min(v.id) FROM product_product v
                WHERE v.product_tmpl_id = h.product_tmpl_id AND v.active)) AS item_id,
           CASE WHEN o.gone THEN 'discontinued'
                WHEN h.healthcare_discontinued_on IS NOT NULL THEN 'restored'
                ELSE 'changed' END AS kind,
           CASE WHEN o.gone THEN CASE WHEN %(ask_gone)s THEN 'gone' END
                ELSE {REASON} END AS reason
      FROM healthcare_offer o JOIN healthcare_hit h ON h.line = o.line
     WHERE (o.gone AND h.healthcare_discontinued_on IS NULL)
        OR (NOT o.gone AND (
            o.price <> h.price OR o.currency_id <> h.currency_id
            OR h.healthcare_discontinued_on IS NOT NULL
            OR o.lead <> h.delay
            OR o.valid_to IS DISTINCT FROM h.date_end AND o.valid_to IS NOT NULL
            OR o.description IS DISTINCT FROM h.product_name
               AND o.description IS NOT NULL
            OR o.supplier_no IS DISTINCT FROM h.product_code
               AND o.norm IS NOT NULL))
  ) d
"""

NEW_COUNT = """
SELECT count(*) FROM healthcare_offer o
 WHERE o.fault IS NULL AND NOT o.gone AND o.contract IS NULL
   AND o.product_id IS NOT NULL AND o.uom_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)
"""
NEW = f"""
INSERT INTO healthcare_catalog_change ({NAMES})
SELECT %(load)s, o.line, 'new',
       CASE WHEN r.reason IS NULL THEN %(fresh)s ELSE 'pending' END, r.reason,
       NULL, NULL, o.product_id, o.uom_id, o.supplier_no, o.buyer_no, o.gtin,
       o.description, o.uom, o.factor, NULL, o.price, NULL, o.currency_id, o.minimum,
       NULL, o.lead, o.valid_from, o.valid_to, NULL, o.contract, o.digest
  FROM healthcare_offer o
  CROSS JOIN LATERAL (SELECT CASE
       WHEN o.contract IS NOT NULL THEN 'contract'
       WHEN %(ask_new)s THEN 'new'
       WHEN o.price = 0 THEN 'zero' END AS reason) r
 WHERE o.fault IS NULL AND NOT o.gone
   AND o.product_id IS NOT NULL AND o.uom_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)
"""

# The pack behind a known number has another size: the price of one piece changes
# without any price moving. Nobody but a person may accept that.
REPACKED = """
UPDATE healthcare_catalog_change n
   SET reason = 'pack', state = 'pending', price_old = c.price,
       supplierinfo_id = NULL,
       pct = CASE WHEN c.price > 0 AND fn.factor > 0 AND fo.factor > 0 THEN
             ((n.price_new / fn.factor::float8) / (c.price / fo.factor::float8) - 1)
             * 100 END
  FROM product_supplierinfo c, uom_uom fo, uom_uom fn
 WHERE n.load_id = %(load)s AND n.kind = 'new' AND fn.id = n.uom_id
   AND c.healthcare_code_norm = upper(regexp_replace(
           n.supplier_no, '[^0-9A-Za-z]', '', 'g'))
   AND c.partner_id = ANY(%(partners)s) AND fo.id = c.product_uom_id
   AND c.product_uom_id <> n.uom_id
   AND c.healthcare_discontinued_on IS NULL
   AND COALESCE(fo.healthcare_code, '') = COALESCE(fn.healthcare_code, '')
   AND (c.date_end IS NULL OR c.date_end >= %(today)s)
"""

LISTED = f"""
INSERT INTO healthcare_catalog_change ({NAMES})
SELECT %(load)s, o.line, CASE WHEN o.fault IS NULL THEN 'unknown' ELSE 'refused' END,
       'listed', NULL, o.fault, h.id, o.product_id, o.uom_id, o.supplier_no,
       o.buyer_no, o.gtin, o.description, o.uom, o.factor, NULL, o.price, NULL,
       o.currency_id, o.minimum, NULL, o.lead, o.valid_from, o.valid_to, NULL,
       o.contract, NULL
  FROM healthcare_offer o LEFT JOIN healthcare_hit h ON h.line = o.line
 WHERE o.fault IS NOT NULL
    OR (o.product_id IS NULL AND h.line IS NULL AND NOT o.gone)
"""

# A row that is refused is not missing; a price of tomorrow does not end today's.
GONE = f"""
INSERT INTO healthcare_catalog_change ({NAMES})
SELECT %(load)s, NULL, 'discontinued',
       CASE WHEN %(ask_gone)s THEN 'pending' ELSE 'approved' END,
       CASE WHEN %(ask_gone)s THEN 'gone' END, NULL, c.id,
       COALESCE(c.product_id, (
           SELECT min(v.id) FROM product_product v
            WHERE v.product_tmpl_id = c.product_tmpl_id AND v.active)),
       c.product_uom_id, c.product_code, NULL, NULL, c.product_name,
       u.healthcare_code, NULL, c.price, NULL, NULL, c.currency_id, c.min_qty,
       c.delay, NULL, NULL, NULL, %(today)s, c.healthcare_contract, NULL
  FROM healthcare_missing m
  JOIN product_supplierinfo c ON c.id = m.id
  JOIN uom_uom u ON u.id = c.product_uom_id
 WHERE NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.id = c.id)
   AND NOT EXISTS (SELECT 1 FROM healthcare_offer o
                    WHERE o.norm = c.healthcare_code_norm AND o.fault IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM healthcare_hit h
                    WHERE h.product_tmpl_id = c.product_tmpl_id
                      AND h.product_uom_id = c.product_uom_id
                      AND h.min_qty = c.min_qty)
"""

# Lines of orders that are not fully billed and ask another price than the list will.
ORDERS = """
INSERT INTO healthcare_catalog_order (change_id, load_id, company_id, order_line_id,
       order_id, price_order, price_list, open_qty, difference, create_uid,
       create_date, write_uid, write_date)
SELECT n.id, n.load_id, %(company)s, l.id, l.order_id, l.price_unit,
       n.price_new * ul.factor::float8 / un.factor::float8,
       l.product_qty - l.qty_invoiced,
       (n.price_new * ul.factor::float8 / un.factor::float8 - l.price_unit)
           * (l.product_qty - l.qty_invoiced)::float8,
       %(user)s, %(now)s, %(user)s, %(now)s
  FROM healthcare_catalog_change n
  JOIN product_product p ON p.id = n.product_id
  JOIN purchase_order_line l ON l.product_id = p.id AND l.display_type IS NULL
  JOIN purchase_order r ON r.id = l.order_id
  JOIN uom_uom ul ON ul.id = l.product_uom_id
  JOIN uom_uom un ON un.id = n.uom_id
 WHERE n.load_id = %(load)s AND r.partner_id = ANY(%(partners)s)
   AND r.company_id = %(company)s
   AND r.state IN ('draft', 'sent', 'to approve', 'purchase')
   AND l.product_qty > l.qty_invoiced
   AND (n.kind = 'discontinued' AND l.product_qty > l.qty_received
        OR n.kind IN ('changed', 'restored', 'new') AND n.minimum <= l.product_qty
           AND abs(n.price_new * ul.factor::float8 / un.factor::float8
                   - l.price_unit) > 0.0000001
           AND (n.kind <> 'new' OR n.reason = 'pack')
           AND n.price_new IS DISTINCT FROM n.price_old)
"""
ASK_ORDERS = """
UPDATE healthcare_catalog_change n SET state = 'pending', reason = 'orders'
  FROM healthcare_catalog_order o
 WHERE o.change_id = n.id AND n.load_id = %(load)s AND n.state = 'approved'
   AND %(ask_orders)s
"""
COUNT_ORDERS = """
UPDATE healthcare_catalog_change n SET order_count = d.count
  FROM (SELECT change_id, count(*) FROM healthcare_catalog_order
         WHERE load_id = %(load)s GROUP BY change_id) d
 WHERE d.change_id = n.id
"""

FIGURES = """
SELECT count(*) FILTER (WHERE fault IS NOT NULL),
       (SELECT count(*) FROM healthcare_hit),
       (SELECT count(*) FROM healthcare_catalog_change
         WHERE load_id = %(load)s AND kind IN ('changed', 'restored')
           AND abs(pct) > %(jump)s)
  FROM healthcare_offer
"""

# What the list says again belongs to it from now on.
OWN = """
UPDATE product_supplierinfo c SET healthcare_feed_id = %(feed)s
  FROM healthcare_hit h
 WHERE h.id = c.id AND h.healthcare_feed_id IS DISTINCT FROM %(feed)s
RETURNING c.id
"""
CONFIRM_SAME = """
UPDATE product_supplierinfo SET healthcare_confirmed_at = %s WHERE id = ANY(%s)
"""
CONFIRM_SOME = """
UPDATE product_supplierinfo c SET healthcare_confirmed_at = %(now)s
  FROM healthcare_hit h JOIN healthcare_offer o ON o.line = h.line
 WHERE h.id = c.id AND o.fault IS NULL AND NOT o.gone
   AND NOT EXISTS (SELECT 1 FROM healthcare_catalog_change n
                    WHERE n.load_id = %(load)s AND n.supplierinfo_id = c.id
                      AND n.state = 'pending')
RETURNING c.id
"""
REMEMBER = """
UPDATE product_supplierinfo c SET healthcare_digest = o.digest
  FROM healthcare_hit h JOIN healthcare_offer o ON o.line = h.line
 WHERE h.id = c.id AND o.fault IS NULL AND NOT o.gone
   AND c.healthcare_digest IS DISTINCT FROM o.digest
   AND NOT EXISTS (SELECT 1 FROM healthcare_catalog_change n
                    WHERE n.load_id = %(load)s AND n.line = o.line)
RETURNING c.id
"""
# A price that waits for a person, or whose row was refused, is not confirmed.
UNCONFIRMED = """
WITH doubtful AS (
    SELECT supplierinfo_id AS id FROM healthcare_catalog_change
     WHERE load_id = %(load)s AND state IN ('pending', 'listed')
       AND supplierinfo_id IS NOT NULL
    UNION
    SELECT c.id FROM healthcare_catalog_change n
      JOIN product_supplierinfo c ON c.healthcare_code_norm = upper(regexp_replace(
               n.supplier_no, '[^0-9A-Za-z]', '', 'g'))
     WHERE n.load_id = %(load)s AND n.kind = 'refused'
       AND c.healthcare_feed_id = %(feed)s
), worse AS (
    UPDATE product_supplierinfo c SET healthcare_unconfirmed = TRUE
      FROM doubtful d
     WHERE d.id = c.id AND c.healthcare_unconfirmed IS NOT TRUE
    RETURNING c.id
), better AS (
    UPDATE product_supplierinfo c SET healthcare_unconfirmed = FALSE
     WHERE c.healthcare_feed_id = %(feed)s AND c.healthcare_unconfirmed
       AND NOT EXISTS (SELECT 1 FROM doubtful d WHERE d.id = c.id)
    RETURNING c.id
)
SELECT id FROM worse UNION ALL SELECT id FROM better
"""
