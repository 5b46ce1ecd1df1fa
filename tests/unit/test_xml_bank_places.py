"""A place in a payload is found again, and shown without what may name somebody."""

import pytest

from odoo.addons.healthcare_integration_base.codec.xml_guard import parse
from odoo.addons.healthcare_integration_base.codec.xml_places import (
    locate,
    place,
    veil,
)

from .formats import CODECS
from .samples import sample_files

PAYLOAD = (
    '<?xml version="1.0"?>\n<!DOCTYPE cXML SYSTEM "x">\n<a x="é">\n <b>1</b>'
    '<b n="7">Größe <i/></b><c/>\n <c:d xmlns:c="urn:c">12.50</c:d></a>'
).encode()


def mask(text):
    return "*" * min(len(text), 3)


@pytest.mark.parametrize(
    ("where", "found", "shown"),
    [
        ("/a/b", "<b>1</b>", "<b>1</b>"),
        ("/a/b[2]", '<b n="7">Größe <i/></b>', '<b n="7">\N{HORIZONTAL ELLIPSIS}</b>'),
        ("/a/b[2]/i", "<i/>", "<i/>"),
        ("/a/b[2]/@n", "7", "7"),
        ("/a/@x", "é", "*"),
        ("/a/c", "<c/>", "<c/>"),
        ("/a/d", '<c:d xmlns:c="urn:c">12.50</c:d>', '<c:d xmlns:c="***">12.50</c:d>'),
    ],
)
def test_an_element_and_an_attribute(where, found, shown):
    for payload in (PAYLOAD, PAYLOAD.decode().encode("utf-16")):
        located = locate(payload, where)
        assert located.found == found
        assert veil(located.found, mask) == shown


def test_as_deep_as_a_path_can_be_followed():
    assert locate(PAYLOAD, "/a/b[2]/nothing").found.startswith('<b n="7">')
    assert locate(PAYLOAD, "/other") is None
    assert locate(b"no XML", "/a") is None


def test_every_element_is_found_at_its_place():
    for codec in ("camt", "cxml", "ubl"):
        for path in sample_files(codec):
            payload = path.read_bytes()
            for element in parse(payload).iter():
                found = CODECS[codec].locate(payload, place(element)).found
                name = element.tag.rpartition("}")[2]
                assert found[: len(name) + 12].split(">")[0].find(name) > 0


def test_places_in_bank_files():
    path = next(p for p in sample_files("bai2") if p.stem == "typical")
    payload, codec = path.read_bytes(), CODECS["bai2"]
    whole = codec.locate(payload, "02[1]/03[1]/16[2]").found
    assert whole.startswith("16,142,50050")
    assert codec.locate(payload, "02[1]/03[1]/16[2]/16-02").found == "50050"
    shown = codec.veil(codec.locate(payload, "02[1]/03[1]/16[1]").found, mask)
    assert "INVENTED" not in shown and "975000" in shown and "EFT" not in shown
    path = next(p for p in sample_files("nacha") if p.stem == "typical")
    payload, codec = path.read_bytes(), CODECS["nacha"]
    assert codec.locate(payload, "5[1]/6[2]/amount").found == "0000050050"
    shown = codec.veil(codec.locate(payload, "5[1]/6[1]").found, mask)
    assert "HOSPITAL" not in shown and "0000975000" in shown
