"""Looking codes up: compiled per version, asked for a whole batch at once."""

from typing import NamedTuple

from odoo import api, fields, models, tools

from ..mapping_table import ANY, Row, compile_rows, pick

CACHE = "healthcare_mapping_in_force"
COMPILED_MAX = 50_000
"""Rows of a version that a worker keeps compiled; of a larger one only those asked."""


class InForce(NamedTuple):
    """A version that counts today; ``connection_id`` 0: for all of the company."""

    version_id: int
    domain: str
    connection_id: int
    rule: str


class Translation(dict):
    """``{code: record}`` of the codes that are known, and which rows said so.

    ``refuses``: the mapping wants codes that it does not list asked at once, nothing
    else may answer for them.
    """

    def __init__(self, tables, partner_id, records, codes, refuses):
        self._tables, self._partner_id = tables, partner_id
        self._records = records
        self.refuses = refuses
        self.lines = {}
        super().__init__()
        for code in codes:
            row = self._row(code)
            if row:
                self[code] = records[row.model, row.res_id]
                self.lines[code] = row.line_id

    def _row(self, code, items=()):
        row = pick(self._tables, code, self._partner_id, items)
        return row if row and (row.model, row.res_id) in self._records else None

    def for_item(self, code, items):
        """The record for ``code`` on an item known by these numbers, or None."""
        row = self._row(code, tuple(filter(None, items)))
        return self._records[row.model, row.res_id] if row else None

    def line_of(self, code, items=()):
        """The id of the row that translates ``code``; 0 when none does."""
        row = self._row(code, tuple(filter(None, items)))
        return row.line_id if row else 0


class HealthcareMapping(models.Model):
    """What handlers ask."""

    _inherit = "healthcare.mapping"

    @api.model
    def _translate(self, connection, domain, code, partner=None):
        """Our record for ``code``, or None; see :meth:`_translate_many`."""
        return self._translate_many(connection, domain, [code], partner).get(code)

    @api.model
    def _translate_many(self, connection, domain, codes, partner=None):
        """A :class:`Translation` of ``codes``; a constant number of statements.

        Most specific row first: for the partner and the item, for the item, for the
        partner, for everybody; then the connection's own table before the company's.

        :param partner: who speaks; the connection's business partner by default.
        """
        partner = partner or (connection.partner_id if connection else None)
        versions = self._versions_for(connection, domain)
        codes = list(dict.fromkeys(codes))
        tables = self._tables([row.version_id for row in versions], codes)
        return Translation(
            tables,
            partner.id if partner else 0,
            self._records_of(tables, codes),
            codes,
            any(row.rule == "reject" for row in versions),
        )

    @api.model
    def _versions_for(self, connection, domain):
        """Versions in force, the connection's own before the company's."""
        company = connection.company_id if connection else self.env.company
        wanted = (connection.id if connection else 0, 0)
        found = [
            row
            for row in self._in_force(company)
            if row.domain == domain and row.connection_id in wanted
        ]
        return sorted(found, key=lambda row: not row.connection_id)

    @api.model
    def _in_force(self, company):
        """:class:`InForce` rows of a company today, read once per transaction.

        Read, not cached beyond it: a message that an activation has just released must
        never meet the version before. What is cached by version id cannot change.
        """
        known = self.env.cr.cache.setdefault(CACHE, {})
        if company.id not in known:
            day = fields.Date.context_today(self.with_context(tz=self._zone(company)))
            self.flush_model(["domain", "connection_id", "company_id", "active"])
            self.env["healthcare.mapping.version"].flush_model()
            self.env.cr.execute(
                """
                SELECT DISTINCT ON (m.id) v.id, m.domain, COALESCE(m.connection_id, 0),
                       v.rule
                  FROM healthcare_mapping m
                  JOIN healthcare_mapping_version v ON v.mapping_id = m.id
                 WHERE m.active AND m.company_id = %s AND v.effective_from <= %s
                   AND v.state IN ('approved', 'active')
                 ORDER BY m.id, v.effective_from DESC, v.number DESC
                """,
                [company.id, day],
            )
            known[company.id] = tuple(InForce(*row) for row in self.env.cr.fetchall())
        return known[company.id]

    @api.model
    def _zone(self, company):
        """Its time zone, without the hundred other columns that the ORM would read."""
        self.env["res.partner"].flush_model(["tz"])
        self.env.cr.execute(
            "SELECT p.tz FROM res_company c JOIN res_partner p ON p.id = c.partner_id "
            "WHERE c.id = %s",
            [company.id],
        )
        return (self.env.cr.fetchone() or [None])[0] or "UTC"

    @api.model
    def _forget_in_force(self):
        self.env.cr.cache.pop(CACHE, None)

    @api.model
    def _pins(self, connection):
        """``{domain: version id}`` in force for a connection in this transaction.

        The company's table beside a connection's own stands as ``domain.company``.
        """
        pins = {}
        for row in self._in_force(connection.company_id):
            if row.connection_id == connection.id:
                pins[row.domain] = row.version_id
        for row in self._in_force(connection.company_id):
            if not row.connection_id:
                name = f"{row.domain}.company" if row.domain in pins else row.domain
                pins[name] = row.version_id
        return pins

    # -- compiled --------------------------------------------------------------------

    @api.model
    def _tables(self, version_ids, codes):
        small = [self._compiled(version_id) for version_id in version_ids]
        return [
            self._read_rows(version_id, [*codes, ANY]) if table is None else table
            for version_id, table in zip(version_ids, small, strict=True)
        ]

    @api.model
    @tools.ormcache("version_id")
    def _compiled(self, version_id):
        """A version as ``{code: (Row, ...)}``; None for one that is too large to keep.

        Only for versions in force: their rows never change, so nothing has to clear
        this cache.
        """
        self.env.cr.execute(
            "SELECT count(*) FROM healthcare_mapping_line WHERE version_id = %s",
            [version_id],
        )
        if self.env.cr.fetchone()[0] > COMPILED_MAX:
            return None
        return self._read_rows(version_id)

    @api.model
    def _read_rows(self, version_id, codes=None):
        self.env["healthcare.mapping.line"].flush_model()
        self.env.cr.execute(
            """
            SELECT id, COALESCE(number, 0), code, COALESCE(partner_id, 0),
                   COALESCE(item, ''), split_part(target, ',', 1),
                   split_part(target, ',', 2)::int
              FROM healthcare_mapping_line
             WHERE version_id = %s AND (%s::text[] IS NULL OR code = ANY(%s))
            """,
            [version_id, codes, codes],
        )
        return compile_rows(Row(*row) for row in self.env.cr.fetchall())

    @api.model
    def _records_of(self, tables, codes):
        """``{(model, id): record}`` of every living target that may be picked."""
        wanted = {}
        for table in tables:
            for code in (*codes, ANY):
                for row in table.get(code, ()):
                    if row.model in self.env:
                        wanted.setdefault(row.model, set()).add(row.res_id)
        return {
            (name, record.id): record
            for name, ids in wanted.items()
            for record in self.env[name].browse(sorted(ids)).exists()
        }
