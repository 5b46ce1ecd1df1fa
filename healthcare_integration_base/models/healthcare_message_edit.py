"""A corrected copy of a message: the original and its bytes stay as they came.

A copy takes the original's place in its subject. Who corrected what, and why, is kept
with it; the values only where contents are (sealed with the document's class).
"""

import contextlib
import hashlib
import json
import re
import uuid as uuid_module

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..canonical import from_json, to_json
from ..errors import ConfigurationError, RejectedError
from .healthcare_message_reading import label

READER = "healthcare_integration_base.group_payload_reader"
EDITABLE = ("failed", "rejected", "waiting", "dead", "retry")
_STEP = re.compile(r"([A-Za-z_]\w*)((?:\[\])?)")


def leaves(data, pattern, place=""):
    """``[(path, value)]`` of the scalar places that a pattern such as
    ``lines[].quantity`` names in a document's JSON form."""
    name, _, rest = pattern.partition(".")
    step = _STEP.fullmatch(name)
    if not step or not isinstance(data, dict) or step[1] not in data:
        return []
    value, here = data[step[1]], f"{place}.{step[1]}".lstrip(".")
    if step[2]:
        rows = value if isinstance(value, list) else []
        found = [(f"{here}[{number}]", row) for number, row in enumerate(rows)]
    else:
        found = [(here, value)]
    if rest:
        return [leaf for path, row in found for leaf in leaves(row, rest, path)]
    return [row for row in found if not isinstance(row[1], dict | list)]


def put(data, path, text):
    """Set the scalar at ``path``; the kind of the value stays, empty is None or ``""``.

    :raises ValueError: not a number, not yes or no.
    """
    *steps, last = re.findall(r"[A-Za-z_]\w*|\[\d+\]", path)
    for step in steps:
        data = data[int(step[1:-1])] if step[0] == "[" else data[step]
    data[last] = _as(data[last], (text or "").strip())


def _as(old, text):
    if isinstance(old, bool):
        return text.lower() in ("yes", "true", "1")
    if isinstance(old, int):
        return int(text)
    return text if text or isinstance(old, str) else None


class HealthcareMessage(models.Model):
    """Correcting the fields that the flow, or the kind of document, allows."""

    _inherit = "healthcare.message"

    edits_html = fields.Html(
        compute="_compute_edits_html", groups=READER, sanitize=False
    )

    @api.depends_context("uid")
    @api.depends("edits")
    def _compute_edits_html(self):
        for message in self:
            rows = []
            if message._may_show():
                with contextlib.suppress(ConfigurationError):
                    edits = message.sudo().edits
                    rows = message._open_canonical(message.uuid, edits) or []
            message.edits_html = Markup().join(
                Markup("<div>{}: <del>{}</del> <b>{}</b></div>").format(
                    row["label"], row["before"] or "", row["after"] or ""
                )
                for row in rows
            )

    def _may_edit(self):
        """Whether this message may be corrected at all."""
        return (
            self.direction == "in"
            and self.state in EDITABLE
            and self._is_read()
            and not self.sudo().edited_to_ids.filtered(
                lambda row: row.state != "skipped"
            )
        )

    def _check_editor(self):
        """Whoever corrects moves the message and sees what is in it.

        :raises AccessError: no payload reader.
        :raises UserError: no operator, or nothing to correct.
        """
        self.ensure_one()
        self._check_operator()
        if not self.env.user.has_group(READER):
            raise AccessError(
                self.env._("Only a payload reader may correct what a message contains.")
            )
        if not self._may_edit():
            raise UserError(
                self.env._(
                    "%(message)s cannot be corrected: it took effect, was corrected "
                    "already, or was never readable.",
                    message=self.display_name,
                )
            )

    @api.model
    def _path_in_words(self, path):
        """``lines[2].quantity`` as a person reads it: *Line 3, Quantity*."""
        words = []
        for step in path.split("."):
            name, _, number = step.rstrip("]").partition("[")
            word = label(name)
            if number:
                word = word.removesuffix("es" if word.endswith("ses") else "s")
                word = f"{word} {int(number) + 1}"
            words.append(word)
        return ", ".join(words)

    def _editable_leaves(self):
        """``[(path, value)]`` that may be corrected in this message."""
        self.ensure_one()
        message = self.sudo()
        own = (message.flow_id.editable_paths or "").split(",")
        patterns = [path.strip() for path in own if path.strip()]
        if not patterns:
            handler = self.env["healthcare.handler"]._for_kind(message.kind)
            patterns = handler._editable_paths()
        data = to_json(message._document())
        return [leaf for pattern in patterns for leaf in leaves(data, pattern)]

    def _edited(self, values):
        """The corrected document.

        :param dict values: text by path; only allowed paths.
        :return: ``(document, [{path, label, before, after}])``.
        :raises UserError: a path that is not allowed, no change, or a wrong value.
        """
        allowed = dict(self._editable_leaves())
        if values.keys() - allowed.keys():
            raise UserError(self.env._("This field may not be corrected here."))
        data, changes = to_json(self.sudo()._document()), []
        for path, text in values.items():
            before = allowed[path]
            shown = "" if before is None else str(before)
            if shown == (text or "").strip():
                continue
            try:
                put(data, path, text)
            except ValueError:
                raise self._wrong_value([path]) from None
            row = {"path": path, "label": self._path_in_words(path)}
            changes.append(row | {"before": shown, "after": (text or "").strip()})
        if not changes:
            raise UserError(self.env._("Nothing was changed."))
        try:
            return from_json(data), changes
        except RejectedError as error:
            places = [issue.where for issue in error.issues]
            raise self._wrong_value(places or [error.where]) from None

    def _wrong_value(self, places):
        words = ", ".join(
            self._path_in_words(place.removeprefix("$.")) for place in places
        )
        return UserError(self.env._("Not a possible value: %(fields)s.", fields=words))

    def _correct(self, values, reason):
        """Make the corrected copy; the original is set aside.

        :return: ``(copy, report or None)``; with a report it waits for a second person
            or is applied exactly as shown.
        """
        self._check_editor()
        if not (reason or "").strip():
            raise UserError(self.env._("Write a reason: it is kept with the message."))
        document, changes = self._edited(values)
        found = self.env["healthcare.preview"]._dry_run(
            self, "_rehearse_edit", to_json(document)
        )
        shown = found[0]["changes"]
        posted = any(change["posted"] for change in shown)
        held = bool(shown) and (posted or self.sudo().flow_id.edit_approval)
        state = "to_approve" if held else "due"
        copy = self._copy_with(document, changes, reason, state)
        self._set_aside(copy, reason)
        facts = {"paths": [row["path"] for row in changes], "copy": copy.uuid}
        self.env["healthcare.audit.entry"]._log(
            "message.edited", self, reason=reason, facts=facts
        )
        if not shown:
            self.env["healthcare.drain"]._ring_after_commit(copy.lane)
            return copy, None
        found[0]["message_id"] = copy.id
        report = self.env["healthcare.preview.report"]._store(
            "edit", found, reason=reason, user=self.env.user
        )
        report._begin_edit(copy)
        return copy, report

    def _set_aside(self, copy, reason):
        message = self.sudo()
        message.with_user(self.env.user).sudo()._move(
            "skipped", code="edited", comment=reason, dependency=False
        )
        message.exception_ids.filtered(lambda row: row.state == "open")._close(
            "resolved",
            self.env._("Corrected by hand: %(copy)s.", copy=copy.display_name),
        )

    def _copy_row(self, document, changes, reason, state):
        """The columns of the copy: no bytes of its own, the document as corrected."""
        message = self.sudo()
        handler = self.env["healthcare.handler"]._for_kind(message.kind)
        subject = handler._subject(document) or ""
        text, name = json.dumps(to_json(document)), str(uuid_module.uuid4())
        seal = self.env["healthcare.message"].sudo()._seal_canonical
        data_class = message.flow_id._facts().data_class
        return {
            "uuid": name,
            "connection_id": message.connection_id.id,
            "flow_id": message.flow_id.id,
            "company_id": message.company_id.id,
            "direction": "in",
            "kind": message.kind,
            "codec": message.codec,
            "state": state,
            "code": "edited",
            "lane": message.lane,
            "name": message.name or None,
            "reference": handler._reference(document) or None,
            "subject_key": f"{message.company_id.id}/{subject}" if subject else None,
            "sequence": message.sequence,
            "part": message.part,
            "content_hash": hashlib.sha256(text.encode()).hexdigest(),
            "payload_size": 0,
            "canonical": seal(data_class, name, text),
            "edits": seal(data_class, name, json.dumps(changes)),
            "edited_from_id": message.id,
            "edited_by_id": self.env.uid,
            "note": reason,
            "deliveries": 0,
            "tries": 0,
        }

    def _copy_with(self, document, changes, reason, state):
        row = self._copy_row(document, changes, reason, state)
        columns = ", ".join(f'"{column}"' for column in row)
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_message ({columns}, accepted_at, opened_at, due_at)
            SELECT {", ".join(["%s"] * len(row))}, n, n, n
              FROM timezone('UTC', now()) AS n RETURNING id
            """,
            list(row.values()),
        )
        copy = self.browse(self.env.cr.fetchone()[0])
        self.invalidate_recordset(["edited_to_ids"])
        copy._record_person(state, "edited", reason)
        return copy
