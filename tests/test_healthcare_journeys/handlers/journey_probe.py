"""The handler that fails on command."""

import os
import signal
import time
from functools import partial

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import from_json
from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming
from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..canonical.journey_probe import JourneyProbe

HOOKS = []
"""Numbers of the probes whose post-commit hook ran in this process."""

FIXED = "healthcare.journey_probe_fixed"


class HealthcareHandlerJourneyProbe(models.AbstractModel):
    """Set based for probes that succeed; every other action has its own verb."""

    _name = "healthcare.handler.journey_probe"
    _inherit = "healthcare.handler"
    _description = "Journey probe handler"

    @api.model
    def _apply(self, incoming):
        """One row per probe that succeeds, in one ``create``."""
        outcomes, rows = [], []
        for row in incoming:
            verb = getattr(self, f"_do_{row.document.action}", self._do_unknown)
            outcome = verb(row.document, row)
            if outcome is None:
                rows.append((len(outcomes), row))
            outcomes.append(outcome)
        probes = self._write_down([row for _index, row in rows])
        for (index, row), probe in zip(rows, probes, strict=True):
            outcomes[index] = Outcome.done(
                touched=[Touched("journey.probe", probe.id, "created", "$")],
                arrived=[f"probe:{row.document.number}"],
            )
        return outcomes

    @api.model
    def _write_down(self, incoming):
        previous = self._highest({row.document.subject for row in incoming})
        return self.env["journey.probe"].create(
            [
                {
                    "number": row.document.number,
                    "subject": row.document.subject,
                    "sequence": row.document.sequence,
                    "previous": previous.get(row.document.subject, 0),
                    "payload": row.document.payload,
                    "message_uuid": row.uuid,
                }
                for row in incoming
            ]
        )

    @api.model
    def _highest(self, subjects):
        self.env["journey.probe"].flush_model()
        self.env.cr.execute(
            "SELECT subject, max(sequence) FROM journey_probe "
            "WHERE subject = ANY(%s) GROUP BY subject",
            [list(subjects)],
        )
        return dict(self.env.cr.fetchall())

    # -- actions: None means "write it down", otherwise an outcome -------------------

    @api.model
    def _do_ok(self, document, row):
        return None

    @api.model
    def _do_noop(self, document, row):
        return Outcome.done()

    @api.model
    def _do_clock(self, document, row):
        """Writes down when it was called."""
        values = {"number": document.number, "payload": f"{time.time():.6f}"}
        self.env["journey.probe"].create(values)
        return Outcome.done()

    @api.model
    def _do_slow(self, document, row):
        # Named in the statement: a test finds the worker in pg_stat_activity.
        self.env.cr.execute(  # pylint: disable=sql-injection
            f"SELECT pg_sleep(0.03) /* slow journey probe {os.getpid()} */"
        )

    @api.model
    def _do_bug(self, document, row):
        raise ValueError(f"cannot digest {document.payload}")

    @api.model
    def _do_sql(self, document, row):
        self.env.cr.execute("SELECT %s::int", [document.payload])

    @api.model
    def _do_swallowed(self, document, row):
        """A handler that ignores the broken transaction it stands in."""
        try:
            self._do_sql(document, row)
        except Exception:
            return Outcome.done()

    @api.model
    def _do_unique(self, document, row):
        values = {"once": document.payload, "payload": document.payload}
        self.env["journey.probe"].create(
            [values | {"number": f"{document.number}-{letter}"} for letter in "ab"]
        )

    @api.model
    def _do_hooked(self, document, row):
        """Registers a hook and fills a cache, against the contract, then fails."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("journey.cached", document.number)
        parameters.get_param("journey.cached")
        self.env.cr.postcommit.add(partial(HOOKS.append, document.number))
        raise ValueError(document.payload)

    @api.model
    def _do_kill(self, document, row):
        os.kill(os.getpid(), signal.SIGKILL)

    @api.model
    def _do_waiting(self, document, row):
        """Waits for the probe whose number is ours with ``-go`` behind it."""
        wanted = f"{document.number}-go"
        if not self.env["journey.probe"].search_count([("number", "=", wanted)]):
            return Outcome.waiting("probe.waiting", f"probe:{wanted}")

    @api.model
    def _do_retry(self, document, row):
        """The first try fails, the second succeeds."""
        if not self.env["healthcare.message"].sudo().browse(row.message_id).tries:
            return Outcome("retry", "probe.busy", retry_after=1)

    @api.model
    def _do_rejected(self, document, row):
        return Outcome.rejected("probe.rejected", "$.action")

    @api.model
    def _do_unfixed(self, document, row):
        """Refused, each at a place of its own, until somebody fixes the cause."""
        # Past the cache of the worker: a script that sets it announces nothing.
        self.env.cr.execute("SELECT 1 FROM ir_config_parameter WHERE key = %s", [FIXED])
        if not self.env.cr.rowcount:
            return Outcome.rejected("probe.unit", f"$.lines[{document.sequence}].uom")

    @api.model
    def _do_coded(self, document, row):
        """Needs to know what the code ZX of the partner means; 10 wait with each."""
        mapping = self.env["healthcare.mapping"]
        if mapping._translate(row.connection, "partner", "ZX") is None:
            return mapping._unmapped(row.connection, "partner", "ZX", "$.action", 10)

    @api.model
    def _do_unknown(self, document, row):
        return Outcome.rejected("probe.unknown_action", "$.action")

    def _apply_as_job(self, data):
        """The same handler, one job per message: what benchmarks compare with."""
        flow = self.env["healthcare.flow"].search([("kind", "=", "journey_probe")])[:1]
        document = from_json(data)
        return self._apply(
            [Incoming(0, document.number, flow.connection_id, flow, document)]
        )[0].state

    def _apply_any_as_job(self, flow_id, data):
        """Any kind's handler on one document, as the drain calls it on many."""
        flow = self.env["healthcare.flow"].browse(flow_id)
        connection = flow.connection_id
        env = self.env(
            user=connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": connection.company_id.ids,
                "healthcare_in_drain": True,
            },
        )
        handler = env["healthcare.handler"]._for_kind(flow.kind)
        row = Incoming(0, "", connection.sudo(), flow.sudo(), from_json(data))
        return handler._apply([row])[0].state

    # -- the rest of the contract ----------------------------------------------------

    @api.model
    def _compose(self, records):
        return [
            JourneyProbe(
                number=record.number,
                subject=record.subject or "",
                sequence=record.sequence,
                payload=record.payload or "",
            )
            for record in records
        ]

    @api.model
    def _natural_key(self, document):
        return document.number

    @api.model
    def _subject(self, document):
        return f"probe:{document.subject}" if document.subject else ""

    @api.model
    def _reference(self, document):
        return document.number
