"""CAMT.052, .053 and .054 of any version: one part per account."""

import copy

from lxml import etree

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import (
    XmlCodec,
    add,
    namespace_of,
    serialized,
)
from odoo.addons.healthcare_integration_base.codec.xml_guard import (
    PROLOG_MAX,
    elements,
    refusal,
)
from odoo.addons.healthcare_integration_base.codec.xml_places import local, told
from odoo.addons.healthcare_integration_base.issue import WARNING

from .camt_tables import MESSAGES, NAMESPACE, VERSIONS, fault

#: How much of a file is read to learn its namespace.
_HEAD = PROLOG_MAX
#: Roots that a place may name.
_ROOTS = frozenset(("Document", *(row[0] for row in MESSAGES.values())))


class CamtCodec(XmlCodec):
    """ISO 20022 bank messages.

    One :class:`Part` per statement, report or notification: ``code`` ``camt.053``,
    ``version`` ``08``, ``tree`` the element, ``facts`` ``message_id created``.
    """

    name = "camt"
    #: A bank does not part a day; what is longer, or must not take the room of a tree,
    #: is for :meth:`iterate`.
    bytes_max = 128 * 1024 * 1024

    def parts_of(self, root):
        """A part for each account of the message.

        :raises DecodeError: ``xml.document`` for XML that is no such message.
        """
        message, version, body = _message(root)
        wrapper, tag, _type = MESSAGES[message]
        facts = _header(body)
        namespace = f"{{{namespace_of(body)}}}"
        path = f"/{told(root.tag, _ROOTS)}/{wrapper}"
        found = list(body.iterchildren(namespace + tag))
        issues = _version_issues(version, path)
        parts = []
        for number, element in enumerate(found, 1):
            where = f"{path}/{tag}[{number}]"
            parts.append(Part(message, element, where, version, facts, issues))
        return tuple(parts)

    def facts_of(self, root):
        """Message and version."""
        message, version, body = _message(root)
        return {"message": message, "version": version, **_header(body)}

    def decode(self, payload):
        """As XML; a message without any statement says so."""
        decoded = super().decode(payload)
        if decoded.parts:
            return decoded
        issue = fault("camt.statement.missing", "/Document")
        return type(decoded)((), (*decoded.issues, issue), decoded.facts)

    def iterate(self, stream):
        """See :func:`iterate`."""
        return iterate(stream)

    def encode(self, parts, envelope):
        """One message with all parts, which are of one kind and version.

        ``envelope.interchange_number`` becomes the message's number, ``created_at`` its
        instant; ``options``: ``message_id``.
        """
        code, version = parts[0].code, parts[0].version
        namespace = f"urn:iso:std:iso:20022:tech:xsd:{code}.001.{version}"
        root = etree.Element(f"{{{namespace}}}Document", nsmap={None: namespace})
        body = add(root, f"{{{namespace}}}{MESSAGES[code][0]}")
        header = add(body, f"{{{namespace}}}GrpHdr")
        number = envelope.options.get("message_id") or str(envelope.interchange_number)
        add(header, f"{{{namespace}}}MsgId", number)
        if envelope.created_at:
            created = envelope.created_at.isoformat()
            add(header, f"{{{namespace}}}CreDtTm", created)
        for part in parts:
            body.append(_named_below(part.tree, namespace))
        return serialized(root)


def iterate(stream):
    """Yield ``(part, entry)`` in constant memory: for each statement first the part
    with None, then it with each of its entries, at last the part with None again.

    The part's tree holds what stands before the entries when it comes first, and what
    stands after them at the end. An entry is emptied when the next one is asked for.

    :raises DecodeError: as :meth:`CamtCodec.decode`.
    """
    head = stream.read(_HEAD).lstrip(b" \t\r\n")
    current = part = known = None
    number = 0
    for _event, element in elements(stream, _tags(), head, events=("end",)):
        if known is None:
            known = _named(element)
            entry = f"{{{known[2]}}}Ntry"
        is_entry = element.tag == entry
        statement = element.getparent() if is_entry else element
        if is_entry and local(statement.tag) != MESSAGES[known[0]][1]:
            continue  # what only looks like an entry
        if statement is not current:
            number += 1
            current = statement
            part = _streamed(*known[:2], statement, number)
            yield part, None
        if is_entry:
            yield part, element
        else:
            yield part, None
            current = None
        _forget(element)


def _forget(element):
    """Empty what was used and drop what stands before it.

    The element itself stays until the next one has ended: its tail may still be read.
    """
    element.clear(keep_tail=True)
    before = element.getprevious()
    if before is not None and before.tag == element.tag:
        element.getparent().remove(before)


def _tags():
    return [f"{{*}}{tag}" for _wrapper, tag, _type in MESSAGES.values()] + ["{*}Ntry"]


def _named_below(tree, namespace):
    """A copy of a written tree with every name in the namespace of the message."""
    tree = copy.deepcopy(tree)
    for element in tree.iter():
        if element.tag[:1] != "{":
            element.tag = f"{{{namespace}}}{element.tag}"
    return tree


def _named(element):
    """Message, version and namespace of a statement that begins.

    :raises DecodeError: ``xml.document``.
    """
    namespace = namespace_of(element)
    found = NAMESPACE.fullmatch(namespace)
    if not found:
        raise refusal("xml.document", "/*")
    return found[1], found[2], namespace


def _streamed(message, version, element, number):
    wrapper, tag, _type = MESSAGES[message]
    where = f"/Document/{wrapper}/{tag}[{number}]"
    facts = _header(element.getparent())
    issues = _version_issues(version, where)
    return Part(message, element, where, version, facts, issues)


def _message(root):
    """``(message, version, element)`` of a document, with or without a wrapper.

    :raises DecodeError: ``xml.document``.
    """
    for element in (root, *root):
        name = local(element.tag)
        for message, (wrapper, _tag, _type) in MESSAGES.items():
            if name == wrapper:
                found = NAMESPACE.fullmatch(namespace_of(element))
                if found and found[1] == message:
                    return message, found[2], element
    raise refusal("xml.document", f"/{told(root.tag, _ROOTS)}")


def _header(body):
    """The message's number and instant as text."""
    namespace = f"{{{namespace_of(body)}}}"
    path = f"{namespace}GrpHdr/{namespace}"
    return {
        "message_id": (body.findtext(path + "MsgId") or "").strip(),
        "created": (body.findtext(path + "CreDtTm") or "").strip(),
    }


def _version_issues(version, where):
    if int(version) in VERSIONS:
        return ()
    return (fault("camt.version", where, WARNING),)
