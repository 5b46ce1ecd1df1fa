"""What a partner says of a message that he fetched."""

from odoo import models


class HealthcareMessage(models.Model):
    """Moves a fetched message once, whoever asks at the same time."""

    _inherit = "healthcare.message"

    def _fetched_as(self, state, code=""):
        """Move from *sent* to ``state`` (``acknowledged`` or ``refused``).

        Runs in a READ COMMITTED transaction of its own.

        :return: the state afterwards: another one when it was moved before.
        """
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = %s, code = NULLIF(%s, ''), done_at = timezone('UTC', now())
             WHERE id = %s AND state = 'sent' AND direction = 'out'
            """,
            [state, code, self.id],
        )
        moved = self.env.cr.rowcount
        self.invalidate_recordset()
        if moved:
            drain = self.env["healthcare.drain"]
            row = (self.id, self.tries, "send", state, code, "", "")
            drain._insert_attempts([row])
            drain._tell(self, state, code, "")
        return self.state
