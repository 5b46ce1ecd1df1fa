"""An interchange as a person reads it: segments, with the issues beside them."""

import re

from odoo import api, models

from odoo.addons.healthcare_integration_base.data_class import mask
from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    DecodeError,
)

from ..codec.listing import OPENING, SECRET, SERVICE, key_of, rows
from ..envelope_facts import NAMES
from ..segment_words import word

PAGE = 200
SCANNED = 20_000
"""Segments of a file that the screen looks through; the rest is downloaded."""
BYTES = 8 * 1024 * 1024
OPENS = frozenset(levels[-1] for levels in OPENING.values())
"""Segments that begin a set: a partner counts from them."""
READER = "healthcare_integration_base.group_payload_reader"
TAG = "healthcare_edi_interchange"
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")


class HealthcareMessage(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.message"

    def action_open_interchange(self):
        """Open the segments of this message."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": TAG,
            "name": self.env._("Interchange"),
            "context": {"active_id": self.id, "active_ids": self.ids},
            "params": {"message_id": self.id},
        }

    def interchange_page(self, search="", offset=0, only_issues=False):
        """Segments of this message for a screen, values as this user may see them.

        :return: dict with ``rows`` (at most :data:`PAGE`), ``total`` of those that fit
            the search, ``cut`` when the file goes on after what was looked through.
        """
        self.ensure_one()
        self.check_access("read")
        message, shown = self.sudo(), self._may_show()
        issues = message._issues_by_segment()
        found, count, page = 0, 0, []
        words = (search or "").strip().lower()
        codec = self.env["healthcare.format"]._codecs().get(message.codec)
        position = 0
        for count, row in enumerate(message._rows(), start=1):
            position = 1 if row.tag in OPENS else position + 1
            told = issues.pop(row.key, []) + issues.pop((row.tag, position), [])
            if message.codec == "hl7":
                told += issues.pop((row.tag, row.number), [])
            if only_issues and not told:
                continue
            if not (words or offset <= found < offset + PAGE):
                found += 1
                continue
            line = self._line(row, codec, shown, told) | {"number": count}
            if words and not _fits(line, words):
                continue
            if offset <= found < offset + PAGE:
                page.append(line)
            found += 1
        return {
            **self._head_of_page(message, shown),
            "rows": page,
            "total": found,
            "cut": count >= SCANNED or message._bytes_of_file() > BYTES,
            "elsewhere": [row for rows in issues.values() for row, _n in rows],
        }

    @api.model
    def _head_of_page(self, message, shown):
        own = message.with_env(self.env)
        return {
            "title": own.display_name,
            "connection": message.connection_id.name,
            "syntax": dict(self.env["healthcare.flow"]._selection_codec()).get(
                message.codec, message.codec
            ),
            "file": message.name or "",
            "open": shown,
            "may_ask": self.env.user.has_group(READER),
            "page": PAGE,
        }

    def _bytes_of_file(self):
        return max(self.payload_size, self.parent_id.payload_size)

    def _rows(self):
        """The segments of this message; of a part of a file those of its own set.

        Nothing where its bytes are gone or are no such syntax.
        """
        if self.codec not in NAMES:
            return
        try:
            payload = self._payload()[:BYTES]
            own = self._own_place()
            for row in rows(self.codec, payload, SCANNED):
                if row.place.startswith(own) or own.startswith(f"{row.place}/"):
                    yield row
        except (DecodeError, ConfigurationError):
            return

    def _own_place(self):
        """``ISA[1]/GS[1]/ST[2]`` of a part of a file; empty for a whole one."""
        if not self.parent_id:
            return ""
        return key_of(self.where or "", self.codec)[0][0]

    def _issues_by_segment(self):
        """``{key: [(issue, element number)]}``; of a file those of all its sets."""
        issues = [
            row for message in self | self.child_ids for row in message.issues or ()
        ]
        found, seen = {}, set()
        for issue in issues:
            name = (issue["code"], issue["where"])
            if name in seen:
                continue
            seen.add(name)
            key, element = key_of(issue["where"], self.codec)
            if issue.get("position"):
                key = (issue["segment"], issue["position"])
                element = issue["element"]
            found.setdefault(key, []).append((issue, element))
        return found

    @api.model
    def _line(self, row, codec, shown, issues):
        if not shown:
            row = covered(row, codec)
        elements = [
            mask(value)
            if number in SECRET.get(row.tag, ()) and value.strip()
            else value
            for number, value in enumerate(row.elements)
        ]
        bad = {element for _issue, element in issues if element}
        start = 2 if row.tag == "MSH" else 1
        return {
            "tag": row.tag,
            "label": label_of(codec, row),
            "where": row.where,
            "depth": row.depth,
            "elements": [
                {
                    "name": f"{row.tag}{number:02d}",
                    "value": value.strip() if row.tag == "ISA" else value,
                    "wrong": number in bad,
                }
                for number, value in enumerate(elements[1:], start=start)
                if value.strip()
            ],
            "issues": [issue for issue, _element in issues],
        }


def label_of(codec, row):
    describe = getattr(codec, "describe", None)
    return (describe and describe(row.elements)) or word(codec.name, row.tag)


def covered(row, codec):
    """A row for who may not see its values. Behind a terminator inside of a text the
    rest of the text stands in the place of a tag: what has not its shape is no tag."""
    elements = veiled(row, codec)
    if _TAG.fullmatch(row.tag):
        return row._replace(elements=elements)
    return row._replace(tag=mask(row.tag), elements=(mask(row.tag), *elements[1:]))


def veiled(row, codec):
    """Elements of a segment for who may not see its values; the envelope names nobody
    but the two parties, which every list shows."""
    if row.tag in SERVICE:
        return row.elements
    text = row.separator.join(row.elements)
    shown = codec.veil(text, mask).split(row.separator)
    if len(shown) != len(row.elements):
        return (row.tag, *map(mask, row.elements[1:]))
    return tuple(shown)


def _fits(line, words):
    """Whether a row says ``words`` anywhere this user can see it."""
    texts = [line["tag"], line["label"], line["where"]]
    texts += [element["value"] for element in line["elements"]]
    texts += [issue.get("text") or issue["code"] for issue in line["issues"]]
    return any(words in text.lower() for text in texts)
