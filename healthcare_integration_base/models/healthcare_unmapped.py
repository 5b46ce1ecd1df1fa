"""Codes that nobody mapped: their messages wait, one question stands for all."""

from psycopg2.extras import execute_values

from odoo import api, fields, models

from ..mapping_table import ANY
from ..outcome import WAITING, Finding, Outcome

TYPE = "UNMAPPED_CODE"
PREFIX = "mapping:"
CODE_MAX = 512


class HealthcareMapping(models.Model):
    """What a handler answers for a code that no mapping knows."""

    _inherit = "healthcare.mapping"

    @api.model
    def _unmapped_key(self, connection, domain, code):
        """What messages with this code wait for; read back by ``_read_key``."""
        return f"{PREFIX}{domain}:{connection.id}:{code}"

    @api.model
    def _read_key(self, key):
        """``(domain, connection id, code)`` of a key."""
        _prefix, domain, connection_id, code = key.split(":", 3)
        return domain, int(connection_id), code

    @api.model
    def _unmapped(self, connection, domain, code, where="", stake=None):
        """Wait for a row that knows ``code``; never skip it.

        :param stake: what waits with the document, in the company's currency.
        """
        if len(code) > CODE_MAX:
            return Outcome.rejected("mapping.code_too_long", where)
        labels = dict(self._fields["domain"]._description_selection(self.env))
        text = self.env._(
            "Unknown code %(code)s (%(domain)s) of %(connection)s",
            code=code if len(code) <= 64 else f"{code[:64]}…",
            domain=labels.get(domain, domain).lower(),
            connection=connection.name,
        )
        key = self._unmapped_key(connection, domain, code)
        return Outcome.waiting("mapping.unknown", key, where, text, stake)

    @api.model
    def _mapping_of(self, connection, domain):
        """The mapping in which a row for ``connection`` belongs; empty if none."""
        found = self.sudo().search(
            [
                ("domain", "=", domain),
                ("company_id", "=", connection.company_id.id),
                ("connection_id", "in", (False, connection.id)),
            ]
        )
        return found.sorted(lambda row: not row.connection_id)[:1]


class HealthcareMessage(models.Model):
    """Keeps what waits with it, so that a question about many has a price."""

    _inherit = "healthcare.message"

    stake = fields.Float(
        string="Waiting amount",
        digits=(16, 2),
        readonly=True,
        help="What waits with this message, in the company's currency.",
    )


class HealthcareDrain(models.AbstractModel):
    """Opens the question about a code in the transaction in which messages wait."""

    _inherit = "healthcare.drain"

    @api.model
    def _open_findings(self, messages, results, states):
        result = super()._open_findings(messages, results, states)
        self._open_unmapped(messages, results)
        return result

    @api.model
    def _open_unmapped(self, messages, results):
        """One exception per unknown code, however many messages carry it."""
        waiting = {}
        for message in messages:
            result = results[message.id]
            key = getattr(result, "dependency", "")
            if key.startswith(PREFIX) and result.state == WAITING:
                waiting.setdefault(key, []).append((message, result))
        if not waiting:
            return
        self._write_stakes(
            [
                (message.id, result.stake)
                for rows in waiting.values()
                for message, result in rows
                if result.stake is not None
            ]
        )
        self._ask_for_codes(
            {
                key: (
                    rows[0][0].connection_id,
                    rows[0][1].text,
                    sum(result.stake or 0 for _message, result in rows),
                )
                for key, rows in waiting.items()
            }
        )

    @api.model
    def _write_stakes(self, stakes):
        if stakes:
            execute_values(
                self.env.cr._obj,
                "UPDATE healthcare_message m SET stake = v.stake "
                "FROM (VALUES %s) AS v(id, stake) WHERE m.id = v.id",
                stakes,
                template="(%s, %s::numeric)",
                page_size=1000,
            )

    @api.model
    def _ask_for_codes(self, unknown):
        """``unknown``: ``{key: (connection, text, amount)}``."""
        exceptions = self.env["healthcare.exception"].sudo()
        known = exceptions.search(
            [
                ("where", "in", list(unknown)),
                ("code", "=", TYPE),
                ("state", "=", "open"),
            ]
        )
        stewards = self._stewards({row[0] for row in unknown.values()})
        rows = []
        for key in unknown.keys() - set(known.mapped("where")):
            connection, text, amount = unknown[key]
            domain = self.env["healthcare.mapping"]._read_key(key)[0]
            finding = Finding(
                TYPE,
                text,
                amount=amount or None,
                currency=connection.company_id.currency_id.name,
                where=key,
                user_id=stewards.get((domain, connection.id), 0),
            )
            rows.append((finding, None, connection, None))
        exceptions._open_many(rows)

    @api.model
    def _stewards(self, connections):
        """``{(domain, connection id): user id}`` of who is asked about codes."""
        mappings = self.env["healthcare.mapping"].search(
            [
                ("connection_id", "in", [False, *(row.id for row in connections)]),
                ("steward_id", "!=", False),
            ]
        )
        found = {}
        for mapping in mappings.sorted(lambda row: bool(row.connection_id)):
            for connection in mapping.connection_id or connections:
                if connection.company_id == mapping.company_id:
                    found[mapping.domain, connection.id] = mapping.steward_id.id
        return found


class HealthcareMappingVersion(models.Model):
    """Activation answers the questions about the codes it knows."""

    _inherit = "healthcare.mapping.version"

    def _release_waiting(self, before):
        """Messages that waited for a code of this version are due again, in order."""
        super()._release_waiting(before)
        keys = self._keys_answered(before)
        if not keys:
            return
        self.env["healthcare.exception"].sudo().search(
            [("where", "in", keys), ("code", "=", TYPE), ("state", "=", "open")]
        )._close(
            "resolved",
            self.env._("%(version)s knows the code.", version=self.display_name),
        )
        self.env["healthcare.message"]._arrived(keys)

    def _keys_answered(self, before):
        """What messages wait for that this version may answer; two statements."""
        mapping = self.mapping_id
        self.env["healthcare.message"].flush_model(["state", "dependency"])
        self.env.cr.execute(
            """
            SELECT DISTINCT dependency FROM healthcare_message
             WHERE state = 'waiting' AND company_id = %s AND dependency LIKE %s
            """,
            [mapping.company_id.id, f"{PREFIX}{mapping.domain}:%"],
        )
        keys = [row[0] for row in self.env.cr.fetchall()]
        codes = set(self.line_ids.mapped("code"))
        # Another rule for codes that are not listed may answer any of them.
        every = ANY in codes or any(row.rule != self.rule for row in before)
        answered = []
        for key in keys:
            _domain, connection_id, code = mapping._read_key(key)
            mine = mapping.connection_id.id in (False, connection_id)
            if mine and (every or code in codes):
                answered.append(key)
        return answered
