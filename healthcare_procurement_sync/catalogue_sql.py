"""The statements that compare a supplier's list with what is in Odoo.

A list of a hundred thousand rows is copied into a temporary table as text, read and
compared there; Python only sees what differs. Tables, all of the transaction:
``healthcare_stage`` the rows as text, ``healthcare_offer`` the same typed, with
``fault`` the code of what is wrong, ``healthcare_hit`` the vendor price each row means.
"""

COLUMNS = (
    "line",
    "supplier_no",
    "buyer_no",
    "gtin",
    "description",
    "uom",
    "factor",
    "price",
    "basis",
    "minimum",
    "lead",
    "currency",
    "valid_from",
    "valid_to",
    "contract",
    "gone",
    "gone_on",
    "digest",
)

DROP = """
DROP TABLE IF EXISTS healthcare_stage, healthcare_offer, healthcare_hit,
     healthcare_mapped, healthcare_unit, healthcare_named, healthcare_missing
"""
STAGE = f"""
CREATE TEMP TABLE healthcare_stage ({", ".join(f"{name} text" for name in COLUMNS)})
    ON COMMIT DROP
"""
COPY = f"COPY healthcare_stage ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv)"

# Eighteen digits before the point, as everywhere in the house; no sign, no exponent.
NUMBER = r"^ *[0-9]{1,12}(\.[0-9]{1,10})? *$"
WHOLE = r"^ *[0-9]{1,6}(\.0+)? *$"
DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

OFFER = """
CREATE TEMP TABLE healthcare_offer ON COMMIT DROP AS
SELECT s.line::int AS line, btrim(s.supplier_no) AS supplier_no,
       NULLIF(upper(regexp_replace(s.supplier_no, '[^0-9A-Za-z]', '', 'g')), '')
           AS norm,
       NULLIF(btrim(s.buyer_no), '') AS buyer_no,
       CASE WHEN s.gtin ~ '^[0-9]{8}([0-9]{4,6})?$' THEN lpad(s.gtin, 14, '0') END
           AS gtin,
       NULLIF(btrim(s.description), '') AS description,
       COALESCE(btrim(s.uom), '') AS uom,
       CASE WHEN s.factor ~ %(number)s THEN NULLIF(s.factor::numeric, 0) END AS factor,
       CASE WHEN s.price ~ %(number)s THEN
            CASE WHEN s.basis IS NULL THEN s.price::float8
                 WHEN s.basis ~ '^[0-9]+$'
                 THEN (s.price::numeric / s.basis::numeric)::float8 END
       END AS price,
       CASE WHEN s.minimum ~ %(number)s THEN round(s.minimum::numeric, %(digits)s)
            ELSE 0 END AS minimum,
       CASE WHEN s.lead ~ %(whole)s THEN s.lead::float8::int END AS lead,
       CASE WHEN s.currency IS NULL THEN %(currency)s ELSE k.id END AS currency_id,
       CASE WHEN s.valid_from ~ %(day)s THEN s.valid_from::date END AS valid_from,
       CASE WHEN s.valid_to ~ %(day)s THEN s.valid_to::date END AS valid_to,
       NULLIF(btrim(s.contract), '') AS contract,
       s.gone IS NOT NULL AS gone,
       CASE WHEN s.gone_on ~ %(day)s THEN s.gone_on::date END AS gone_on,
       GREATEST(%(today)s, CASE WHEN s.valid_from ~ %(day)s THEN s.valid_from::date END)
           AS effective,
       NULL::int AS product_id, NULL::int AS uom_id, s.digest,
       CASE
         WHEN COALESCE(s.supplier_no, s.buyer_no, s.gtin) IS NULL THEN 'item.missing'
         WHEN s.gone IS NULL AND s.price IS NULL THEN 'price.missing'
         WHEN s.price !~ %(number)s OR s.basis !~ '^[0-9]+$' THEN 'price.unreadable'
         WHEN s.minimum !~ %(number)s THEN 'minimum.unreadable'
         WHEN s.factor !~ %(number)s OR s.factor ~ '^0+([.]0*)?$' THEN 'pack.unreadable'
         WHEN s.lead !~ %(whole)s THEN 'lead.unreadable'
         WHEN s.valid_from !~ %(day)s OR s.valid_to !~ %(day)s OR s.gone_on !~ %(day)s
              THEN 'date.unreadable'
         WHEN s.valid_to < s.valid_from THEN 'date.order'
         WHEN s.currency IS NOT NULL AND k.id IS NULL THEN 'currency.unknown'
       END AS fault
  FROM healthcare_stage s
  LEFT JOIN res_currency k ON k.name = s.currency AND k.active
"""

# The same item, unit, quantity and day with two prices: nobody knows which one counts.
TWICE = """
UPDATE healthcare_offer o SET fault = 'row.twice'
  FROM (SELECT norm, buyer_no, uom, minimum, valid_from, contract FROM healthcare_offer
         WHERE norm IS NOT NULL
         GROUP BY norm, buyer_no, uom, minimum, valid_from, contract
        HAVING count(*) > 1) d
 WHERE o.norm = d.norm AND o.uom = d.uom AND o.minimum = d.minimum
   AND o.buyer_no IS NOT DISTINCT FROM d.buyer_no AND o.fault IS NULL
   AND o.valid_from IS NOT DISTINCT FROM d.valid_from
   AND o.contract IS NOT DISTINCT FROM d.contract
"""

# A unit without a code is meant where the sender states none, or writes its name.
HIT = """
CREATE TEMP TABLE healthcare_hit ON COMMIT DROP AS
SELECT DISTINCT ON (o.line) o.line, c.id, c.product_id, c.product_tmpl_id,
       c.product_uom_id, c.min_qty, c.price, c.currency_id, c.delay, c.product_name,
       c.product_code, c.date_start, c.date_end, c.healthcare_discontinued_on,
       c.healthcare_unconfirmed, c.healthcare_feed_id, c.healthcare_digest
  FROM healthcare_offer o
  JOIN product_supplierinfo c ON c.healthcare_code_norm = o.norm
   AND c.min_qty = o.minimum
   AND COALESCE(c.healthcare_contract, '') = COALESCE(o.contract, '')
  JOIN product_template t ON t.id = c.product_tmpl_id
  JOIN uom_uom u ON u.id = c.product_uom_id
  JOIN uom_uom b ON b.id = t.uom_id
 WHERE c.partner_id = ANY(%(partners)s)
   AND (c.company_id IS NULL OR c.company_id = %(company)s)
   AND (c.date_start IS NULL OR c.date_start <= o.effective)
   AND (c.date_end IS NULL OR c.date_end >= o.effective)
   AND (o.uom = '' OR o.uom = c.healthcare_uom_code OR (
            c.healthcare_uom_code IS NULL AND o.uom = u.healthcare_code))
   AND (o.factor IS NULL
        OR abs(o.factor * b.factor - u.factor) <= u.factor * 0.000000001)
   AND o.fault IS NULL
 ORDER BY o.line, c.date_start DESC NULLS LAST, c.id
"""

# Rows that say what they said last time are not copied at all: what of the list's own
# prices is missing among them stands in healthcare_missing.
KNOWN = """
SELECT id, CASE WHEN healthcare_unconfirmed THEN NULL ELSE healthcare_digest END
  FROM product_supplierinfo
 WHERE healthcare_feed_id = %(feed)s AND healthcare_discontinued_on IS NULL
   AND (date_end IS NULL OR date_end >= %(today)s)
"""
MISSING = "CREATE TEMP TABLE healthcare_missing (id int) ON COMMIT DROP"
SAID_TWICE = """
UPDATE healthcare_offer o SET fault = 'row.twice'
  FROM healthcare_hit h
 WHERE h.line = o.line AND h.healthcare_feed_id = %(feed)s
   AND h.healthcare_discontinued_on IS NULL AND h.healthcare_digest IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM healthcare_missing m WHERE m.id = h.id)
"""

# The other rows: first the item, by certainty, then its unit. Two numbers that name two
# items are no answer.
NAMED = """
CREATE TEMP TABLE healthcare_named (line int, rank int, product_id int) ON COMMIT DROP
"""
LEFT = """o.fault IS NULL
   AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)"""
BY_MAPPING = f"""
INSERT INTO healthcare_named
SELECT o.line, 1, m.product_id
  FROM healthcare_offer o
  JOIN healthcare_mapped m ON m.code IN (o.supplier_no, o.buyer_no, o.gtin)
 WHERE {LEFT}
"""
BY_NUMBER = f"""
INSERT INTO healthcare_named
SELECT o.line, 2, p.id
  FROM healthcare_offer o
  JOIN product_product p ON p.default_code = o.buyer_no AND p.active
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE (t.company_id IS NULL OR t.company_id = %(company)s) AND {LEFT}
"""
BY_SUPPLIER = f"""
INSERT INTO healthcare_named
SELECT DISTINCT o.line, 3, COALESCE(c.product_id, v.id)
  FROM product_supplierinfo c
  JOIN healthcare_offer o ON o.norm = c.healthcare_code_norm
  LEFT JOIN product_product v ON v.product_tmpl_id = c.product_tmpl_id
       AND v.active AND c.product_id IS NULL
 WHERE c.partner_id = ANY(%(partners)s)
   AND (c.company_id IS NULL OR c.company_id = %(company)s) AND {LEFT}
"""
BY_GTIN = f"""
INSERT INTO healthcare_named
SELECT DISTINCT o.line, 4, g.product_id
  FROM (SELECT gtin, product_id FROM healthcare_item_pack
         WHERE gtin IS NOT NULL AND active
        UNION ALL
        SELECT lpad(barcode, 14, '0'), id FROM product_product
         WHERE barcode ~ '^[0-9]{{8,14}}$' AND active
        UNION ALL
        SELECT lpad(barcode, 14, '0'), product_id FROM product_uom
         WHERE barcode ~ '^[0-9]{{8,14}}$') g
  JOIN healthcare_offer o ON o.gtin = g.gtin
 WHERE {LEFT}
"""
HAS_GTIN = "SELECT EXISTS (SELECT 1 FROM healthcare_offer WHERE gtin IS NOT NULL)"
ITEM = """
UPDATE healthcare_offer o
   SET product_id = f.product_id,
       fault = CASE WHEN f.named > 1 THEN 'item.contradiction' END
  FROM (SELECT line, (array_agg(product_id ORDER BY rank))[1] AS product_id,
               CASE WHEN count(*) > 1
                    THEN count(DISTINCT product_id) FILTER (WHERE rank > 1)
                    ELSE 1 END AS named
          FROM healthcare_named GROUP BY line) f
 WHERE o.line = f.line
"""

UNIT = """
UPDATE healthcare_offer o SET uom_id = COALESCE(
    (SELECT n.uom_id FROM healthcare_unit n
      WHERE n.code = o.uom AND n.base_id = t.uom_id AND n.factor = o.factor),
    CASE WHEN o.uom IN ('', b.healthcare_code) AND COALESCE(o.factor, 1) = 1
         THEN b.id END,
    (SELECT min(k.uom_id) FROM healthcare_item_pack k
      WHERE k.product_id = o.product_id AND k.active
        AND COALESCE(k.code, '') = o.uom
        AND (k.partner_id IS NULL OR k.partner_id = ANY(%(partners)s))
        AND (o.factor IS NULL OR k.numerator = o.factor * k.denominator)
     HAVING count(DISTINCT k.uom_id) = 1))
  FROM product_product p
  JOIN product_template t ON t.id = p.product_tmpl_id
  JOIN uom_uom b ON b.id = t.uom_id
 WHERE p.id = o.product_id AND o.fault IS NULL AND o.uom_id IS NULL
"""

# A row that a person typed without the supplier's number is the same offer.
ADOPT = """
INSERT INTO healthcare_hit
SELECT DISTINCT ON (o.line) o.line, c.id, c.product_id, c.product_tmpl_id,
       c.product_uom_id, c.min_qty, c.price, c.currency_id, c.delay, c.product_name,
       c.product_code, c.date_start, c.date_end, c.healthcare_discontinued_on,
       c.healthcare_unconfirmed, c.healthcare_feed_id, c.healthcare_digest
  FROM healthcare_offer o
  JOIN product_product p ON p.id = o.product_id
  JOIN product_supplierinfo c ON c.product_tmpl_id = p.product_tmpl_id
   AND (c.product_id IS NULL OR c.product_id = p.id)
   AND c.product_uom_id = o.uom_id AND c.min_qty = o.minimum
   AND COALESCE(c.healthcare_contract, '') = COALESCE(o.contract, '')
 WHERE c.partner_id = ANY(%(partners)s)
   AND (c.company_id IS NULL OR c.company_id = %(company)s)
   AND (c.healthcare_code_norm IS NULL OR c.healthcare_code_norm = o.norm)
   AND (c.date_start IS NULL OR c.date_start <= o.effective)
   AND (c.date_end IS NULL OR c.date_end >= o.effective)
   AND o.fault IS NULL
   AND NOT EXISTS (SELECT 1 FROM healthcare_hit h WHERE h.line = o.line)
 ORDER BY o.line, c.date_start DESC NULLS LAST, c.id
"""
