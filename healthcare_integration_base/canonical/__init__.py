"""The shared language of the house: every document, nothing else."""

from .base import REGISTRY, CanonicalDocument, from_json, to_json
from .claim import Claim, ClaimServiceLine
from .event import Event
from .goods_receipt import GoodsReceipt, ReceivedLine
from .order_acknowledgment import AcknowledgedLine, LineStatus, OrderAcknowledgment
from .party import ItemIds, Party
from .purchase_order import OrderLine, OrderTax, PurchaseOrder
from .remittance import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)
from .ship_notice import Lot, ShipNotice, ShippedLine, ShippedOrder
from .supplier_invoice import InvoiceCharge, InvoiceLine, SupplierInvoice

__all__ = [
    "REGISTRY",
    "AcknowledgedLine",
    "Adjustment",
    "CanonicalDocument",
    "Claim",
    "ClaimServiceLine",
    "Event",
    "GoodsReceipt",
    "InvoiceCharge",
    "InvoiceLine",
    "ItemIds",
    "LineStatus",
    "Lot",
    "OrderAcknowledgment",
    "OrderLine",
    "OrderTax",
    "Party",
    "ProviderAdjustment",
    "PurchaseOrder",
    "ReceivedLine",
    "Remittance",
    "RemittanceClaim",
    "RemittanceService",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "SupplierInvoice",
    "from_json",
    "to_json",
]
