"""Two versions of a document side by side: segment by segment, or member by member."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.data_class import mask
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from ..comparison import LIMIT, SAME, compare
from ..envelope_facts import NAMES
from .healthcare_message_segments import TAG, covered, label_of


class HealthcareMessage(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.message"

    can_compare = fields.Boolean(compute="_compute_can_compare")

    @api.depends("reference", "state")
    def _compute_can_compare(self):
        for message in self:
            message.can_compare = bool(message._other_version())

    def _other_version(self):
        """What this message is best compared with: the original of a corrected copy,
        what it was sent anew for, else the one before it under the same number."""
        self.ensure_one()
        message = self.sudo()
        known = message.edited_from_id or message.edited_to_ids[:1]
        known = known or message.replaces_id
        if known or not message.reference or not message.kind:
            return known
        return message.search(
            [
                ("reference", "=", message.reference),
                ("connection_id", "=", message.connection_id.id),
                ("kind", "=", message.kind),
                ("direction", "=", message.direction),
                ("id", "<", message.id),
            ],
            order="id desc",
            limit=1,
        )

    def action_compare(self):
        """Show two versions side by side.

        :raises UserError: more or less than two messages, or nothing to compare with.
        """
        self.check_access("read")
        pair = self.sorted("id") if len(self) == 2 else self[:1]
        if len(pair) == 1 and len(self) == 1:
            pair = (pair._other_version().with_env(self.env) | pair).sorted("id")
        if len(pair) != 2:
            raise UserError(self.env._("Choose two messages to compare."))
        pair.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": TAG,
            "name": self.env._("Compare"),
            "context": {"active_id": pair[1].id, "active_ids": pair.ids},
            "params": {"message_id": pair[1].id, "other_id": pair[0].id},
        }

    def compare_page(self, other_id, search="", only_changes=False):
        """Two versions row by row, values as this user may see them.

        :param other_id: the earlier message.
        :raises AccessError: one of them may not be read.
        """
        other = self.browse(other_id)
        both = self | other
        both.check_access("read")
        shown = all(message._may_show() for message in both)
        mine, theirs = both.sudo()._versions(self.id)
        words, lines = (search or "").strip().lower(), []
        for kind, left, right, changed in compare(
            [row[0] for row in theirs], [row[0] for row in mine]
        ):
            if only_changes and kind == SAME:
                continue
            line = {
                "kind": kind,
                "left": left is not None and self._side(theirs[left], changed, shown),
                "right": right is not None and self._side(mine[right], changed, shown),
            }
            if not words or words in str(line).lower():
                lines.append(line)
        return {
            **self._head_of_page(self.sudo(), shown),
            "left": other._version_name(),
            "right": self._version_name(),
            "other": other.display_name,
            "lines": lines,
            "cut": max(len(mine), len(theirs)) >= LIMIT,
        }

    def _version_name(self):
        """Name and time: two versions often have one name."""
        when = fields.Datetime.context_timestamp(self, self.accepted_at)
        return f"{self.display_name}, {when:%Y-%m-%d %H:%M:%S}"

    def _versions(self, message_id):
        """``(own, other)`` versions as ``[(segment, codec, row)]``: segments if both
        have bytes of one syntax, else the members of their documents."""
        message = self.filtered(lambda row: row.id == message_id)
        pair = (message, self - message)
        bare = any(not row.payload_size and not row.parent_id for row in pair)
        if bare or len(set(self.mapped("codec"))) > 1 or message.codec not in NAMES:
            return tuple(row._members() for row in pair)
        codec = self.env["healthcare.format"]._codecs().get(message.codec)
        return tuple(
            [(tuple(item.elements), codec, item) for item in row._rows()]
            for row in pair
        )

    def _members(self):
        """``[((path, value), None, None)]`` of the canonical document."""
        try:
            data = to_json(self._document())
        except (RejectedError, ConfigurationError):
            return []
        return [((path, value), None, None) for path, value in _leaves(data, "")]

    @api.model
    def _side(self, version, changed, shown):
        segment, codec, row = version
        if row is None:
            path, value = segment
            values = [value if shown else mask(value)]
            return _as_side("", path, values, changed)
        if not shown:
            row = covered(row, codec)
        return _as_side(row.tag, label_of(codec, row), row.elements[1:], changed)


def _as_side(tag, label, values, changed):
    return {
        "tag": tag,
        "label": label,
        "elements": [
            {"value": value.strip(), "changed": number in changed}
            for number, value in enumerate(values, start=1)
        ],
    }


def _leaves(value, path):
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _leaves(item, f"{path}[{number}]")
    elif value not in (None, ""):
        yield path, str(value)
