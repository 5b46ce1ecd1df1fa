"""Blast radius: what a version of a mapping, or one row of it, has touched."""

from odoo import api, fields, models

ROWS_MAX = 5_000
"""Documents that a screen or a wave holds; the count beside it is of all."""


class HealthcareMappingVersion(models.Model):
    """Documents are found by the rows that translated them, not by dates."""

    _inherit = "healthcare.mapping.version"

    affected_count = fields.Integer(
        string="Affected documents", compute="_compute_affected", compute_sudo=True
    )
    pinned_count = fields.Integer(
        string="Applied while in force", compute="_compute_pinned", compute_sudo=True
    )

    def _compute_affected(self):
        for version in self:
            version.affected_count = len(version._touched_messages(None))

    def _compute_pinned(self):
        for version in self:
            version.pinned_count = version._pinned_count()

    def _pinned_count(self):
        """Messages that were applied while this version was in force, used or not."""
        if not self.activated_at:
            return 0
        mapping = self.mapping_id
        self.env.cr.execute(
            """
            SELECT count(*) FROM healthcare_message
             WHERE company_id = %(company)s AND pins IS NOT NULL
               AND (%(connection)s IS NULL OR connection_id = %(connection)s)
               AND %(version)s IN ((pins->>%(domain)s)::int,
                                   (pins->>%(general)s)::int)
            """,
            {
                "company": mapping.company_id.id,
                "connection": mapping.connection_id.id or None,
                "version": self.id,
                "domain": mapping.domain,
                "general": f"{mapping.domain}.company",
            },
        )
        return self.env.cr.fetchone()[0]

    def _touched_messages(self, lines):
        """Ids of messages of which ``lines`` (None: any row) translated a code."""
        self.ensure_one()
        self.env["healthcare.lineage"].flush_model()
        ids = (lines if lines is not None else self.line_ids).ids
        self.env.cr.execute(
            """
            SELECT DISTINCT l.message_id FROM healthcare_lineage l
             WHERE l.mapping_line_ids IS NOT NULL AND l.mapping_line_ids && %s::int[]
             ORDER BY l.message_id
            """,
            [ids],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def action_affected(self):
        """The documents that this version touched, before anything is corrected."""
        self.ensure_one()
        return self._radius()

    def _radius(self, lines=None):
        radius = self.env["healthcare.mapping.radius"].create(
            {
                "version_id": self.id,
                "line_ids": [(6, 0, lines.ids if lines else [])],
            }
        )
        radius._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Affected documents"),
            "res_model": radius._name,
            "res_id": radius.id,
            "views": [(False, "form")],
        }


class HealthcareMappingLine(models.Model):
    """One row has a radius of its own."""

    _inherit = "healthcare.mapping.line"

    def action_affected(self):
        """The documents that these rows translated."""
        return self.version_id._radius(self)


class HealthcareMappingRadius(models.TransientModel):
    """Count, amount, posted or not, period locked or not; then a plan to correct."""

    _name = "healthcare.mapping.radius"
    _description = "Affected documents"

    version_id = fields.Many2one("healthcare.mapping.version", readonly=True)
    line_ids = fields.Many2many("healthcare.mapping.line", string="Rows", readonly=True)
    document_ids = fields.One2many(
        "healthcare.mapping.radius.document", "radius_id", readonly=True
    )
    company_id = fields.Many2one(related="version_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    total = fields.Integer(string="Messages", readonly=True)
    left_out = fields.Integer(
        readonly=True, help="Beyond what one screen or one wave takes."
    )
    amount = fields.Monetary(readonly=True)
    posted_count = fields.Integer(string="Posted", readonly=True)
    posted_amount = fields.Monetary(readonly=True)
    locked_count = fields.Integer(string="In a locked period", readonly=True)

    @api.depends("version_id")
    def _compute_display_name(self):
        for radius in self:
            radius.display_name = self.env._(
                "Affected by %(version)s", version=radius.version_id.display_name or ""
            )

    def _message_ids(self):
        return self.version_id._touched_messages(self.line_ids or None)

    def _fill(self):
        """Read the documents anew.

        The numbers are of all of them; those of messages that the user may not read
        are not listed.
        """
        ids = self._message_ids()
        readable = self.env["healthcare.message"].search([("id", "in", ids)])
        readable = set(readable.ids)
        documents = self.env["healthcare.mapping.radius.facts"]._of_messages(
            ids[:ROWS_MAX]
        )
        self.document_ids.unlink()
        self.env["healthcare.mapping.radius.document"].create(
            [
                row | {"radius_id": self.id}
                for row in documents
                if row["message_id"] in readable
            ]
        )
        posted = [row for row in documents if row["posted"]]
        self.write(
            {
                "total": len(ids),
                "left_out": max(0, len(ids) - ROWS_MAX),
                "amount": sum(row["amount"] for row in documents),
                "posted_count": len(posted),
                "posted_amount": sum(row["amount"] for row in posted),
                "locked_count": sum(row["locked"] for row in documents),
            }
        )

    def action_plan(self):
        """Plan a correction wave over these documents."""
        self.ensure_one()
        wave = self.env["healthcare.correction.wave"]._plan(
            self.version_id, self.line_ids, self._message_ids(), ROWS_MAX
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": wave._name,
            "res_id": wave.id,
            "views": [(False, "form")],
        }


class HealthcareMappingRadiusDocument(models.TransientModel):
    """One message with what it made."""

    _name = "healthcare.mapping.radius.document"
    _description = "Affected document"
    _order = "posted desc, amount desc, id"

    radius_id = fields.Many2one(
        "healthcare.mapping.radius", required=True, ondelete="cascade"
    )
    message_id = fields.Many2one("healthcare.message", readonly=True)
    record_names = fields.Char(string="Documents", readonly=True)
    company_id = fields.Many2one(related="radius_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    posted = fields.Boolean(readonly=True)
    locked = fields.Boolean(string="Period locked", readonly=True)


class HealthcareMappingRadiusFacts(models.AbstractModel):
    """What messages made, in sets: names, amounts, posted, period locked."""

    _name = "healthcare.mapping.radius.facts"
    _description = "Facts about affected documents"

    @api.model
    def _of_messages(self, message_ids):
        """Dicts ``message_id, record_names, amount, posted, locked`` in that order.

        Amounts are those of the places in the payload; where a link states none, the
        record's own total counts once. A constant number of statements per model.
        """
        lineage = self.env["healthcare.lineage"].sudo()
        links = lineage.search([("message_id", "in", message_ids)])
        records = self._records(links)
        by_message = {}
        for link in links:
            by_message.setdefault(link.message_id.id, []).append(link)
        return [
            self._facts(message_id, by_message.get(message_id, ()), records)
            for message_id in message_ids
        ]

    @api.model
    def _records(self, links):
        """``{(model, id): (name, posted, locked, amount)}`` of what still exists; no
        name for what the user may not read."""
        ids = {}
        for link in links:
            if link.res_model in self.env:
                ids.setdefault(link.res_model, set()).add(link.res_id)
        known = {}
        for model, wanted in ids.items():
            records = self.env[model].browse(sorted(wanted)).exists()
            readable = records._filtered_access("read")
            for record in records.sudo():
                posted = self._posted(record)
                known[model, record.id] = (
                    record.display_name if record in readable else "",
                    posted,
                    posted and self._locked(record),
                    self._amount(record),
                )
        return known

    @api.model
    def _facts(self, message_id, links, records):
        rows = {(link.res_model, link.res_id): link for link in links}
        found = [records[key] for key in rows if key in records]
        stated = sum(link.amount for link in links)
        main = [row for row in found if row[3] is not None]
        names = [row[0] for row in main or found]
        return {
            "message_id": message_id,
            "record_names": ", ".join(dict.fromkeys(filter(None, names[:5]))),
            "amount": stated or sum(row[3] for row in main),
            "posted": any(row[1] for row in found),
            "locked": any(row[2] for row in found),
        }

    @api.model
    def _posted(self, record):
        """Whether a record stands in the books or in the stock."""
        differences = self.env["healthcare.preview.difference"]
        row = {
            name: record[name]
            for name in ("state", "parent_state")
            if name in record._fields
        }
        return differences._is_posted(record._name, row)

    @api.model
    def _locked(self, record):
        """Whether the period of a posted record is closed."""
        company = record.company_id if "company_id" in record._fields else None
        day = record.date if "date" in record._fields else None
        if not company or not hasattr(company, "_get_lock_date_violations"):
            return False
        day = fields.Date.to_date(day)
        return bool(day and company._get_lock_date_violations(day))

    @api.model
    def _amount(self, record):
        """The total of a document in the company's currency; None for a part of one."""
        for name in ("amount_total_signed", "amount_total"):
            if name in record._fields:
                return abs(record[name])
        return None
