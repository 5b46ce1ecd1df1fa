"""Opening questions: thousands in one go, a constant number of statements."""

from datetime import timedelta

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools import split_every

from ..outcome import Finding
from .healthcare_exception import IDENTITY

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    # No mail per activity: owners see them in their list, and thousands of mails
    # would be read by nobody.
    "mail_activity_quick_update": True,
}


class HealthcareException(models.Model):
    """Finds what is open already, creates the rest, tells owners and documents."""

    _inherit = "healthcare.exception"

    @api.model
    def _open(self, finding, message=None, connection=None, company=None):
        """Open one exception; returns it, or the open one that exists already."""
        return self._open_many([(finding, message, connection, company)])

    @api.model
    def _open_many(self, rows):
        """Open exceptions in one ``create``.

        :param rows: ``(finding, message, connection, company)``, records may be None.
        :return: the exceptions in the order of ``rows``; rows that fail for the same
            technical cause share one.
        """
        rows = list(rows)
        if not rows:
            return self.browse()
        Exceptions = self.sudo().with_context(**QUIET)
        lookups = Exceptions._lookups(rows)
        values = [Exceptions._values(*row, lookups) for row in rows]
        Exceptions.env["healthcare.problem"]._cluster(rows, values)
        keys = [Exceptions._key_of(row) for row in values]
        found = Exceptions._known(values)
        fresh = {}
        for key, row, (finding, message, _c, _company) in zip(
            keys, values, rows, strict=True
        ):
            # The same question twice in one batch: the index would refuse it.
            if key in found or key in fresh:
                continue
            row["user_id"] = Exceptions._owner_of(finding, message, row, lookups).id
            fresh[key] = row
        created = Exceptions.create(list(fresh.values()))
        found |= dict(zip(fresh, created.ids, strict=True))
        created._assign()
        created.problem_id._take_owners(created)
        return self.browse([found[key] for key in keys])

    @api.model
    def _lookups(self, rows):
        """What all rows need, read once: types by code, currencies by name."""
        codes = {finding.type_code for finding, *_rest in rows}
        types = self.env["healthcare.exception.type"].with_context(active_test=False)
        known = {kind.code: kind for kind in types.search([("code", "in", [*codes])])}
        if codes - known.keys():
            other = self.env.ref(
                "healthcare_integration_base.exception_type_unclassified"
            )
            known |= dict.fromkeys(codes - known.keys(), other)
        names = {finding.currency for finding, *_rest in rows if finding.currency}
        currencies = self.env["res.currency"].search([("name", "in", [*names])])
        return {
            "types": known,
            "currencies": {row.name: row for row in currencies},
            "load": {},
            "owners": {},
        }

    @api.model
    def _values(self, finding, message, connection, company, lookups):
        kind = lookups["types"][finding.type_code]
        connection = connection or (message.connection_id if message else None)
        company = company or (connection.company_id if connection else self.env.company)
        currency = lookups["currencies"].get(finding.currency) or company.currency_id
        opened = fields.Datetime.now()
        own = finding.deadline and fields.Datetime.to_datetime(finding.deadline)
        deadline = own or opened + timedelta(hours=kind.deadline_hours)
        said = finding.probability
        return {
            "name": finding.summary,
            "type_id": kind.id,
            "message_id": message.id if message else False,
            "subject_key": message.subject_key if message else False,
            "connection_id": connection.id if connection else False,
            "company_id": company.id,
            "res_model": finding.model or False,
            "res_id": finding.res_id or False,
            "where": finding.where or False,
            "reason": finding.why or False,
            "amount": finding.amount or 0.0,
            "currency_id": currency.id,
            "probability": kind.probability if said is None else float(said),
            "opened_at": opened,
            "deadline": deadline,
            "loss_at": own or opened + timedelta(days=kind.loss_days),
            "escalate_at": kind._first_escalation(opened, deadline),
        }

    @api.model
    def _owner_of(self, finding, message, values, lookups):
        """The owner by :meth:`_owner`, asked once for all rows that agree."""
        connection = self.env["healthcare.connection"].browse(
            values["connection_id"] or []
        )
        kind = lookups["types"][finding.type_code]
        flow = message.flow_id if message else self.env["healthcare.flow"]
        key = (finding.user_id, kind.id, flow.id, connection.id, values["company_id"])
        people = lookups["owners"].get(key)
        if people is None:
            company = self.env["res.company"].browse(values["company_id"])
            people = self._candidates(finding, kind, message, connection, company)
            lookups["owners"][key] = people
        return self._least_loaded(people, lookups["load"])

    @api.model
    def _key_of(self, values):
        if values["shared"]:
            return ("problem", values["problem_id"])
        return tuple(values[name] or None for name in IDENTITY)

    @api.model
    def _known(self, values):
        """``{key: id}`` of the open exceptions that ask the same."""
        self.flush_model([*IDENTITY, "problem_id", "shared", "state"])
        shared = [row["problem_id"] for row in values if row["shared"]]
        own = [self._key_of(row) for row in values if not row["shared"]]
        found = {}
        if shared:
            self.env.cr.execute(
                "SELECT problem_id, id FROM healthcare_exception "
                "WHERE problem_id = ANY(%s) AND shared AND state = 'open'",
                [shared],
            )
            found |= {("problem", row[0]): row[1] for row in self.env.cr.fetchall()}
        for some in split_every(1000, own):
            self.env.cr.execute(
                """
                SELECT e.type_id, e.res_model, e.res_id, e.message_id, e."where", e.id
                  FROM (SELECT unnest(%s::int[]) AS type_id,
                               unnest(%s::varchar[]) AS res_model,
                               unnest(%s::int[]) AS res_id,
                               unnest(%s::int[]) AS message_id,
                               unnest(%s::varchar[]) AS "where") AS v
                  JOIN healthcare_exception e
                    ON e.type_id = v.type_id AND e.state = 'open'
                   AND COALESCE(e.res_model, '') = COALESCE(v.res_model, '')
                   AND COALESCE(e.res_id, 0) = COALESCE(v.res_id, 0)
                   AND COALESCE(e.message_id, 0) = COALESCE(v.message_id, 0)
                   AND COALESCE(e."where", '') = COALESCE(v."where", '')
                """,
                [list(column) for column in zip(*some, strict=True)],
            )
            found |= {
                tuple(value or None for value in row[:-1]): row[-1]
                for row in self.env.cr.fetchall()
            }
        return found

    def _assign(self):
        """An activity for each owner and a note on each business document."""
        if not self:
            return
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(**QUIET).create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model,
                    "res_id": exception.id,
                    "user_id": exception.user_id.id,
                    "date_deadline": exception.deadline.date(),
                    "summary": exception.type_id.name,
                    "note": exception.type_id.advice or "",
                }
                for exception in self
            ]
        )
        self._post_on_records(
            lambda row: self.env._(
                "%(type)s: %(what)s Owner: %(owner)s.",
                type=row.type_id.name,
                what=row.name,
                owner=row.user_id.name,
            )
        )

    def _post_on_records(self, say):
        """One note per business document, whatever number of questions it has.

        :param say: function from an exception to the text.
        """
        for model, exceptions in self.grouped("res_model").items():
            if not model or model not in self.env:
                continue
            if "message_ids" not in self.env[model]._fields:
                continue
            lines = {}
            for exception in exceptions:
                lines.setdefault(exception.res_id, []).append(escape(say(exception)))
            records = self.env[model].sudo().browse(lines).exists()
            if records:
                glue = Markup("<br/>")
                records._message_log_batch(
                    {record.id: glue.join(lines[record.id]) for record in records}
                )

    @api.model
    def _finding(self, type_code, summary, **more):
        """A :class:`Finding`, for business code that has no import of the ground."""
        return Finding(type_code, summary, **more)
