"""Applying: batches of documents of one kind, halved until a culprit stands alone."""

import logging
from dataclasses import dataclass

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
from ..redact import code_of, safe_trace
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

    @api.model
    def _apply_in_waves(self, messages):
        """``{message id: Outcome | Failure}``; None for what must not be tried yet.

        Wave k holds the k-th message of each subject. When one of a subject does not
        settle, its successors are left alone.
        """
        results, stopped, subjects = {}, set(), self._subjects_of(messages)
        for wave in _waves(messages._ids, subjects):
            ready = [key for key in wave if subjects[key] not in stopped]
            results |= self._apply_wave(messages.browse(ready))
            for key in wave:
                result = results.setdefault(key, None)
                if subjects[key] and not _settles(result):
                    stopped.add(subjects[key])
        return results

    @api.model
    def _subjects_of(self, messages):
        """``{message id: what stays in order}``; empty for what needs no order."""
        hand, subjects = self._hand(), {}
        for key in messages._ids:
            held = hand.get(key)
            subjects[key] = held.subject if held else messages.browse(key).subject_key
        return subjects

    @api.model
    def _apply_wave(self, messages):
        """Group by what shares a handler, a company and a service user."""
        results, groups, known = {}, {}, {}
        hand = self._hand()
        for message in messages:
            key = self._group_key(message, hand.get(message.id), known)
            groups.setdefault(key, []).append(message)
        for key in sorted(groups):
            rows = groups[key]
            outcomes = self._apply_group(rows)
            # A savepoint that was rolled back has emptied the cache.
            self._fill_cache()
            results |= {
                row.id: outcome for row, outcome in zip(rows, outcomes, strict=True)
            }
        return results

    @api.model
    def _group_key(self, message, held, known):
        key = held.connection_id if held else message.connection_id.id
        if key not in known:
            connection = message.connection_id
            known[key] = (connection.company_id.id, connection.service_user_id.id)
        return ((held.kind if held else message.kind) or "", *known[key])

    @api.model
    def _apply_group(self, messages):
        connection = messages[0].connection_id
        company = connection.company_id
        env = self.env(
            user=connection.service_user_id.id,
            su=False,
            context={
                "allowed_company_ids": company.ids,
                **self._hand().once(("words", company), self._words_of, company),
                "mail_notify_force_send": False,
                "healthcare_in_drain": True,
            },
        )
        try:
            handler = env["healthcare.handler"]._for_kind(messages[0].kind)
        except ConfigurationError as error:
            return [self._answer(message.flow_id, error) for message in messages]
        ready, answers, known, hand = [], {}, {}, self._hand()
        for message in messages:
            try:
                held = hand.get(message.id)
                ready.append(self._incoming(env, message, held, known))
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
    def _words_of(self, company):
        """Language and time zone of a company, without its partner's other columns."""
        self.env.cr.execute(
            "SELECT p.lang, p.tz FROM res_company c JOIN res_partner p "
            "ON p.id = c.partner_id WHERE c.id = %s",
            [company.id],
        )
        lang, tz = self.env.cr.fetchone()
        return {"lang": lang or False, "tz": tz or False}

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
    def _incoming(self, env, message, held, known):
        """:param known: the flow's records in ``env``, kept by their id."""
        flow_id = held.flow_id if held else message.flow_id.id
        if flow_id not in known:
            known[flow_id] = (
                env["healthcare.connection"].sudo().browse(message.connection_id.id),
                env["healthcare.flow"].sudo().browse(flow_id),
            )
        if held is None:
            document = from_json(message._document_json())
            uuid, content_hash = message.uuid, message.content_hash
        else:
            document = self._document_of(message, held)
            uuid, content_hash = held.uuid, held.content_hash
        flow = known[flow_id]
        return Incoming(message.id, uuid, *flow, document, content_hash or "")

    @api.model
    def _document_of(self, message, held):
        """The canonical document: read in this transaction, or from the row."""
        if held.document is None:
            value = message._open_canonical(held.uuid, held.canonical)
            held.document = from_json(value)
        return held.document

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


def _waves(ids, subjects):
    """Lists of message ids, at most one per subject in each, order kept."""
    waves, depth = [], {}
    for message_id in ids:
        key = subjects[message_id] or message_id
        level = depth[key] = depth.get(key, -1) + 1
        if level == len(waves):
            waves.append([])
        waves[level].append(message_id)
    return waves


def _settles(result):
    """Whether the subject's next message may go on after this result."""
    held = ("waiting", "retry", "to_approve")
    return isinstance(result, Outcome) and result.state not in held
