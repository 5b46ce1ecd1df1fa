"""The setting *Wrong counts: accept and note* becomes rows of the tolerance table."""

from odoo.addons.healthcare_edi.tolerance import FORGIVEN

ROWS = """
INSERT INTO healthcare_issue_tolerance
       (trading_partner_id, company_id, sequence, pattern, severity, reason,
        create_uid, create_date, write_uid, write_date)
SELECT p.id, p.company_id, 10 * c.number, c.pattern, 'warning',
       'Setting of an earlier version', 1, now() AT TIME ZONE 'UTC',
       1, now() AT TIME ZONE 'UTC'
  FROM healthcare_trading_partner p,
       unnest(%s) WITH ORDINALITY AS c(pattern, number)
 WHERE p.count_tolerance = 'warn'
ON CONFLICT DO NOTHING
"""


def migrate(cr, version):
    """Partners that were forgiven wrong counts still are."""
    cr.execute(
        "SELECT 1 FROM information_schema.columns WHERE table_name = %s "
        "AND column_name = %s",
        ["healthcare_trading_partner", "count_tolerance"],
    )
    if cr.fetchone():
        cr.execute(ROWS, [list(FORGIVEN)])
