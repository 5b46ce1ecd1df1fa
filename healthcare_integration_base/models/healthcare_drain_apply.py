"""Applying: batches of documents of one kind, halved until a culprit stands alone."""

import logging
from dataclasses import dataclass
from itertools import groupby

from odoo import api, models

from ..canonical import from_json
from ..errors import (
    ConfigurationError,
    IntegrationError,
    RejectedError,
    RetryableError,
    WaitingError,
)
from ..outcome import RETRY, Finding, Outcome
from ..redact import code_of, handling, safe_trace
from .healthcare_drain import is_concurrency
from .healthcare_handler import Incoming

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What nobody foresaw, for one document."""

    code: str
    trace: str
    state: str = "failed"


class HealthcareDrain(models.AbstractModel):
    """The stage between *due* and an outcome."""

    _inherit = "healthcare.drain"

    def _work_apply(self, batch):
        """Apply a batch; business effect and outcome are in the same commit."""
        with self._work_cursor() as env, handling(f"{len(batch.ids)} messages"):
            drain = env["healthcare.drain"]
            messages = env["healthcare.message"].browse(drain._relock(batch))
            messages.fetch(drain._fields_to_apply())
            results = drain._apply_in_waves(messages)
            drain._record_outcomes(messages, results)

    @api.model
    def _fields_to_apply(self):
        return [
            "uuid",
            "kind",
            "canonical",
            "subject_key",
            "connection_id",
            "flow_id",
            "content_hash",
            "tries",
            "state",
        ]

    @api.model
    def _apply_in_waves(self, messages):
        """``{message id: Outcome | Failure}``; None for what must not be tried yet.

        Wave k holds the k-th message of each subject. When one of a subject does not
        settle, its successors are left alone.
        """
        results, stopped = {}, set()
        for wave in _waves(messages):
            ready = [message for message in wave if message.subject_key not in stopped]
            results |= self._apply_wave(ready)
            for message in wave:
                result = results.setdefault(message.id, None)
                if message.subject_key and not _settles(result):
                    stopped.add(message.subject_key)
        return results

    @api.model
    def _apply_wave(self, messages):
        """Group by what shares a handler, a company and a service user."""
        results = {}
        key = self._group_key
        for _group, rows in groupby(sorted(messages, key=key), key=key):
            rows = list(rows)
            outcomes = self._apply_group(rows)
            results |= {
                row.id: outcome for row, outcome in zip(rows, outcomes, strict=True)
            }
        return results

    @api.model
    def _group_key(self, message):
        connection = message.connection_id
        return (
            message.kind or "",
            connection.company_id.id,
            connection.service_user_id.id,
        )

    @api.model
    def _apply_group(self, messages):
        connection = messages[0].connection_id
        env = self.env(
            user=connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": connection.company_id.ids,
                "lang": connection.company_id.partner_id.lang,
                "tz": connection.company_id.partner_id.tz,
                "mail_notify_force_send": False,
                "healthcare_in_drain": True,
            },
        )
        try:
            handler = env["healthcare.handler"]._for_kind(messages[0].kind)
        except ConfigurationError as error:
            return [self._answer(message.flow_id, error) for message in messages]
        ready, answers = [], {}
        for message in messages:
            try:
                ready.append(self._incoming(env, message))
            except (RejectedError, ConfigurationError) as error:
                # Stored under an older shape of the document than we read now, or
                # sealed with a key that is gone.
                answers[message.id] = self._answer(message.flow_id, error)
        outcomes = self._try(handler, ready) if ready else []
        answers |= {
            row.message_id: outcome
            for row, outcome in zip(ready, outcomes, strict=True)
        }
        return [answers[message.id] for message in messages]

    @api.model
    def _answer(self, flow, error):
        """A foreseen error that was raised instead of returned, by its class."""
        if isinstance(error, ConfigurationError):
            return self._pause_and_wait(flow, error)
        if isinstance(error, WaitingError):
            return Outcome.waiting(
                error.code, error.dependency, error.where, error.text
            )
        if isinstance(error, RetryableError):
            return Outcome(
                RETRY,
                error.code,
                error.where,
                error.text,
                retry_after=error.retry_after,
            )
        return Outcome.rejected(error.code, error.where, error.text)

    @api.model
    def _pause_and_wait(self, flow, error):
        """The flow stops once, with one question; its messages wait for it."""
        flow = flow.sudo().with_context(healthcare_in_drain=True)
        flow._pause(error.text or error.code)
        plain = error.text or error.where
        summary = f"{plain} ({error.code})" if plain else error.code
        finding = Finding("CONFIGURATION", summary, "healthcare.flow", flow.id)
        self.env["healthcare.exception"]._open(finding, connection=flow.connection_id)
        return Outcome.waiting(error.code, flow._key(), error.where, error.text)

    @api.model
    def _incoming(self, env, message):
        return Incoming(
            message_id=message.id,
            uuid=message.uuid,
            connection=env["healthcare.connection"]
            .sudo()
            .browse(message.connection_id.id),
            flow=env["healthcare.flow"].sudo().browse(message.flow_id.id),
            document=from_json(message._document_json()),
            content_hash=message.content_hash or "",
        )

    @api.model
    def _try(self, handler, incoming):
        """One savepoint around the whole; on an unforeseen error, two halves.

        Concurrency never reaches the halving: the snapshot would be just as old.
        """
        mark = len(self.env.cr.postcommit._funcs)
        savepoint = self.env.cr.savepoint()
        try:
            outcomes = list(handler._apply(incoming))
            if len(outcomes) != len(incoming):
                raise ValueError("a handler must answer once per document")
            savepoint.close(rollback=False)
            return outcomes
        except Exception as error:
            if is_concurrency(error):
                raise
            # Also when closing failed, because a handler hid that a statement broke
            # the transaction: rolling back to the savepoint mends it.
            savepoint.close()
            self._forget(mark)
            if len(incoming) == 1:
                return [self._fail(incoming[0], error)]
        half = len(incoming) // 2
        return self._try(handler, incoming[:half]) + self._try(handler, incoming[half:])

    @api.model
    def _forget(self, mark):
        """A rolled-back savepoint leaves hooks and cached values behind: drop them.

        The registry only remembers that a cache was emptied since the last commit, not
        when: a value that was read since may be one that never came true.
        """
        functions = self.env.cr.postcommit._funcs
        while len(functions) > mark:
            functions.pop()
        if self.env.registry.cache_invalidated:
            self.env.registry.clear_all_caches()

    @api.model
    def _fail(self, incoming, error):
        if isinstance(error, IntegrationError):
            return self._answer(incoming.flow.with_env(self.env), error)
        trace = safe_trace(error)
        _logger.warning("message %s failed:\n%s", incoming.uuid, trace)
        return Failure(code_of(error), trace)


def _waves(messages):
    """Lists of messages, at most one per subject in each, order kept."""
    waves, depth = [], {}
    for message in messages:
        key = message.subject_key or f"#{message.id}"
        level = depth[key] = depth.get(key, -1) + 1
        if level == len(waves):
            waves.append([])
        waves[level].append(message)
    return waves


def _settles(result):
    """Whether the subject's next message may go on after this result."""
    held = ("waiting", "retry", "to_approve")
    return isinstance(result, Outcome) and result.state not in held
