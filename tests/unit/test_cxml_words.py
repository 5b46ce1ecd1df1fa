"""Words and numbers of cXML that stand where other formats have none."""

from datetime import UTC, datetime

import pytest

from odoo.addons.healthcare_integration_base.codec.base import Envelope

from .formats import CODECS, DOCUMENTS


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("<ShortName>Gloves</ShortName>Gloves, nitrile", "Gloves, nitrile"),
        ("Gloves, nitrile<ShortName>Gloves</ShortName>", "Gloves, nitrile"),
        ("<ShortName> Gloves </ShortName>\n ", "Gloves"),
        ("Gloves,\n nitrile", "Gloves, nitrile"),
        ("", ""),
    ],
)
def test_words_around_a_short_name(words, found):
    payload = (
        "<cXML><Message><PunchOutOrderMessage><BuyerCookie>V</BuyerCookie>"
        f'<ItemIn quantity="1"><ItemDetail><Description>{words}</Description>'
        "</ItemDetail></ItemIn></PunchOutOrderMessage></Message></cXML>"
    )
    (part,) = CODECS["cxml"].decode(payload.encode()).parts
    (cart,) = DOCUMENTS["cxml_punchout_order_message"].read(part).documents
    assert cart.items[0].description == found


@pytest.mark.parametrize("status", ["200", "201"])
def test_the_shop_says_how_it_took_the_request(status):
    start = DOCUMENTS["cxml_punchout_setup_response"]
    payload = (
        f'<cXML><Response><Status code="{status}"/><PunchOutSetupResponse><StartPage>'
        "<URL>https://shop.invalid/s</URL></StartPage></PunchOutSetupResponse>"
        "</Response></cXML>"
    )
    (part,) = CODECS["cxml"].decode(payload.encode()).parts
    (visit,) = start.read(part).documents
    assert visit.status == status
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    envelope = Envelope(sender="SHOP", receiver="HOSPITAL", created_at=noon)
    written = CODECS["cxml"].encode([start.write(visit)], envelope)
    assert f'<Status code="{status}"'.encode() in written
