"""The statements behind the facts of order lines.

One row per confirmed order line, reckoned in sets. Quantities are base units of the
item, values in the company's currency, instants UTC. A line is *due* when its first
promise has passed or it was received; only due lines are judged.
"""

CHANGED = """
SELECT id FROM purchase_order WHERE write_date >= %(since)s AND state = 'purchase'
UNION SELECT order_id FROM purchase_order_line WHERE write_date >= %(since)s
UNION SELECT line.order_id FROM stock_move move
        JOIN purchase_order_line line ON line.id = move.purchase_line_id
       WHERE move.write_date >= %(since)s
UNION SELECT order_id FROM healthcare_match
       WHERE write_date >= %(since)s AND order_id IS NOT NULL
UNION SELECT order_id FROM healthcare_order_acknowledgment
       WHERE create_date >= %(since)s
UNION SELECT res_id FROM healthcare_exception
       WHERE write_date >= %(since)s AND res_model = 'purchase.order'
UNION SELECT order_id FROM healthcare_line_fact
       WHERE NOT due AND expected_on < %(today)s
"""

REFRESH = """
WITH chosen AS (
    SELECT line.id, line.order_id, line.product_id, line.company_id,
           po.partner_id, po.healthcare_facility_id AS facility_id, po.date_approve,
           po.picking_type_id, line.healthcare_ack_state AS ack_state,
           line.healthcare_first_promised_date AS first_promised,
           COALESCE(line.healthcare_promised_date, line.date_planned::date) AS promised,
           line.date_planned::date AS planned,
           line.product_qty * unit.factor / base.factor AS ordered,
           COALESCE(line.healthcare_qty_cancelled, 0) * unit.factor / base.factor
               AS cancelled,
           COALESCE(line.healthcare_qty_backordered, 0) AS backordered,
           line.price_subtotal / COALESCE(NULLIF(po.currency_rate, 0), 1) AS value,
           po.healthcare_transmission_state AS transmission,
           template.categ_id, template.type, product.product_tmpl_id
      FROM purchase_order_line line
      JOIN purchase_order po ON po.id = line.order_id AND po.state = 'purchase'
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN uom_uom unit ON unit.id = line.product_uom_id
      JOIN uom_uom base ON base.id = template.uom_id
     WHERE line.display_type IS NULL AND line.order_id IN %(orders)s
), moved AS (
    SELECT move.purchase_line_id AS line_id, picking.id AS picking_id,
           picking.picking_type_id, COALESCE(picking.date_done, move.date) AS done_at,
           dest.usage = 'supplier' AS back,
           move.quantity * unit.factor / base.factor AS quantity
      FROM stock_move move
      JOIN chosen ON chosen.id = move.purchase_line_id
      JOIN stock_location dest ON dest.id = move.location_dest_id
      JOIN uom_uom unit ON unit.id = move.product_uom
      JOIN product_template template ON template.id = chosen.product_tmpl_id
      JOIN uom_uom base ON base.id = template.uom_id
      LEFT JOIN stock_picking picking ON picking.id = move.picking_id
     WHERE move.state = 'done'
), received AS (
    SELECT line_id,
           SUM(quantity) FILTER (WHERE NOT back) AS received,
           COALESCE(SUM(quantity) FILTER (WHERE back), 0) AS returned,
           MIN(done_at) FILTER (WHERE NOT back) AS first_at,
           MAX(done_at) FILTER (WHERE NOT back) AS last_at
      FROM moved GROUP BY line_id
), first_shipment AS (
    SELECT moved.line_id, SUM(moved.quantity) AS quantity
      FROM moved JOIN received USING (line_id)
     WHERE NOT moved.back AND moved.done_at = received.first_at
     GROUP BY moved.line_id
), timely AS (
    SELECT moved.line_id,
           SUM(moved.quantity) FILTER (WHERE moved.done_at::date <=
               COALESCE(chosen.first_promised, chosen.planned)) AS by_first,
           SUM(moved.quantity) FILTER (WHERE moved.done_at::date <= chosen.promised)
               AS by_last,
           BOOL_AND(moved.picking_type_id IS NOT DISTINCT FROM chosen.picking_type_id)
               AS right_place
      FROM moved JOIN chosen ON chosen.id = moved.line_id
     WHERE NOT moved.back GROUP BY moved.line_id
), answered AS (
    SELECT order_id, MIN(create_date) AS first_at
      FROM healthcare_order_acknowledgment
     WHERE order_id IN %(orders)s GROUP BY order_id
), announced AS (
    -- A warehouse that tells only the day of a receipt says midnight.
    SELECT moved.line_id,
           BOOL_OR(ship.create_date <= moved.done_at
                   OR moved.done_at = DATE_TRUNC('day', moved.done_at)
                  AND ship.create_date::date = moved.done_at::date) AS before
      FROM moved
      JOIN healthcare_shipment_stock_picking_rel rel
        ON rel.stock_picking_id = moved.picking_id
      JOIN healthcare_shipment ship ON ship.id = rel.healthcare_shipment_id
     GROUP BY moved.line_id
), asked AS (
    SELECT res_id AS order_id,
           BOOL_OR(code IN %(damage)s) AS damaged, BOOL_OR(code IN %(items)s) AS swapped
      FROM healthcare_exception
     WHERE res_model = 'purchase.order' AND res_id IN %(orders)s
     GROUP BY res_id
), billed AS (
    SELECT ml.order_line_id AS line_id, COUNT(*) AS lines,
           COUNT(*) FILTER (WHERE COALESCE(ml.price_var_po, 0) <= 0
                              AND COALESCE(ml.price_var_contract, 0) <= 0) AS accurate,
           BOOL_AND(m.state = 'posted' AND COALESCE(ml.categories, '') = '') AS clean
      FROM healthcare_match_line ml
      JOIN healthcare_match m ON m.id = ml.match_id AND m.document_type = 'invoice'
                             AND m.state NOT IN ('superseded')
     WHERE ml.order_line_id IN (SELECT id FROM chosen)
     GROUP BY ml.order_line_id
)
INSERT INTO healthcare_line_fact (
    order_line_id, order_id, company_id, partner_id, facility_id, product_id, categ_id,
    ordered_on, expected_on, ordered, received, value, due, complete_first,
    first_quantity, quantity_due, on_time_quantity, on_time_last_quantity, backordered,
    acknowledged, acknowledgment_hours, sent,
    right_item, right_quantity, right_time, right_place, right_condition,
    right_documents, right_invoice, perfect, billed_lines, accurate_lines,
    create_uid, write_uid, create_date, write_date)
SELECT line.id, line.order_id, line.company_id, partner.commercial_partner_id,
       line.facility_id, line.product_id, line.categ_id,
       line.date_approve::date, due.expected, line.ordered,
       COALESCE(received.received, 0), line.value, due.due,
       (due.due AND COALESCE(first_shipment.quantity, 0) >= due.wanted - 0.000001)::int,
       CASE WHEN due.due THEN LEAST(COALESCE(first_shipment.quantity, 0), due.wanted)
            ELSE 0 END,
       CASE WHEN due.due THEN due.wanted ELSE 0 END,
       CASE WHEN due.due THEN LEAST(COALESCE(timely.by_first, 0), due.wanted)
            ELSE 0 END,
       CASE WHEN due.due THEN LEAST(COALESCE(timely.by_last, 0), due.wanted)
            ELSE 0 END,
       (line.backordered > 0)::int,
       (answered.first_at IS NOT NULL)::int,
       GREATEST(EXTRACT(EPOCH FROM answered.first_at - line.date_approve) / 3600, 0),
       (line.transmission NOT IN ('not_sent', 'queued', 'failed'))::int,
       judged.item::int, judged.quantity::int, judged.on_time::int, judged.place::int,
       judged.condition::int, judged.documents::int, judged.invoice::int,
       (due.due AND judged.item AND judged.quantity AND judged.on_time AND judged.place
        AND judged.condition AND judged.documents AND judged.invoice)::int,
       COALESCE(billed.lines, 0), COALESCE(billed.accurate, 0),
       %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM chosen line
  JOIN res_partner partner ON partner.id = line.partner_id
  LEFT JOIN received ON received.line_id = line.id
  LEFT JOIN first_shipment ON first_shipment.line_id = line.id
  LEFT JOIN timely ON timely.line_id = line.id
  LEFT JOIN answered ON answered.order_id = line.order_id
  LEFT JOIN announced ON announced.line_id = line.id
  LEFT JOIN asked ON asked.order_id = line.order_id
  LEFT JOIN billed ON billed.line_id = line.id
  CROSS JOIN LATERAL (
      SELECT COALESCE(line.first_promised, line.planned) AS expected,
             line.ordered AS wanted,
             line.ordered > 0 AND line.type <> 'service'
             AND (received.first_at IS NOT NULL
                  OR COALESCE(line.first_promised, line.planned) < %(today)s) AS due
  ) due
  CROSS JOIN LATERAL (
      SELECT NOT COALESCE(asked.swapped, FALSE) AS item,
             COALESCE(first_shipment.quantity, 0) >= due.wanted - 0.000001 AS quantity,
             COALESCE(timely.by_first, 0) >= due.wanted - 0.000001 AS on_time,
             COALESCE(timely.right_place, FALSE) AS place,
             received.first_at IS NOT NULL AND NOT COALESCE(asked.damaged, FALSE)
                 AND COALESCE(received.returned, 0) = 0 AS condition,
             answered.first_at IS NOT NULL AND COALESCE(announced.before, FALSE)
                 AS documents,
             COALESCE(billed.clean, FALSE) AS invoice
  ) judged
ON CONFLICT (order_line_id) DO UPDATE SET
    partner_id = EXCLUDED.partner_id, facility_id = EXCLUDED.facility_id,
    product_id = EXCLUDED.product_id, categ_id = EXCLUDED.categ_id,
    ordered_on = EXCLUDED.ordered_on, expected_on = EXCLUDED.expected_on,
    ordered = EXCLUDED.ordered, received = EXCLUDED.received, value = EXCLUDED.value,
    due = EXCLUDED.due, complete_first = EXCLUDED.complete_first,
    first_quantity = EXCLUDED.first_quantity, quantity_due = EXCLUDED.quantity_due,
    on_time_quantity = EXCLUDED.on_time_quantity,
    on_time_last_quantity = EXCLUDED.on_time_last_quantity,
    backordered = EXCLUDED.backordered, acknowledged = EXCLUDED.acknowledged,
    acknowledgment_hours = EXCLUDED.acknowledgment_hours, sent = EXCLUDED.sent,
    right_item = EXCLUDED.right_item, right_quantity = EXCLUDED.right_quantity,
    right_time = EXCLUDED.right_time, right_place = EXCLUDED.right_place,
    right_condition = EXCLUDED.right_condition,
    right_documents = EXCLUDED.right_documents,
    right_invoice = EXCLUDED.right_invoice, perfect = EXCLUDED.perfect,
    billed_lines = EXCLUDED.billed_lines, accurate_lines = EXCLUDED.accurate_lines,
    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
"""
