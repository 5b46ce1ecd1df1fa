"""The door for many documents: NDJSON in, one result per line out."""

import json

from odoo import http
from odoo.http import request

from ..models.healthcare_message_batch import Line
from .door import Doorkeeper, route
from .problem import Refused, details, no_store
from .webhook import MAX_BYTES, check_key

MAX_BATCH = 50 * 1024 * 1024
MAX_LINES = 10_000
MEDIA_TYPES = frozenset(
    {
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/octet-stream",
        "text/plain",
        "",
    }
)
WRAPPED = {"key", "document"}
_DECODER = json.JSONDecoder()


class HealthcareBatch(Doorkeeper, http.Controller):
    """``POST /healthcare/v1/<connection>/<flow>/batch``."""

    @route(
        "/healthcare/v1/<string:connection>/<string:flow>/batch",
        "POST",
        readonly=False,
        max_content_length=MAX_BATCH + 1024,
    )
    def batch(self, connection, flow, **_unused):
        """Store one document per line, all that is good in one transaction.

        A line is a document, or ``{"key": "...", "document": ...}`` with the key that
        makes it unique; without one, its bytes are. A document of a syntax that is not
        JSON is a JSON string. The answer has one line of JSON for each line, in order:
        ``{"line": 1, "id": uuid}``, perhaps with ``"duplicate": true``, or a problem.
        A line is refused for itself; the others go in.
        """
        door = self._door(connection, flow)
        body = self._body(MAX_BATCH, "batch.too_large")
        if request.httprequest.mimetype not in MEDIA_TYPES:
            raise Refused("batch.media_type", "Content-Type")
        caller = self._prove(door.entrance, body)
        self._may_post(caller, door.flow_id)
        if not body.strip():
            raise Refused("payload.empty")
        # Counted before anything is cut or read.
        count = body.count(b"\n") + (not body.endswith(b"\n"))
        if count > MAX_LINES:
            raise Refused("batch.too_many_lines")
        if caller.signed:
            check_key(caller.signed)
        self._within_limit(door.entrance, count)
        return self._store(door, body.split(b"\n", count)[:count], caller.signed)

    def _store(self, door, texts, signed):
        flow = request.env["healthcare.flow"].sudo().browse(door.flow_id)
        plain = flow._facts().codec == "json"
        rows = [_read(text, plain) for text in texts]
        lines = [row for row in rows if isinstance(row, Line)]
        with request.env["healthcare.drain"].sudo()._read_committed() as env:
            if not env["healthcare.message"]._accept_batch(
                flow.with_env(env), lines, "application/json" * plain, signed or None
            ):
                raise Refused("signature.replayed", "webhook-id")
        if any(line.answer.new for line in lines):
            request.env["healthcare.drain"].sudo()._ring_soon(door.lane)
        answers = "".join(
            json.dumps(_answer(number, row)) + "\n"
            for number, row in enumerate(rows, start=1)
        )
        headers = [("Content-Type", "application/x-ndjson; charset=utf-8")]
        return no_store(request.make_response(answers, headers, status=202))


def _read(text, plain):
    """A :class:`Line`, or the code of what is wrong with it."""
    text = text.strip(b" \t\r")
    if not text:
        return "payload.empty"
    if len(text) > MAX_BYTES:
        return "payload.too_large"
    try:
        words = text.decode()
        data = json.loads(words)
        key, document = "", words
        if isinstance(data, dict) and data.keys() == WRAPPED:
            key, document = _unwrap(words)
            data = data["document"]
        if not plain:
            if not isinstance(data, str):
                return "line.text_expected"
            document = data
        if key:
            check_key(key)
        payload = document.encode()
        return Line(payload, key) if payload else "payload.empty"
    except UnicodeDecodeError:
        return "line.encoding"
    except Refused as refused:
        return refused.code
    except (ValueError, RecursionError):
        return "line.syntax"


def _unwrap(words):
    """``(key, text of the document)``: as it was written, so that no digit is lost.

    :raises ValueError: a member twice, or a key that is no text.
    """
    found, end = {}, words.index("{")
    while words[end] != "}":
        name, end = _DECODER.raw_decode(words, _skip(words, end + 1))
        start = _skip(words, _skip(words, end) + 1)
        value, end = _DECODER.raw_decode(words, start)
        if name in found:
            raise ValueError("a member twice")
        found[name] = value if name == "key" else words[start:end]
        end = _skip(words, end)
    if not isinstance(found["key"], str) or not found["key"]:
        raise ValueError("a key is a text")
    return found["key"], found["document"]


def _skip(words, position):
    while words[position] in " \t\r\n":
        position += 1
    return position


def _answer(number, row):
    if isinstance(row, str):
        return {"line": number, "problem": details(row)}
    answer = row.answer
    if answer.conflict:
        return {
            "line": number,
            "problem": details("key.conflict", "key", id=answer.uuid),
        }
    found = {"line": number, "id": answer.uuid}
    return found | {"duplicate": True} if answer.duplicate else found
