"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from .x12_810 import X12SupplierInvoice
from .x12_835 import X12Remittance
from .x12_837p import X12Claim
from .x12_850 import X12PurchaseOrder
from .x12_855 import X12OrderAcknowledgment
from .x12_856 import X12ShipNotice

DOCUMENTS = {
    document.code: document
    for document in (
        X12PurchaseOrder(),
        X12OrderAcknowledgment(),
        X12ShipNotice(),
        X12SupplierInvoice(),
        X12Claim(),
        X12Remittance(),
    )
}

__all__ = ["DOCUMENTS"]
