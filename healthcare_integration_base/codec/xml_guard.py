"""XML from strangers: nothing is fetched, nothing is expanded, nothing is endless.

libxml2 itself limits a text to 10 MB and the growth by entities, as ``huge_tree`` stays
off; entities are refused before it sees them.
"""

import re
from typing import NamedTuple

from lxml import etree

from ..errors import DecodeError
from .xml_faults import FAULTS

#: Bytes of a document that is held in memory as a tree, which takes about ten times as
#: much: an order of 40,000 lines.
BYTES_MAX = 32 * 1024 * 1024
#: Levels of elements; invoices and statements have about fifteen.
DEPTH_MAX = 64
#: Bytes within which the first element must begin.
PROLOG_MAX = 16 * 1024
CHUNK = 64 * 1024

# Not collect_ids: switched off, libxml2 opens the DTD that a DOCTYPE names.
_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEPTH_MAX + 1) + ")")
# Comments and instructions before the root; possessive by construction: each
# alternative begins with other characters.
_SKIP = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE[^\[\]>\"']*(?:\"[^\"]*\"[^\[\]>\"']*|'[^']*'[^\[\]>\"']*)*"
)
_DECLARATION = re.compile(
    r"<\?xml\s[^>]*?\bencoding\s*=\s*(?:\"([^\">]*)\"|'([^'>]*)')"
)
#: What libxml2 reads and what partners send. Others could hide a declaration from us.
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15")
ENCODINGS += ("windows-1252", "utf-16le", "utf-16be", "latin1")
# What a document without declarations of its own may refer to.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:][^\s;&<]{0,100};")
#: Characters that tell what the prolog is followed by, ``<!DOCTYPE``.
_ENOUGH = 16
_ENCODING_ERRORS = (
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.ERR_ENCODING_NAME,
    getattr(etree.ErrorTypes, "I18N_CONV_FAILED", -1),
)


def refusal(code, where=""):
    """A :class:`DecodeError` with the fixed words of its code."""
    return DecodeError(code, where, FAULTS[code].text)


def encoding_of(head):
    """The Python name of the encoding, from a byte order mark or the declaration.

    :raises DecodeError: ``xml.encoding`` for one that is not read.
    """
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\0\0\0<", b"<\0\0\0")):
        raise refusal("xml.encoding", "byte 0")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"<\0"):
        return "utf-16-le"
    if head.startswith(b"\0<"):
        return "utf-16-be"
    # All of the head is looked at: a declaration may hold any number of blanks, and in
    # another encoding than the one we think of (UTF-7) a document type looks like text.
    found = _DECLARATION.match(head[:PROLOG_MAX].decode("latin-1"))
    name = (found[1] or found[2] or "").lower() if found else "utf-8"
    if name not in ENCODINGS:
        raise refusal("xml.encoding", "byte 0")
    # Bytes of one each: what a declaration of UTF-16 says is wrong then.
    return "utf-8" if name.startswith("utf-16") else name


class Head(NamedTuple):
    """``encoding`` as Python calls it; ``doctype`` whether there is a declaration."""

    encoding: str
    doctype: bool


def check_head(head):
    """Refuse a prolog that declares something, or that does not end.

    :param head: the first :data:`PROLOG_MAX` bytes of a document.
    :raises DecodeError: ``xml.doctype``, ``xml.encoding``, ``xml.prolog``,
        ``xml.empty``, ``xml.syntax``.
    """
    encoding = encoding_of(head)
    text = head.decode(encoding, "replace")
    if not text.strip():
        raise refusal("xml.empty")
    position = _skipped(text, 0)
    doctype = _DOCTYPE.match(text, position)
    if doctype:
        position = doctype.end()
        if text[position : position + 1] == "[":
            raise refusal("xml.doctype", f"character {position}")
        position = _skipped(text, position + 1)
    place = f"character {position}"
    if text.startswith("<!DOCTYPE", position):
        raise refusal("xml.doctype", place)
    if len(head) >= PROLOG_MAX and position > len(text) - _ENOUGH:
        raise refusal("xml.prolog", place)
    if text.startswith(("<!--", "<?"), position):
        raise refusal("xml.prolog", place)
    if text[position : position + 1] != "<":
        raise refusal("xml.syntax", place)
    return Head(encoding, doctype is not None)


def _skipped(text, position):
    """Where blanks, comments and instructions end."""
    while found := _SKIP.match(text, position):
        position = found.end()
    return position


def parse(payload, bytes_max=BYTES_MAX):
    """The root element of ``bytes``; entities are refused, nothing is fetched.

    :raises DecodeError: ``xml.empty``, ``xml.too_large``, ``xml.too_deep``,
        ``xml.syntax`` with line and column, and those of :func:`check_head`.
    """
    if not payload.strip():
        raise refusal("xml.empty")
    if len(payload) > bytes_max:
        raise refusal("xml.too_large")
    head = check_head(payload[:PROLOG_MAX])
    if head.doctype and _ENTITY.search(payload.decode(head.encoding, "replace")):
        # The parser trusts that a type it does not load declares them.
        raise refusal("xml.entity")
    try:
        root = etree.fromstring(payload, etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from None
    if root is None:
        raise refusal("xml.syntax")
    if _TOO_DEEP(root):
        raise refusal("xml.too_deep")
    return root


def elements(stream, tags, head=b"", events=("start", "end")):
    """Yield ``(event, element)`` for ``events`` of elements called ``tags``.

    The caller empties what it has used, so that memory stays flat.

    :param stream: binary file; :param head: what was read of it already.
    :raises DecodeError: as :func:`parse`, except for the size; ``xml.doctype`` for any
        declaration: the formats that are read so have none.
    """
    if len(head) < PROLOG_MAX:
        head += stream.read(PROLOG_MAX - len(head)) or b""
    if not head.strip():
        raise refusal("xml.empty")
    if check_head(head[:PROLOG_MAX]).doctype:
        raise refusal("xml.doctype")
    parser = etree.XMLPullParser(events=events, tag=tags, **_OPTIONS)
    chunk = head
    try:
        while chunk:
            parser.feed(chunk)
            yield from parser.read_events()
            chunk = stream.read(CHUNK)
        parser.close()
        yield from parser.read_events()
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from None


def _syntax(error):
    """The error without its text, which quotes the document."""
    line, column = error.position
    place = f"line {line} column {column}"
    code = "xml.encoding" if error.code in _ENCODING_ERRORS else "xml.syntax"
    return refusal(code, place)
