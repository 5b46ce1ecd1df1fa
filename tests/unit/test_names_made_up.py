"""Elements that a sender has named himself: no place and no error repeats the name."""

import pytest

from odoo.addons.healthcare_integration_base.codec.xml_places import locate
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import CODECS, DOCUMENTS
from .samples import FOLDER

NAME = "JaneDoe1970"
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
UBL = f"urn:oasis:names:specification:ubl:schema:xsd:{NAME}-2"
FILES = {
    "camt": (
        f"<{NAME}/>",
        f'<{NAME}><BkToCstmrStmt xmlns="{CAMT}"><Stmt/></BkToCstmrStmt></{NAME}>',
    ),
    "cxml": (
        f"<{NAME}/>",
        f"<cXML><Request><{NAME}/></Request></cXML>",
        f"<cXML><Response><{NAME}/></Response></cXML>",
    ),
    "ubl": (
        f"<{NAME}/>",
        f'<{NAME} xmlns="{UBL}"/>',
        f'<StandardBusinessDocument><{NAME} xmlns="{UBL}"/></StandardBusinessDocument>',
    ),
}


@pytest.mark.parametrize(
    ("codec", "text"), [(codec, text) for codec in FILES for text in FILES[codec]]
)
def test_no_place_repeats_a_name(codec, text):
    try:
        decoded = CODECS[codec].decode(text.encode())
    except DecodeError as error:
        told = [str(error), error.where, error.text]
    else:
        told = [part.where for part in decoded.parts]
        for issues in (decoded.issues, *(part.issues for part in decoded.parts)):
            told += [issue.where for issue in issues]
        assert decoded.parts
        for part in decoded.parts:
            assert locate(text.encode(), part.where), "the place is found again"
    assert NAME not in " ".join(filter(None, told))


def test_a_date_in_an_element_of_another_name():
    text = (FOLDER / "camt_053/typical.xml").read_text("utf-8")
    text = text.replace("<ValDt><Dt>", f"<ValDt><{NAME}>x", 1)
    text = text.replace("</Dt></ValDt>", f"</{NAME}></ValDt>", 1)
    (part, *_more) = CODECS["camt"].decode(text.encode()).parts
    issues = DOCUMENTS["camt_053"].read(part).issues
    (place,) = {issue.where for issue in issues if issue.code == "xml.date"}
    assert place.endswith("/ValDt")
