"""UBL 2.1: one business document, alone or in the envelope of a network (SBDH)."""

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import (
    XmlCodec,
    namespace_of,
)
from odoo.addons.healthcare_integration_base.codec.xml_guard import refusal
from odoo.addons.healthcare_integration_base.codec.xml_places import local, told

_BASE = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC = f"{_BASE}CommonBasicComponents-2"
CAC = f"{_BASE}CommonAggregateComponents-2"
NAMESPACES = {"cbc": CBC, "cac": CAC}
#: Envelope of Peppol and others; the document is its last child.
_ENVELOPE = "StandardBusinessDocument"
#: Documents that a place may name; of others it says no more than that there is one.
DOCUMENTS = frozenset(
    (
        *("Order", "OrderChange", "OrderCancellation", "OrderResponse"),
        *("OrderResponseSimple", "DespatchAdvice", "ReceiptAdvice", "Invoice"),
        *("CreditNote", "DebitNote", "SelfBilledInvoice", "SelfBilledCreditNote"),
        *("FreightInvoice", "Reminder", "Statement", "RemittanceAdvice", "Catalogue"),
        *("CatalogueRequest", "CatalogueItemSpecificationUpdate", "Quotation"),
        *("CataloguePricingUpdate", "CatalogueDeletion", "RequestForQuotation"),
        *("InventoryReport", "StockAvailabilityReport", "ProductActivity", "Forecast"),
        *("ApplicationResponse", "AttachedDocument", "TransportationStatus"),
    )
)


class UblCodec(XmlCodec):
    """One :class:`Part`: ``code`` the name of the root (``Order``, ``Invoice`` ...),
    ``version`` the customization it follows (``urn:fdc:peppol.eu:...``).

    ``facts``, as text: ``customization profile ubl_version id``.
    """

    name = "ubl"

    def parts_of(self, root):
        """The document.

        :raises DecodeError: ``xml.document`` for XML that is no UBL.
        """
        document, where = _document(root)
        facts = _facts(document)
        name = local(document.tag)
        return (Part(name, document, where, facts["customization"], facts),)

    def facts_of(self, root):
        """What the document says about itself."""
        document, _where = _document(root)
        return {"root": local(document.tag), **_facts(document)}


def namespace(name):
    """The namespace of a document."""
    return f"{_BASE}{name}-2"


def _document(root):
    """``(element, place)`` of the business document.

    :raises DecodeError: ``xml.document``.
    """
    if local(root.tag) == _ENVELOPE and len(root):
        child = root[-1]
        path = f"/{_ENVELOPE}/{told(child.tag, DOCUMENTS)}"
    else:
        child, path = root, f"/{told(root.tag, DOCUMENTS)}"
    if namespace_of(child) != namespace(local(child.tag)):
        raise refusal("xml.document", f"/{told(root.tag, DOCUMENTS)}")
    return child, path


def _facts(document):
    names = {
        "customization": "CustomizationID",
        "profile": "ProfileID",
        "ubl_version": "UBLVersionID",
        "id": "ID",
    }
    return {
        name: (document.findtext(f"{{{CBC}}}{tag}") or "").strip()
        for name, tag in names.items()
    }
