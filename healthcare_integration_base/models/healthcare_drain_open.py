"""Opening: bytes become canonical documents with a subject and a reference."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from odoo import api, models

from ..canonical import to_json
from ..errors import ConfigurationError, RejectedError
from ..issue import FATAL, Issue
from ..outcome import Finding
from ..redact import code_of, safe_trace
from .healthcare_drain import is_concurrency

KEY_MAX = 255
"""Characters of a subject or a reference; an index of PostgreSQL holds no more than a
third of a page."""
OUTER_MAX = 20
"""Issues of the envelope that every document of a file repeats."""
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")


@dataclass(slots=True)
class Piece:
    """One document found in a payload, or the reason why there is none."""

    document: Any = None
    canonical: str = ""
    subject: str = ""
    reference: str = ""
    flow: Any = None
    where: str = ""
    code: str = ""
    text: str = ""
    kind: str = ""
    finding: str = ""
    dependency: str = ""
    issues: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    trace: str = ""
    held: bool = False
    """A rule of ours stops it; it is read again when somebody replays it."""
    first_id: int = 0
    """Nothing new: the message that took effect before."""
    dropped: dict = field(default_factory=dict)
    """Values that the flow does not carry, by id of its field."""

    @property
    def state(self):
        """The state its message gets."""
        if self.dependency:
            return "waiting"
        if self.first_id:
            return "duplicate"
        if self.held:
            return "failed"
        if self.document is not None:
            return "due"
        return "failed" if self.trace else "rejected"


class HealthcareDrain(models.AbstractModel):
    """The stage between *received* and *due*."""

    _inherit = "healthcare.drain"

    @api.model
    def _own_pieces(self, message, payload=None):
        """The documents of a message; of one that was cut out of a file, its own."""
        pieces = self._pieces(message, payload)
        held = self._hand().get(message.id)
        if not (held.parent_id if held else message.parent_id):
            return pieces
        if len(pieces) == 1 and pieces[0].document is None:
            return pieces
        own = pieces[message.part - 1 : message.part]
        missing = RejectedError("payload.part_missing", f"$[{message.part - 1}]")
        return own or [self._refused(missing, message.flow_id)]

    @api.model
    def _pieces(self, message, payload=None):
        """Every document of a payload, in file order; never raises for its content."""
        try:
            decoded = self._decode(message, payload)
        except RejectedError as error:
            return [self._refused(error, message.flow_id)]
        except ConfigurationError as error:
            return [self._not_configured(error.code, error.where, message.flow_id)]
        except Exception as error:
            if is_concurrency(error):
                raise
            return [self._broken(error, message.flow_id)]
        outer = [issue.to_json() for issue in decoded.issues[:OUTER_MAX]]
        if outer and any(issue.blocks for issue in decoded.issues):
            first = next(issue for issue in decoded.issues if issue.blocks)
            error = RejectedError(
                first.code, first.where, first.text, issues=decoded.issues
            )
            return [self._refused(error, message.flow_id)]
        pieces = []
        for part in decoded.parts:
            pieces += self._pieces_of_part(message, part, outer)
        if not pieces:
            return [self._refused(RejectedError("payload.empty"), message.flow_id)]
        return pieces

    @api.model
    def _decode(self, message, payload):
        hand = self._hand()
        held = hand.get(message.id)
        flow = held.flow if held else message.flow_id
        codec = held.codec if held else message.codec
        read = hand.once(("reader", flow.id, codec), self._reader, flow, codec)
        decoded = read(message._payload() if payload is None else payload)
        return self._tolerate(message, decoded)

    @api.model
    def _tolerate(self, message, decoded):
        """What this partner is forgiven. Extended by the addon that owns a syntax."""
        return decoded

    @api.model
    def _tolerate_reading(self, message, part, result):
        """The same for what a document complained about: a :class:`ReadResult`."""
        return result

    @api.model
    def _pieces_of_part(self, message, part, outer):
        hand = self._hand()
        held = hand.get(message.id)
        flow = held.flow if held else message.flow_id
        issues = outer + [issue.to_json() for issue in part.issues]
        common = {"where": part.where, "issues": issues, "facts": _plain(part.facts)}
        name = (held.codec if held else message.codec, part.code, part.version)
        document = hand.once(("document", *name), self._document_for, *name)
        if document is None:
            text = self.env._("No installed format reads this document.")
            return [
                Piece(
                    flow=flow,
                    code="format.unknown_document",
                    text=text,
                    finding="UNSUPPORTED_DOCUMENT",
                    **common,
                )
            ]
        if part.blocked:
            return [self._blocked(part.issues, document.kind, flow, common)]
        try:
            result = self._tolerate_reading(message, part, document.read(part))
        except Exception as error:
            if is_concurrency(error):
                raise
            return [self._broken(error, flow, document.kind, common)]
        common["issues"] = issues + [issue.to_json() for issue in result.issues]
        if result.blocked or not result.documents:
            return [self._blocked(result.issues, document.kind, flow, common)]
        return [self._piece(found, flow, common) for found in result.documents]

    @api.model
    def _piece(self, document, flow, common):
        """One good document, with the flow whose policy it follows."""
        place = getattr(document, "where", "") or common["where"]
        common = common | {"where": place}
        key = ("way", flow.id, document.KIND)
        target, code, handler = self._hand().once(key, self._way, *key[1:])
        if code:
            piece = self._not_configured(code, document.KIND, flow, common)
        else:
            piece = Piece(flow=target, kind=document.KIND, **common)
        piece.document = document
        piece.canonical = json.dumps(to_json(document))
        try:
            if handler is not None:
                piece.subject = handler._subject(document) or ""
                piece.reference = handler._reference(document) or ""
        except Exception as error:
            if is_concurrency(error):
                raise
            return self._broken(error, flow, document.KIND, common)
        fault = self._fault_of(piece)
        if fault is None:
            return piece
        common["issues"] = [*common["issues"], fault.to_json()]
        return self._blocked([fault], document.KIND, flow, common)

    @api.model
    def _fault_of(self, piece):
        """Why the database cannot keep a document, whatever its format; or None."""
        if "\\u0000" in piece.canonical and _NUL.search(piece.canonical):
            return Issue("document.character", piece.where, FATAL)
        if max(len(piece.subject), len(piece.reference)) > KEY_MAX:
            return Issue("document.key_too_long", piece.where, FATAL)
        return None

    @api.model
    def _blocked(self, issues, kind, flow, common):
        first = next((issue for issue in issues if issue.blocks), None)
        return Piece(
            flow=flow,
            kind=kind,
            code=first.code if first else "document.empty",
            text=first.text if first else "",
            finding="REJECTED_DOCUMENT",
            **(common | ({"where": first.where} if first and first.where else {})),
        )

    @api.model
    def _refused(self, error, flow):
        return Piece(
            flow=flow,
            where=error.where,
            code=error.code,
            text=error.text,
            finding="REJECTED_DOCUMENT",
            issues=[issue.to_json() for issue in error.issues],
        )

    @api.model
    def _not_configured(self, code, kind, flow, common=None):
        """Our own set-up is incomplete: the message waits until it is complete."""
        text = self.env._(
            "This connection has no inbound flow for %(kind)s, or the addon that "
            "handles it is not installed.",
            kind=kind,
        )
        return Piece(
            flow=flow,
            code=code,
            text=text,
            kind=kind,
            finding="CONFIGURATION",
            dependency=f"flow:{flow.connection_id.id}:in:{kind}",
            **(common or {}),
        )

    @api.model
    def _broken(self, error, flow, kind="", common=None):
        return Piece(
            flow=flow,
            kind=kind,
            code=code_of(error),
            finding="BUG",
            trace=safe_trace(error),
            **(common or {}),
        )

    @api.model
    def _row_of(self, piece):
        facts = self._facts_of(piece.flow)
        return {
            "state": piece.state,
            "kind": piece.kind or None,
            "flow_id": piece.flow.id,
            "lane": facts.lane,
            "subject_key": self._subject_key(piece),
            "reference": piece.reference or None,
            # What waits is read again from its bytes when it goes on.
            "canonical": piece.canonical if piece.state == "due" else None,
            "issues": piece.issues or None,
            "facts": piece.facts or None,
            "where": piece.where or None,
            "code": piece.code or None,
            "note": piece.text or None,
            "dependency": piece.dependency or None,
        }

    @api.model
    def _findings_of(self, message, piece):
        if not piece.finding:
            return []
        # The place has a field of its own; a person reads the words first.
        summary = f"{piece.text} ({piece.code})" if piece.text else piece.code
        if piece.finding == "CONFIGURATION":
            # One open question per connection and kind, however many messages wait.
            finding = Finding(
                piece.finding,
                summary,
                "healthcare.connection",
                message.connection_id.id,
                where=piece.kind,
            )
            return [(finding, None, message.connection_id, None)]
        return [
            (Finding(piece.finding, summary, where=piece.where), message, None, None)
        ]


def _plain(facts):
    """Envelope facts that are worth a screen: short scalars only."""
    return {
        key: str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
        for key, value in facts.items()
        if isinstance(value, str | int) and len(str(value)) <= 64
    }
