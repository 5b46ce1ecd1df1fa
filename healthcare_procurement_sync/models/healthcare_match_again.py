"""Held documents are matched again; what became clean is released."""

from odoo import api, models

from ..match_types import AUTO_POST, REJECT


class HealthcareMatchBuilder(models.AbstractModel):
    """The missing piece has come, or a person has decided."""

    _inherit = "healthcare.match.builder"

    @api.model
    def _evaluate_again(self, matches, why, by=None):
        """Match held documents against what is known now; clean ones post together.

        :param by: the person whose decision it is; empty when it happened by itself.
        """
        requests = self._requests_again(matches)
        self._evaluate(requests)
        before = {row.match.id: set(row.match._category_list()) for row in requests}
        matches.line_ids.unlink()
        for row in requests:
            row.match.write(self._result_values(row))
        self._create_bills(
            [
                row
                for row in requests
                if not row.match.move_id and row.result.outcome != REJECT
            ]
        )
        clean = [row for row in requests if row.result.outcome == AUTO_POST]
        for row in clean:
            if self._is_stale(row):
                self._rebuild_bill(row)
        self._create_lines(requests)
        self._release_themselves(clean, before, why, by)
        for row in requests:
            if row.result.outcome != AUTO_POST:
                self._still_held(row, before[row.match.id], why)

    @api.model
    def _release_themselves(self, rows, before, why, by=None):
        records = self.env["healthcare.match"].union(*(row.match for row in rows))
        records.write(
            {
                "state": "released",
                "release_reason": why,
                "released_by_id": by.id if by else False,
            }
        )
        posted = self._post(records)
        for row in rows:
            if row.match not in posted:
                continue
            self._follow_up(row)
            self._close(row.match, before[row.match.id], why)
            said = self.env._("Released by itself. %(why)s", why=why)
            if by:
                said = self.env._(
                    "Released by %(user)s. %(why)s", user=by.name, why=why
                )
            row.match.move_id._message_log(body=said)

    @api.model
    def _still_held(self, row, before, why):
        record = row.match
        self._close(record, before - set(row.result.categories), why)
        fresh = [code for code in row.result.categories if code not in before]
        exceptions = self.env["healthcare.exception"]
        for finding in self._findings(row, fresh):
            exceptions._open(
                finding,
                message=record.message_id or None,
                connection=record.connection_id or None,
                company=record.company_id,
            )

    @api.model
    def _close(self, record, codes, why):
        target = record.move_id or record
        self.env["healthcare.exception"]._resolve_for(target, codes, why)
