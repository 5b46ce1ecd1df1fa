"""New vendor prices in one statement."""

PLAIN = """n.load_id = %(load)s AND n.state = 'approved' AND n.kind = 'new'
   AND n.contract IS NULL AND n.reason IS DISTINCT FROM 'pack'"""
"""Accepted new rows that are neither a contract price nor another size of a pack."""
MARKED = f"""WITH n AS (
    UPDATE healthcare_catalog_change n SET state = 'applied'
     WHERE {PLAIN} RETURNING n.*)
"""
FRESH = PLAIN.replace("'approved'", "'applied'")
"""Of a list that arrives now: written as applied, and inserted in the same breath."""
COUNT = f"SELECT count(*) FROM healthcare_catalog_change n WHERE {PLAIN}"
SIZED = """
SELECT n.id FROM healthcare_catalog_change n
  JOIN product_product p ON p.id = n.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE n.load_id = %(load)s AND n.state IN ('approved', 'applied')
   AND n.factor IS NOT NULL AND n.uom_id <> t.uom_id
   AND NOT EXISTS (SELECT 1 FROM healthcare_item_pack k
                    WHERE k.product_id = n.product_id AND k.uom_id = n.uom_id
                      AND k.active)
"""
# What only moves prices touches no reordering rule.
POINTS = """
SELECT DISTINCT r.id FROM healthcare_catalog_change n
  JOIN stock_warehouse_orderpoint r ON r.product_id = n.product_id
 WHERE n.load_id = %(load)s
   AND (n.state = 'approved' OR n.state = 'applied' AND n.supplierinfo_id IS NULL)
   AND (n.kind = 'new' OR n.lead_new <> n.lead_old)
"""

# Column of the vendor price: where the value comes from.
FROM_CHANGE = {
    "partner_id": "%(partner)s",
    "company_id": "%(company)s",
    "healthcare_feed_id": "%(feed)s",
    "currency_id": "n.currency_id",
    "product_tmpl_id": "p.product_tmpl_id",
    "product_id": "n.product_id",
    "product_uom_id": "n.uom_id",
    "product_code": "n.supplier_no",
    "product_name": "n.description",
    "price": "n.price_new",
    "min_qty": "n.minimum",
    "date_start": "n.valid_from",
    "date_end": "n.valid_to",
    "delay": "COALESCE(n.lead_new, %(default_delay)s)",
    "healthcare_code_norm": "NULLIF(upper(regexp_replace(n.supplier_no, "
    "'[^0-9A-Za-z]', '', 'g')), '')",
    "healthcare_digest": "n.digest",
    "healthcare_uom_code": "CASE WHEN n.uom_code <> COALESCE(u.healthcare_code, '') "
    "AND n.uom_code <> '' THEN n.uom_code END",
    "create_uid": "%(user)s",
    "write_uid": "%(user)s",
    "create_date": "%(now)s",
    "write_date": "%(now)s",
}


def insert_statement(rows, defaults, fresh):
    """The INSERT, and values for it: columns that the list does not fill get the
    default that ``create`` would give them.

    :param rows: the model of vendor prices.
    :param dict defaults: by field name, as ``default_get`` returns them.
    :param fresh: the list arrives now; else accepted rows are marked and inserted.
    """
    values = {"default_delay": defaults.get("delay", 1)}
    columns = dict(FROM_CHANGE)
    for name, value in defaults.items():
        if name in columns or value in (False, None):
            continue
        field = rows._fields[name]
        values[f"default_{name}"] = field.convert_to_column_insert(value, rows)
        columns[name] = f"%(default_{name})s"
    names = ", ".join(f'"{name}"' for name in columns)
    sources = ", ".join(columns.values())
    head, source, where = (
        ("", "healthcare_catalog_change n", f"WHERE {FRESH}")
        if fresh
        else (MARKED, "n", "")
    )
    statement = f"""
        {head}INSERT INTO product_supplierinfo ({names})
        SELECT {sources}
          FROM {source}
          JOIN product_product p ON p.id = n.product_id
          JOIN uom_uom u ON u.id = n.uom_id
         {where}
    """
    return statement, values
