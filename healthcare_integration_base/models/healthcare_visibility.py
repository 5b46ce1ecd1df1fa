"""What a viewer sees: messages and exceptions of business records that he can read."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .healthcare_message_mask import MaskedChar

OWN = frozenset(
    {
        "healthcare.event",
        "healthcare.message",
        "healthcare.message.attempt",
        "healthcare.exception",
        "healthcare.lineage",
    }
)
"""Models whose own rule asks here: a link to them makes nothing visible."""


class HealthcareLinked(models.AbstractModel):
    """A record that a viewer sees when it belongs to one that he can read.

    The record rules of the viewer ask ``linked_to_me``. It becomes one EXISTS per model
    that messages are linked to, with that model's own record rules in it, so that the
    database decides row by row and along the index.
    """

    _name = "healthcare.linked"
    _description = "Visible with a business record"

    linked_to_me = fields.Boolean(
        string="Belongs to a record that I can read",
        compute="_compute_linked_to_me",
        search="_search_linked_to_me",
        compute_sudo=False,
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_linked_to_me(self):
        mine = self.sudo().with_context(active_test=False)
        mine = mine.search(
            Domain("id", "in", self.ids) & self._domain_linked_to_me(), order="id"
        )
        for record in self:
            record.linked_to_me = record.id in mine._ids

    @api.model
    def _search_linked_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_linked_to_me() if True in value else Domain.FALSE

    @api.model
    def _domain_linked_to_me(self):
        """The domain of the records that this user is linked to."""
        # What SQL names and no domain does.
        self.env["healthcare.lineage"].flush_model()
        self.env["healthcare.exception"].flush_model(
            ["res_model", "res_id", "message_id", "user_id", "type_id"]
            + ["problem_id", "shared", "state"]
        )
        self.env["healthcare.message"].flush_model(["problem_id"])
        # A record rule is worked out as superuser, for the rights of the user.
        conditions = self.with_user(self.env.uid)._linked_sql
        return Domain.custom(to_sql=lambda _model, alias, _query: conditions(alias))

    @api.model
    def _linked_sql(self, alias):
        """The condition on the table ``alias``."""
        raise NotImplementedError

    @api.model
    def _readable_sql(self, table, model_column="res_model", id_column="res_id"):
        """Whether the record that ``table`` names by model and id can be read."""
        self.env.cr.execute(
            """
            WITH RECURSIVE named(name) AS (
                SELECT MIN(res_model) FROM healthcare_lineage
                 UNION ALL
                SELECT (SELECT MIN(res_model) FROM healthcare_lineage
                         WHERE res_model > named.name)
                  FROM named WHERE named.name IS NOT NULL)
            SELECT name FROM named WHERE name IS NOT NULL
             UNION
            SELECT DISTINCT res_model FROM healthcare_exception
             WHERE res_model IS NOT NULL
            """
        )
        terms = []
        for (name,) in sorted(self.env.cr.fetchall()):
            if name in OWN or name not in self.env:
                continue
            model = self.env[name].with_context(active_test=False)
            if model._abstract or not model.has_access("read"):
                continue
            query = model._search([])
            query.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(query.table, "id"),
                    SQL.identifier(table, id_column),
                )
            )
            terms.append(
                SQL(
                    "(%s = %s AND EXISTS %s)",
                    SQL.identifier(table, model_column),
                    name,
                    query.subselect(),
                )
            )
        return SQL("(%s)", SQL(" OR ").join(terms)) if terms else SQL("FALSE")


class HealthcareMessage(models.Model):
    """Linked by what it created or changed, or by a question about it: one of its own,
    or the open one that stands for all messages of its problem."""

    _name = "healthcare.message"
    _inherit = ["healthcare.message", "healthcare.linked"]

    @api.depends(
        "lineage_ids",
        "exception_ids.user_id",
        "problem_id.exception_ids.user_id",
        "problem_id.exception_ids.state",
    )
    def _compute_linked_to_me(self):
        return super()._compute_linked_to_me()

    @api.model
    def _linked_sql(self, alias):
        return SQL(
            """(EXISTS (SELECT 1 FROM healthcare_lineage hc_link
                         WHERE hc_link.message_id = %(id)s AND %(link)s)
             OR EXISTS (SELECT 1 FROM healthcare_exception hc_ask
                         WHERE hc_ask.message_id = %(id)s
                           AND (hc_ask.user_id = %(uid)s OR %(ask)s))
             OR EXISTS (SELECT 1 FROM healthcare_exception hc_all
                         WHERE hc_all.problem_id = %(problem)s
                           AND hc_all.shared AND hc_all.state = 'open'
                           AND hc_all.user_id = %(uid)s))""",
            id=SQL.identifier(alias, "id"),
            problem=SQL.identifier(alias, "problem_id"),
            uid=self.env.uid,
            link=self._readable_sql("hc_link"),
            ask=self._readable_sql("hc_ask"),
        )


class HealthcareException(models.Model):
    """Linked by its record, its owner, its team, or its message."""

    _name = "healthcare.exception"
    _inherit = ["healthcare.exception", "healthcare.linked"]

    @api.depends("user_id", "type_id", "res_model", "res_id", "message_id")
    def _compute_linked_to_me(self):
        return super()._compute_linked_to_me()

    @api.model
    def _linked_sql(self, alias):
        return SQL(
            """(%(user)s = %(uid)s OR %(type)s = ANY(%(mine)s) OR %(record)s
             OR EXISTS (SELECT 1 FROM healthcare_lineage hc_link
                         WHERE hc_link.message_id = %(message)s AND %(link)s))""",
            user=SQL.identifier(alias, "user_id"),
            uid=self.env.uid,
            type=SQL.identifier(alias, "type_id"),
            mine=self._types_of_my_teams(),
            record=self._readable_sql(alias),
            message=SQL.identifier(alias, "message_id"),
            link=self._readable_sql("hc_link"),
        )

    @api.model
    def _types_of_my_teams(self):
        """Ids of the types that a team of this user answers."""
        types = self.env["healthcare.exception.type"].sudo()
        groups = self.env.user.all_group_ids.ids
        return (
            types.with_context(active_test=False)
            .search([("group_id", "in", groups)])
            .ids
        )


class HealthcareEvent(models.Model):
    """Linked by the record that it tells about."""

    _name = "healthcare.event"
    _inherit = ["healthcare.event", "healthcare.linked"]

    @api.depends("res_model", "res_id")
    def _compute_linked_to_me(self):
        return super()._compute_linked_to_me()

    @api.model
    def _linked_sql(self, alias):
        return self._readable_sql(alias)


class HealthcareDeadLetter(models.Model):
    """Quotes the key of its message, and masks it as the message does."""

    _inherit = "healthcare.dead.letter"

    reference = MaskedChar(readonly=True)

    def _masked(self, value):
        return self.message_id._masked(value)
