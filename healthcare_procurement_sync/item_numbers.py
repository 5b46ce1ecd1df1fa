"""Numbers of suppliers and on labels as they are compared."""

import re

from odoo.addons.healthcare_integration_base import hibc, udi
from odoo.addons.healthcare_integration_base.identifiers import (
    IdentifierError,
    gtin,
    ndc11,
)


def normalise_item_number(value):
    """Upper case letters and digits. Leading zeros stay: they are other products."""
    return re.sub(r"[^0-9A-Z]", "", (value or "").upper())


def hibc_primary(value):
    """LIC, part number and unit of a HIBC without check character; empty when none."""
    try:
        found = hibc.parse(value)
    except IdentifierError:
        return ""
    return f"{found.labeler}{found.product}{found.unit}"


def device_gtin(value):
    """The GTIN that a UDI carrier names, with 14 digits; empty when none."""
    try:
        found = udi.parse(value)
        return gtin(found.device_identifier) if found.agency == "gs1" else ""
    except IdentifierError:
        return ""


def drug_code(value):
    """An NDC with 11 digits; empty when it is none or ambiguous."""
    try:
        return ndc11(value) if value else ""
    except IdentifierError:
        return ""
