"""What a message would do, or does: the handlers run, watched, and may be undone."""

import contextlib

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..redact import handling
from .healthcare_drain import is_concurrency
from .healthcare_drain_apply import Failure
from .healthcare_preview_orm import guard_registry
from .healthcare_preview_recorder import current, watching

LOCK_SECONDS = 10
"""A dry run waits this long for a row that somebody else changes, then says so."""
TRAPPED = "preview.outside_effect"


class HealthcarePreview(models.AbstractModel):
    """Dry runs.

    The handlers run as in the drain: service user, company, savepoint, one message at
    a time in the order of their subjects, so that each change has its message. The
    transaction is rolled back, whatever happens; see ``healthcare_preview_orm`` for
    what a rollback does not undo.
    """

    _name = "healthcare.preview"
    _description = "Healthcare preview"

    def _register_hook(self):
        super()._register_hook()
        guard_registry()

    @api.model
    def _dry_run(self, messages, what="_rehearse", *more):
        """What applying ``messages`` now would do; nothing of it remains.

        On a cursor of its own: what the caller has not committed is not seen.

        :param what: the method of this model that does it, given the ids and ``more``.

        :return: ``[{message_id, outcome, code, text, changes, effects, digest}]`` in
            the order of application; ``changes`` as :meth:`_difference` has them,
            ``effects`` ``[{kind, target}]``.
        :raises UserError: somebody else is at work on the same records.
        """
        pending = set(self.env.registry.cache_invalidated)
        try:
            with self._doomed_cursor() as env:
                return getattr(env["healthcare.preview"], what)(messages.ids, *more)
        except (psycopg2.Error, UserError) as error:
            if not is_concurrency(error):
                raise
            raise UserError(
                self.env._("Somebody is at work on the same records. Try again.")
            ) from None
        finally:
            # Caches may hold what was rolled back. What the caller himself had
            # invalidated must still be announced to the other workers.
            self.env.registry.reset_changes()
            self.env.registry.cache_invalidated.update(pending)

    @contextlib.contextmanager
    def _doomed_cursor(self):
        """An environment of the engine whose transaction always ends in a rollback."""
        with contextlib.closing(self.env.registry.cursor()) as cr:
            context = {"healthcare_in_drain": True, "mail_notify_force_send": False}
            env = api.Environment(cr, SUPERUSER_ID, context)
            cr.execute(
                "SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_SECONDS}s"]
            )
            try:
                with watching(cr):
                    yield env
            finally:
                cr.clear()
                cr.postcommit.clear()
                cr.rollback()

    @api.model
    def _dry_run_here(self, messages):
        """The same inside the transaction of a drain, in a savepoint.

        A second transaction could wait for a lock of the first for ever.
        """
        cr = self.env.cr
        mark = len(cr.postcommit._funcs)
        savepoint = cr.savepoint()
        try:
            with watching(cr):
                return self._rehearse(messages.ids)
        finally:
            savepoint.close()
            self.env["healthcare.drain"]._forget(mark)

    @api.model
    def _rehearse(self, ids):
        """Apply one by one under the recorder of this thread."""
        recorder = current(self.env.cr)
        recorder.mark()
        drain = self.env["healthcare.drain"]
        messages = self.env["healthcare.message"].browse(ids)
        messages = messages.sorted(lambda row: (row.sequence, row.part))
        found = []
        with handling(f"{len(ids)} messages"):
            for message in messages:
                self._read_if_needed(message)
                result = drain._apply_group([message])[0]
                found.append(self._taken(message, result))
        unseen = recorder.unseen(self.env)
        if found and unseen:
            found[-1]["effects"] += [
                {"kind": "rows", "target": f"{table}: {rows}"}
                for table, rows in sorted(unseen.items())
                if not table.startswith(QUIET)
            ]
        return found

    @api.model
    def _taken(self, message, result):
        """The result of one message with everything that belongs to it."""
        recorder = current(self.env.cr)
        raw, effects = recorder.take(self.env)
        difference = self.env["healthcare.preview.difference"]
        trapped, recorder.trapped = recorder.trapped, False
        failed = isinstance(result, Failure)
        return {
            "message_id": message.id,
            "outcome": "failed" if failed else result.state,
            "code": TRAPPED if trapped and failed else result.code,
            "text": "" if failed else result.text,
            "changes": difference._changes(raw),
            "effects": [{"kind": row.kind, "target": row.target} for row in effects],
            "findings": 0 if failed else len(result.findings),
            "digest": difference._digest(raw, recorder),
            "result": result,
        }

    @api.model
    def _read_if_needed(self, message):
        """Read a message that was never opened, or whose reading failed."""
        if message.canonical or message.direction != "in":
            return
        drain = self.env["healthcare.drain"]
        pieces = drain._own_pieces(message)
        if len(pieces) != 1 or pieces[0].state != "due":
            return
        drain._update_opened([(message.id, drain._row_of(pieces[0]))])

    @api.model
    def _watch(self, message, apply):
        """Run ``apply`` for real and say what it did.

        :param apply: function without arguments that returns an outcome.
        :return: as one row of :meth:`_dry_run`.
        """
        with watching(self.env.cr, trap=False) as recorder:
            recorder.mark()
            return self._taken(message, apply())


QUIET = (
    "mail_",
    "bus_",
    "ir_",
    "queue_",
    "healthcare_message",
    "healthcare_lineage",
    "healthcare_audit",
    "res_users",
)
"""Tables whose rows follow a document without being its effect."""
