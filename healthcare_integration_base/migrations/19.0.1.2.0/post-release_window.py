"""What was approved before windows counted has been in force since its signatures."""

SINCE = """
UPDATE healthcare_release SET effective_at = GREATEST(
       COALESCE(window_from, '-infinity'), LEAST(COALESCE(window_to, 'infinity'),
       GREATEST(owner_approved_at, security_approved_at)))
 WHERE state = 'approved' AND effective_at IS NULL
"""


def migrate(cr, version):
    """Nobody's connection is held because of a column that is new."""
    cr.execute(SINCE)
