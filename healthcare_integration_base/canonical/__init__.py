"""The shared language of the house: every document, nothing else."""

from .bank_statement import (
    AccountBalance,
    Availability,
    BankEntry,
    BankReferences,
    BankStatement,
    EntryDetail,
    PaymentTrace,
)
from .base import REGISTRY, CanonicalDocument, from_json, to_json
from .catalog import Catalog, CatalogItem, CatalogPack, CatalogPrice
from .claim import Claim, ClaimServiceLine
from .event import Event
from .functional_acknowledgment import (
    AcknowledgedError,
    AcknowledgedGroup,
    AcknowledgedSet,
    FunctionalAcknowledgment,
)
from .goods_receipt import GoodsReceipt, ReceivedLine
from .order_acknowledgment import AcknowledgedLine, LineStatus, OrderAcknowledgment
from .order_change import OrderChange, OrderChangeLine
from .party import ItemIds, Party
from .punchout import Punchout, PunchoutItem
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
from .supplier_remittance import PaidInvoice, SupplierAdjustment, SupplierRemittance

__all__ = [
    "REGISTRY",
    "AccountBalance",
    "AcknowledgedError",
    "AcknowledgedGroup",
    "AcknowledgedLine",
    "AcknowledgedSet",
    "Adjustment",
    "Availability",
    "BankEntry",
    "BankReferences",
    "BankStatement",
    "CanonicalDocument",
    "Catalog",
    "CatalogItem",
    "CatalogPack",
    "CatalogPrice",
    "Claim",
    "ClaimServiceLine",
    "EntryDetail",
    "Event",
    "FunctionalAcknowledgment",
    "GoodsReceipt",
    "InvoiceCharge",
    "InvoiceLine",
    "ItemIds",
    "LineStatus",
    "Lot",
    "OrderAcknowledgment",
    "OrderChange",
    "OrderChangeLine",
    "OrderLine",
    "OrderTax",
    "PaidInvoice",
    "Party",
    "PaymentTrace",
    "ProviderAdjustment",
    "Punchout",
    "PunchoutItem",
    "PurchaseOrder",
    "ReceivedLine",
    "Remittance",
    "RemittanceClaim",
    "RemittanceService",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "SupplierAdjustment",
    "SupplierInvoice",
    "SupplierRemittance",
    "from_json",
    "to_json",
]
