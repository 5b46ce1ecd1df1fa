"""Counts of messages that need no scan: kept by the database, exact in each snapshot.

A trigger per statement adds what changed as *delta* rows, so that nobody waits for a
counter; once a minute they are added up. The sum of all rows is the number of messages
as the reader's own transaction sees them.
"""

from collections.abc import Iterable

from odoo import api, fields, models
from odoo.fields import Domain

from .healthcare_message import LABELS

WORDS = ("=", "!=", "in", "not in")
DIMENSIONS = (
    *("company_id", "connection_id", "flow_id", "direction", "kind", "state"),
    *("day", "whole"),
)
COLUMNS = ", ".join(DIMENSIONS)
# How a message's own columns say it.
SPOKEN = (
    "company_id, connection_id, flow_id, direction, kind, state, accepted_at::date, "
    "parent_id IS NULL"
)
KEY = (
    "company_id, connection_id, COALESCE(flow_id, 0), direction, COALESCE(kind, ''), "
    "state, day, whole"
)
TRIGGER = f"""
CREATE OR REPLACE FUNCTION healthcare_message_count() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO healthcare_message_rollup ({COLUMNS}, count, delta)
        SELECT {SPOKEN}, count(*), TRUE FROM after GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO healthcare_message_rollup ({COLUMNS}, count, delta)
        SELECT {SPOKEN}, -count(*), TRUE FROM before GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
    ELSE
        INSERT INTO healthcare_message_rollup ({COLUMNS}, count, delta)
        SELECT {COLUMNS}, sum(n), TRUE FROM (
               SELECT {SPOKEN}, count(*) FROM after GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
                UNION ALL
               SELECT {SPOKEN}, -count(*) FROM before GROUP BY 1, 2, 3, 4, 5, 6, 7, 8)
            AS moved ({COLUMNS}, n)
         GROUP BY {COLUMNS} HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER healthcare_message_count_insert
  AFTER INSERT ON healthcare_message REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION healthcare_message_count();
CREATE OR REPLACE TRIGGER healthcare_message_count_update
  AFTER UPDATE ON healthcare_message
  REFERENCING NEW TABLE AS after OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION healthcare_message_count();
CREATE OR REPLACE TRIGGER healthcare_message_count_delete
  AFTER DELETE ON healthcare_message REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION healthcare_message_count();
"""
COMPACT = f"""
  WITH gone AS (DELETE FROM healthcare_message_rollup WHERE delta RETURNING *)
INSERT INTO healthcare_message_rollup ({COLUMNS}, count, delta)
SELECT {COLUMNS}, sum(count), FALSE FROM gone GROUP BY {COLUMNS} HAVING sum(count) <> 0
    ON CONFLICT ({KEY}) WHERE NOT delta
    DO UPDATE SET count = healthcare_message_rollup.count + EXCLUDED.count
"""


class HealthcareMessageRollup(models.Model):
    """How many messages of a company, connection, flow, direction, kind and state were
    accepted on a day (UTC). ``whole``: not cut out of a file."""

    _name = "healthcare.message.rollup"
    _description = "Healthcare message count"
    _log_access = False
    _order = "day desc, id"
    _rec_name = "state"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    flow_id = fields.Many2one("healthcare.flow", readonly=True, ondelete="cascade")
    direction = fields.Selection(
        [("in", "Inbound"), ("out", "Outbound")], required=True, readonly=True
    )
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        readonly=True,
    )
    state = fields.Selection(list(LABELS.items()), required=True, readonly=True)
    day = fields.Date(string="Received on", required=True, readonly=True)
    whole = fields.Boolean(string="Not part of a file", readonly=True)
    count = fields.Integer(string="Messages", required=True, readonly=True)
    delta = fields.Boolean(readonly=True)

    _counted_uniq = models.UniqueIndex(f"({KEY}) WHERE NOT delta")
    _delta = models.Index("(id) WHERE delta")
    _connection = models.Index("(connection_id, state)")

    def init(self):
        """Install the triggers; count what was there before, once."""
        self.env.cr.execute(TRIGGER)
        self.env.cr.execute("SELECT 1 FROM healthcare_message_rollup LIMIT 1")
        if not self.env.cr.fetchone():
            # Constants of this file.
            self.env.cr.execute(  # pylint: disable=sql-injection
                f"INSERT INTO healthcare_message_rollup ({COLUMNS}, count, delta) "
                f"SELECT {SPOKEN}, count(*), FALSE FROM healthcare_message "
                "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
            )

    @api.model
    def _compact(self):
        """Add up what has come since; whoever finds another at it leaves it to him."""
        with self.env["healthcare.drain"]._read_committed() as env:
            env.cr.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext('healthcare.rollup'))"
            )
            if env.cr.fetchone()[0]:
                env.cr.execute(COMPACT)

    @api.model
    def _domain_of(self, domain):
        """A domain on messages as one on counts; None when it asks for more."""
        words = []
        for word in Domain(domain):
            if isinstance(word, str):
                words.append(word)
                continue
            name, operator, value = word
            if name == "parent_id" and not any(_listed(value)):
                if operator not in WORDS:
                    return None
                words.append(("whole", "=", operator in ("=", "in")))
            elif name in DIMENSIONS[:6] and _is_plain(operator, value, name):
                words.append(word)
            elif word == (1, "=", 1) or word == (0, "=", 1):
                words.append(word)
            else:
                return None
        return Domain(words) if words else Domain.TRUE


def _is_plain(operator, value, name):
    """Whether a condition compares with values, not with names that are looked up."""
    kinds = (int, bool) if name.endswith("_id") else (str, bool)
    return operator in WORDS and all(isinstance(item, kinds) for item in _listed(value))


def _listed(value):
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


class HealthcareMessage(models.Model):
    """Counts and groups by what the counts know are read from there."""

    _inherit = "healthcare.message"

    @api.model
    def _counted(self, domain):
        """The domain on counts that says the same for this user, or None."""
        self.browse().check_access("read")
        rules = Domain.TRUE
        if not self.env.su:
            rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        try:
            together = (Domain(domain) & Domain(rules)).optimize(self)
        except (ValueError, NotImplementedError):
            return None
        return self.env["healthcare.message.rollup"]._domain_of(together)

    @api.model
    def search_count(self, domain, limit=None):
        counted = self._counted(domain)
        if counted is None:
            return super().search_count(domain, limit)
        self.flush_model()
        rollup = self.env["healthcare.message.rollup"].sudo()
        total = rollup._read_group(counted, [], ["count:sum"])[0][0] or 0
        return min(total, limit) if limit else total

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        counted = None
        if not having and _is_known(groupby, aggregates, order):
            counted = self._counted(domain)
        if counted is None:
            return super()._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
        self.flush_model()
        rows = self._groups_of(counted, groupby, offset, limit, order)
        if not aggregates:
            return [row[:-1] for row in rows]
        return rows if groupby else [(rows[0][0] or 0,)]

    @api.model
    def _groups_of(self, counted, groupby, offset, limit, order):
        """``[(*values, count)]`` from the counts, records in this environment."""
        rollup = self.env["healthcare.message.rollup"].sudo()
        rows = rollup._read_group(
            counted,
            groupby,
            ["count:sum"],
            having=[("count:sum", ">", 0)] if groupby else (),
            offset=offset,
            limit=limit,
            order=order and order.replace("__count", "count:sum"),
        )
        return [
            tuple(
                value.with_env(self.env)
                if isinstance(value, models.BaseModel)
                else value
                for value in row
            )
            for row in rows
        ]


def _is_known(groupby, aggregates, order):
    """Whether the counts know all that is grouped by, asked for and ordered by."""
    words = {*(order or "").replace(",", " ").lower().split()}
    return (
        set(aggregates) <= {"__count"}
        and set(groupby) <= set(DIMENSIONS[:6])
        and words <= {*groupby, "__count", "asc", "desc"}
    )


class HealthcareDrain(models.AbstractModel):
    """The cron that drains also adds up."""

    _inherit = "healthcare.drain"

    def _cron_drain(self):
        result = super()._cron_drain()
        self.env["healthcare.message.rollup"]._compact()
        return result
