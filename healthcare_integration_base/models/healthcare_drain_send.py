"""Sending: number, seal, record, call, record. No row lock during the call."""

import logging
import random
import time
from dataclasses import replace

from odoo import api, models

from ..canonical import from_json
from ..errors import (
    ConfigurationError,
    RejectedError,
    RetryableError,
    UncertainError,
)
from ..outcome import Finding
from ..redact import code_of, handling, safe_trace
from .healthcare_drain_claim import SEND_LEASE

_logger = logging.getLogger(__name__)

SLOW = 10
"""Seconds after which the rest of a batch goes back: it is the next partner's turn."""


class HealthcareDrain(models.AbstractModel):
    """The way out. A crash between the call and its result leaves *uncertain*."""

    _inherit = "healthcare.drain"

    def _work_send(self, batch):
        """Send one by one; each message has its own short transactions.

        What is left when the partner is slow, fails or asks us to wait goes back
        untried: it costs no attempt, and another partner's turn comes sooner.
        """
        last_start = time.monotonic() + SLOW
        for position, message_id in enumerate(batch.ids):
            with handling(message_id):
                go_on = self._send_one(batch, message_id)
            if not go_on or time.monotonic() > last_start:
                self._put_back(batch, batch.ids[position + 1 :])
                return

    def _put_back(self, batch, ids):
        """Return what was claimed and not begun, with the tokens it cost."""
        if not ids:
            return
        self._give_back(replace(batch, ids=ids), forgive=True)
        with self._read_committed() as env:
            message = env["healthcare.message"].browse(ids[0])
            env["healthcare.connection.gate"]._give_tokens_back(
                message.connection_id.id, len(ids)
            )

    def _send_one(self, batch, message_id):
        """One message; whether its connection may be called again at once."""
        try:
            self._seal(batch, message_id)
        except Exception as error:
            self._record_send(batch, message_id, *self._unsealed(error))
            return True
        outgoing = self._begin(batch, message_id)
        if outgoing is None:
            # Stopped or suspended since the claim, unless the lease was lost.
            self._put_back(batch, (message_id,))
            return True
        began = time.monotonic()
        connection_id, result = self._call(message_id, outgoing)
        try:
            return self._count_call(connection_id, *result[:3], began)
        finally:
            self._record_send(batch, message_id, *result)

    def _seal(self, batch, message_id):
        """Write the payload once, numbers and bytes in one commit."""
        with self._read_committed() as env:
            message = env["healthcare.message"].browse(message_id)
            if message.payload_size or message.lease_token != batch.token:
                return
            flow = message.flow_id
            formats = env["healthcare.format"]
            document = from_json(message._document_json())
            writer = formats._writer_for(message.codec, message.kind, document)
            codec = formats._codecs().get(message.codec)
            if writer is None or codec is None:
                text = self.env._("No installed addon writes this document so.")
                raise ConfigurationError("format.no_writer", message.kind, text)
            part = writer.write(document)
            payload = codec.encode([part], formats._envelope(flow, part))
            message._store_sealed(payload, codec)

    @api.model
    def _unsealed(self, error):
        """State, code, seconds and trace of a payload that could not be written."""
        if isinstance(error, ConfigurationError):
            return "paused", error.code, 0, error.text
        if isinstance(error, RejectedError):
            return "failed", error.code, 0, error.text
        return "failed", code_of(error), 0, safe_trace(error)

    def _begin(self, batch, message_id):
        """Commit *sending* before the call; None when the lease is no longer ours, or
        when a person has stopped the connection or everything meanwhile."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message m
                   SET state = 'sending', tries = m.tries + 1,
                       lease_until = timezone('UTC', now()) + make_interval(secs => %s)
                  FROM healthcare_connection c
                 WHERE m.id = %s AND m.lease_token = %s AND m.state = 'leased'
                   AND c.id = m.connection_id AND c.state = 'live' AND c.active
                   AND NOT EXISTS (SELECT 1 FROM healthcare_flow f
                         WHERE f.id = m.flow_id AND f.state = 'paused')
                   AND NOT EXISTS (SELECT 1 FROM ir_config_parameter p
                         WHERE p.key = 'healthcare.stopped' AND p.value <> '')
             RETURNING m.id
                """,
                [SEND_LEASE, message_id, batch.token],
            )
            if not env.cr.fetchone():
                return None
            message = env["healthcare.message"].browse(message_id)
            drain = env["healthcare.drain"]
            drain._insert_attempts(
                [(message_id, message.tries, "send", "sending", "", "", "")]
            )
            return message._outgoing()

    def _call(self, message_id, outgoing):
        """Push by what is configured now; the job's own snapshot may be older than the
        message. A reading transaction stays open meanwhile, without a row lock.

        :return: ``(connection id, what _push says)``
        """
        with self._work_cursor() as env:
            connection = env["healthcare.message"].browse(message_id).connection_id
            return connection.id, env["healthcare.drain"]._push(connection, outgoing)

    @api.model
    def _push(self, connection, outgoing):
        """``(state, code, seconds, text)`` of a call. Every error is a class."""
        try:
            pushed = connection._adapter()._push(connection, outgoing)
            return ("acknowledged" if pushed.final else "sent"), "", 0, pushed.reference
        except RetryableError as error:
            return "retry", error.code, error.retry_after or 0, error.text
        except UncertainError as error:
            return "uncertain", error.code, 0, error.text
        except ConfigurationError as error:
            return "paused", error.code, 0, error.text
        except RejectedError as error:
            return "refused", error.code, 0, error.text
        except Exception as error:
            # Unforeseen and after the call began: nobody knows what arrived.
            _logger.error("sending %s failed:\n%s", outgoing.uuid, safe_trace(error))
            return "uncertain", code_of(error), 0, ""

    def _record_send(self, batch, message_id, state, code, seconds, text):
        """The result, only if the lease is still ours."""
        with self._read_committed() as env:
            message = env["healthcare.message"].browse(message_id)
            if message.lease_token != batch.token:
                return
            if state == "paused":
                env["healthcare.drain"]._pause_flow(message, code, text)
                return
            if state == "retry":
                policy = message.flow_id._policy(code)
                seconds = policy.delay(message.tries, random.random(), seconds)
                state = "dead" if policy.exhausted(message.tries) else "retry"
            env.cr.execute(
                """
                UPDATE healthcare_message
                   SET state = %s, code = NULLIF(%s, ''), note = NULLIF(%s, ''),
                       deliveries = 0, lease_token = NULL, lease_until = NULL,
                       due_at = timezone('UTC', now()) + make_interval(secs => %s),
                       done_at = CASE WHEN %s IN ('sent', 'acknowledged', 'refused')
                                      THEN timezone('UTC', clock_timestamp()) END
                 WHERE id = %s AND lease_token = %s
                """,
                [state, code, text, seconds, state, message_id, batch.token],
            )
            message.invalidate_recordset()
            drain = env["healthcare.drain"]
            drain._insert_attempts(
                [(message_id, message.tries, "send", state, code, "", "")]
            )
            drain._tell(message, state, code, text)

    @api.model
    def _tell(self, message, state, code, text):
        """Tell the record and its people; what the partner said is kept in any case."""
        try:
            with self.env.cr.savepoint():
                self._tell_sender(message, state, code, text)
        except Exception as error:
            trace = safe_trace(error)
            _logger.error("%s of %s was not told:\n%s", state, message.uuid, trace)
            said = self.env._("The record behind this message was not told.")
            finding = Finding("BUG", f"{said} ({code_of(error)})")
            self.env["healthcare.exception"]._open(finding, message=message)

    @api.model
    def _pause_flow(self, message, code, text):
        """Our set-up is incomplete: the flow stops once, its messages stay due."""
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = 'due', lease_token = NULL, lease_until = NULL, code = %s,
                   deliveries = 0
             WHERE id = %s
            """,
            [code, message.id],
        )
        message.invalidate_recordset()
        self._insert_attempts(
            [(message.id, message.tries, "send", "due", code, "", "")]
        )
        flow = message.flow_id
        flow._pause(text or code)
        summary = f"{text} ({code})" if text else code
        finding = Finding("CONFIGURATION", summary, "healthcare.flow", flow.id)
        self.env["healthcare.exception"]._open(finding, connection=flow.connection_id)

    @api.model
    def _tell_sender(self, message, state, code, text):
        """The business record's handler, and a person when one is needed."""
        handler = self.env["healthcare.handler"]._for_kind(message.kind)
        handler._transmitted(message, state)
        types = {
            "dead": "DEAD_LETTER",
            "uncertain": "UNCERTAIN_DELIVERY",
            "refused": "DELIVERY_REFUSED",
            "failed": "BUG",
        }
        if state == "uncertain" and self._asks_itself(message):
            return
        if state in types:
            finding = Finding(types[state], f"{code}. {text or ''}".strip())
            self.env["healthcare.exception"]._open(finding, message=message)
        elif state in ("sent", "acknowledged"):
            self._resolve_technical({message.id: (state,)})
