"""XML: a tree of elements, read without trust and written without surprises."""

import re

from lxml import etree

from ..issue import NOTE
from .base import Codec, Decoded, Part
from .xml_faults import fault
from .xml_guard import BYTES_MAX, parse
from .xml_places import local, locate, veil

_BLANK = b" \t\r\n"
# XML 1.0 has no place for these, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlCodec(Codec):
    """A document is one part: ``code`` the name of the root, ``tree`` the root element,
    ``version`` what the root says, ``where`` ``/<root>``.

    A format with an envelope of its own extends :meth:`parts_of` and :meth:`seal`.
    """

    name = "xml"
    media_type = "application/xml"
    extension = "xml"
    #: Larger documents are refused as ``xml.too_large``.
    bytes_max = BYTES_MAX

    def decode(self, payload):
        """``bytes`` to :class:`Decoded`.

        :raises DecodeError: see :func:`.xml_guard.parse`.
        """
        bare = payload.lstrip(_BLANK)
        issues = () if len(bare) == len(payload) else (fault("xml.prefix", "", NOTE),)
        root = parse(bare, self.bytes_max)
        return Decoded(self.parts_of(root), issues, self.facts_of(root))

    def parts_of(self, root):
        """The parts of a document as tuple."""
        name = local(root.tag)
        return (Part(name, root, f"/{name}", root.get("version") or ""),)

    def facts_of(self, root):
        """What the whole payload says about itself."""
        return {"root": local(root.tag), "namespace": namespace_of(root)}

    def locate(self, payload, where):
        """See :func:`.xml_places.locate`."""
        return locate(payload, where)

    def veil(self, text, mask):
        """See :func:`.xml_places.veil`."""
        return veil(text, mask)

    def encode(self, parts, envelope):
        """The root of the only part as UTF-8."""
        (part,) = parts
        return serialized(part.tree)


def serialized(root, doctype=None):
    """An element as indented UTF-8 document with a declaration."""
    etree.indent(root, " ")
    return etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, doctype=doctype
    ) + (b"\n")


def namespace_of(element):
    """The namespace of an element's name, empty without one."""
    return element.tag[1:].partition("}")[0] if element.tag[:1] == "{" else ""


def writable(text):
    """A text without the characters that XML cannot hold."""
    return _UNWRITABLE.sub(" ", text)


def add(parent, tag, text=None, **attributes):
    """A new child with a text; None and an empty text leave it empty.

    Attributes that are None are left out.
    """
    child = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        if value is not None:
            child.set(name, writable(value))
    if text:
        child.text = writable(text)
    return child
