"""Mutated files, and what every reader must do with them: answer, quickly, in words.

A reader may refuse a file (an IntegrationError) or list issues; any other exception is
a crash. No text of an issue or of a refusal may hold what stands in the file: mutants
carry :data:`MARK` for that.
"""

import io
import random
import time
from dataclasses import dataclass

from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS
from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.document.choice import document_for
from odoo.addons.healthcare_integration_base.errors import IntegrationError
from odoo.addons.healthcare_integration_base.issue import SEVERITIES

#: What no issue and no error may repeat.
MARK = b"ZQSECRETXJ"
#: Signs that mean something in one of the formats.
SIGNS = [b"*", b"~", b":", b"^", b"\n", b"\r", b"'", b"+", b"?", b"|", b"&", b"\\"]
SIGNS += [b"<", b">", b'"', b"{", b"}", b"[", b"]", b",", b"/", b"-", b".", b"0", b""]
SIGNS += [b"\0", b"\x0b", b"\x1c", b"\xff", b"\xef\xbb\xbf", b"\x1a", b" " * 40]
#: Mutants do not grow beyond this: it is time per byte that counts.
SIZE_MAX = 200_000


class Leak(AssertionError):
    """Something of a file was repeated in an issue or an error."""


@dataclass
class Reader:
    """One codec with the documents that read its parts."""

    codec: object
    documents: tuple

    def survive(self, payload):
        """Do everything that reading does; :raises Exception: what nobody foresaw."""
        try:
            decoded = self.codec.decode(payload)
        except IntegrationError as error:
            _silent(payload, str(error), error.code, error.where, error.text)
            return
        finally:
            self._stream(payload)
        _judge(payload, decoded.issues)
        findings = {}
        for part in decoded.parts:
            _judge(payload, part.issues)
            findings[part.where] = self._read(payload, part)
        answer = ACKNOWLEDGERS.get(self.codec.name)
        if answer is not None:
            for standard in ("999", "997") if self.codec.name == "x12" else ("",):
                for row in answer(decoded, findings, "1", standard):
                    to_json(row)

    def _read(self, payload, part):
        document = document_for(
            self.documents, self.codec.name, part.code, part.version
        )
        if document is None:
            return ()
        try:
            result = document.read(part)
        except IntegrationError as error:
            _silent(payload, str(error), error.code, error.where, error.text)
            return ()
        _judge(payload, result.issues)
        for found in result.documents:
            to_json(found)
            if found.KIND == "remittance":
                _judge(payload, found.issues())
        return result.issues

    def _stream(self, payload):
        iterate = getattr(self.codec, "iterate", None)
        if iterate is None:
            return
        try:
            for part in iterate(io.BytesIO(payload)):
                tree = getattr(part, "tree", ())
                if hasattr(tree, "raw"):
                    for _ in tree:
                        pass
        except IntegrationError as error:
            _silent(payload, str(error), error.code, error.where, error.text)


def _judge(payload, issues):
    for issue in issues:
        if issue.severity not in SEVERITIES or not issue.code:
            raise AssertionError("an issue without severity or code")
        _silent(payload, issue.code, issue.where, issue.text, issue.advice)


def _silent(payload, *texts):
    if MARK in payload and any(MARK.decode() in (text or "") for text in texts):
        raise Leak("a value of the file stands in an issue")


def mutate(payload, others, rng):
    """A broken copy of a file: a few random changes, some of them large."""
    data = bytearray(payload)
    for _ in range(rng.randrange(1, 8)):
        change = rng.choice(CHANGES)
        change(data, others, rng)
        if not data:
            break
    return bytes(data[:SIZE_MAX])


def _span(data, rng, longest=60):
    at = rng.randrange(len(data) + 1)
    return at, at + rng.randrange(1, longest)


def _delete(data, others, rng):
    at, end = _span(data, rng)
    del data[at:end]


def _copy(data, others, rng):
    at, end = _span(data, rng)
    place = rng.randrange(len(data) + 1)
    data[place:place] = data[at:end]


def _repeat(data, others, rng):
    at, end = _span(data, rng)
    data[at:at] = data[at:end] * rng.randrange(2, 400)


def _sign(data, others, rng):
    at = rng.randrange(len(data) + 1)
    data[at : at + rng.randrange(2)] = rng.choice(SIGNS)


def _byte(data, others, rng):
    at = rng.randrange(len(data) + 1)
    data[at:at] = bytes([rng.randrange(256)])


def _cut(data, others, rng):
    del data[rng.randrange(len(data) + 1) :]


def _splice(data, others, rng):
    other = rng.choice(others)
    at, end = _span(other, rng, 400)
    place = rng.randrange(len(data) + 1)
    data[place:place] = other[at:end]


def _mark(data, others, rng):
    at = rng.randrange(len(data) + 1)
    data[at : at + rng.randrange(12)] = MARK


CHANGES = (
    _delete, _delete, _copy, _repeat, _sign, _sign, _sign, _byte, _cut, _splice,
    _mark, _mark, _mark,
)  # fmt: skip


def timed(reader, payload):
    """Seconds of processor time that a payload took."""
    began = time.process_time()
    reader.survive(payload)
    return time.process_time() - began


def cases(samples, seed):
    """Endless mutants of the samples: ``(number, payload)``, the same for one seed."""
    number = 0
    while True:
        rng = random.Random(f"{seed}/{number}")
        yield number, mutate(rng.choice(samples), samples, rng)
        number += 1
