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
from .claim_acknowledgment import (
    AcknowledgedClaim,
    AcknowledgedLevel,
    ClaimAcknowledgment,
)
from .claim_filing import ClaimFiling, PostalAddress
from .claim_status import (
    ClaimStatus,
    StatusCode,
    StatusLine,
    StatusOfClaim,
    StatusOfLevel,
    StatusReport,
)
from .claim_status_request import ClaimStatusRequest, StatusInquiry, StatusInquiryLine
from .contract_price import (
    ContractMember,
    ContractPriceLine,
    ContractTier,
    SupplierContract,
)
from .delivery_status import DeliveryStatus, Milestone
from .eligibility import (
    Benefit,
    BenefitDelivery,
    BenefitEntity,
    Eligibility,
    EligibilityAnswer,
    EligibilityDate,
    EligibilityRejection,
)
from .eligibility_request import (
    EligibilityInquiry,
    EligibilityQuestion,
    EligibilityRequest,
    EligibilityTrace,
)
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
from .payable import Payable, PayableLine
from .payment_status import PayableStatus, PaymentStatus
from .punchout import Punchout, PunchoutItem
from .purchase_order import OrderLine, OrderTax, PurchaseOrder
from .remittance import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceService,
)
from .service_entry import RenderedService, ServiceEntry
from .ship_notice import Lot, ShipNotice, ShippedLine, ShippedOrder
from .supplier import (
    Supplier,
    SupplierAddress,
    SupplierBankAccount,
    SupplierCertificate,
    SupplierNumber,
)
from .supplier_invoice import InvoiceCharge, InvoiceLine, SupplierInvoice
from .supplier_remittance import PaidInvoice, SupplierAdjustment, SupplierRemittance
from .appointment import Appointment, AppointmentResource
from .charge import Charge
from .customer_invoice import CustomerInvoice, CustomerInvoiceLine, PriceComponent
from .inventory_advice import InventoryAdvice, InventoryLine, InventoryQuantity
from .observation_report import ObservationReport, ReportedObservation
from .patient_visit import CareLocation, PatientVisit, VisitCoverage
from .service_order import OrderedService, ServiceOrder
from .item import Item, ItemPack
from .stock_movement import MovedLine, StockMovement
from .stock_snapshot import SnapshotLine, StockSnapshot
from .supply_request import SupplyRequest, SupplyRequestLine
from .requisition import Requisition, RequisitionLine
from .approval import Approval
from .usage import Usage

__all__ = [
    "REGISTRY",
    "AccountBalance",
    "AcknowledgedClaim",
    "AcknowledgedError",
    "AcknowledgedGroup",
    "AcknowledgedLevel",
    "AcknowledgedLine",
    "AcknowledgedSet",
    "Adjustment",
    "Appointment",
    "AppointmentResource",
    "Approval",
    "Availability",
    "BankEntry",
    "BankReferences",
    "BankStatement",
    "Benefit",
    "BenefitDelivery",
    "BenefitEntity",
    "CanonicalDocument",
    "CareLocation",
    "Catalog",
    "CatalogItem",
    "CatalogPack",
    "CatalogPrice",
    "Charge",
    "Claim",
    "ClaimAcknowledgment",
    "ClaimFiling",
    "ClaimServiceLine",
    "ClaimStatus",
    "ClaimStatusRequest",
    "ContractMember",
    "ContractPriceLine",
    "ContractTier",
    "CustomerInvoice",
    "CustomerInvoiceLine",
    "DeliveryStatus",
    "Eligibility",
    "EligibilityAnswer",
    "EligibilityDate",
    "EligibilityInquiry",
    "EligibilityQuestion",
    "EligibilityRejection",
    "EligibilityRequest",
    "EligibilityTrace",
    "EntryDetail",
    "Event",
    "FunctionalAcknowledgment",
    "GoodsReceipt",
    "InventoryAdvice",
    "InventoryLine",
    "InventoryQuantity",
    "InvoiceCharge",
    "InvoiceLine",
    "Item",
    "ItemIds",
    "ItemPack",
    "LineStatus",
    "Lot",
    "Milestone",
    "MovedLine",
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
    "Payable",
    "PayableLine",
    "PayableStatus",
    "PaymentStatus",
    "PaymentTrace",
    "PostalAddress",
    "PriceComponent",
    "ProviderAdjustment",
    "Punchout",
    "PunchoutItem",
    "PurchaseOrder",
    "ReceivedLine",
    "Remittance",
    "RemittanceClaim",
    "RemittanceService",
    "RenderedService",
    "ReportedObservation",
    "Requisition",
    "RequisitionLine",
    "ServiceEntry",
    "ServiceOrder",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "SnapshotLine",
    "StatusCode",
    "StatusInquiry",
    "StatusInquiryLine",
    "StatusLine",
    "StatusOfClaim",
    "StatusOfLevel",
    "StatusReport",
    "StockMovement",
    "StockSnapshot",
    "Supplier",
    "SupplierAddress",
    "SupplierAdjustment",
    "SupplierBankAccount",
    "SupplierCertificate",
    "SupplierContract",
    "SupplierInvoice",
    "SupplierNumber",
    "SupplierRemittance",
    "SupplyRequest",
    "SupplyRequestLine",
    "Usage",
    "VisitCoverage",
    "from_json",
    "to_json",
]
