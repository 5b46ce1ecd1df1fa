"""Trading partners speak more than X12: one per connection and syntax."""


def migrate(cr, version):
    """What is there speaks X12; one per connection is no rule any more."""
    cr.execute(
        """
        ALTER TABLE healthcare_trading_partner
          ADD COLUMN IF NOT EXISTS syntax varchar,
         DROP CONSTRAINT IF EXISTS healthcare_trading_partner_connection_uniq
        """
    )
    cr.execute("UPDATE healthcare_trading_partner SET syntax = 'x12'")
