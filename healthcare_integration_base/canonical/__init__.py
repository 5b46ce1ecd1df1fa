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
from .appointment import Appointment, AppointmentResource
from .charge import Charge
from .customer_invoice import CustomerInvoice, CustomerInvoiceLine, PriceComponent
from .observation_report import ObservationReport, ReportedObservation
from .patient_visit import CareLocation, PatientVisit, VisitCoverage
from .service_order import OrderedService, ServiceOrder
from .supply_request import SupplyRequest, SupplyRequestLine

__all__ = [
    "REGISTRY",
    "AccountBalance",
    "AcknowledgedError",
    "AcknowledgedGroup",
    "AcknowledgedLine",
    "AcknowledgedSet",
    "Adjustment",
    "Appointment",
    "AppointmentResource",
    "Availability",
    "BankEntry",
    "BankReferences",
    "BankStatement",
    "CanonicalDocument",
    "CareLocation",
    "Catalog",
    "CatalogItem",
    "CatalogPack",
    "CatalogPrice",
    "Charge",
    "Claim",
    "ClaimServiceLine",
    "CustomerInvoice",
    "CustomerInvoiceLine",
    "EntryDetail",
    "Event",
    "FunctionalAcknowledgment",
    "GoodsReceipt",
    "InvoiceCharge",
    "InvoiceLine",
    "ItemIds",
    "LineStatus",
    "Lot",
    "ObservationReport",
    "OrderAcknowledgment",
    "OrderChange",
    "OrderChangeLine",
    "OrderLine",
    "OrderTax",
    "OrderedService",
    "PaidInvoice",
    "Party",
    "PatientVisit",
    "PaymentTrace",
    "PriceComponent",
    "ProviderAdjustment",
    "Punchout",
    "PunchoutItem",
    "PurchaseOrder",
    "ReceivedLine",
    "Remittance",
    "RemittanceClaim",
    "RemittanceService",
    "ReportedObservation",
    "ServiceOrder",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "SupplierAdjustment",
    "SupplierInvoice",
    "SupplierRemittance",
    "SupplyRequest",
    "SupplyRequestLine",
    "VisitCoverage",
    "from_json",
    "to_json",
]
