"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from .edifact_contrl import EdifactContrl
from .edifact_desadv import EdifactShipNotice
from .edifact_invoic import EdifactSupplierInvoice
from .edifact_ordchg import EdifactOrderChange
from .edifact_orders import EdifactPurchaseOrder
from .edifact_ordrsp import EdifactOrderAcknowledgment
from .edifact_pricat import EdifactCatalog
from .edifact_remadv import EdifactSupplierRemittance
from .x12_270 import X12EligibilityRequest
from .x12_271 import X12Eligibility
from .x12_276 import X12ClaimStatusRequest
from .x12_277 import X12ClaimStatus
from .x12_277ca import X12ClaimAcknowledgment
from .x12_810 import X12SupplierInvoice
from .x12_820 import X12SupplierRemittance
from .x12_832 import X12Catalog
from .x12_835 import X12Remittance
from .x12_837i import X12InstitutionalClaim
from .x12_837p import X12Claim
from .x12_846 import X12InventoryAdvice
from .x12_850 import X12PurchaseOrder
from .x12_855 import X12OrderAcknowledgment
from .x12_856 import X12ShipNotice
from .x12_860 import X12OrderChange
from .x12_865 import X12OrderChangeAnswer
from .hl7_ack import HL7Acknowledgment
from .hl7_adt import HL7PatientVisit
from .hl7_dft_p03 import HL7Charge
from .hl7_orm import HL7ServiceOrder
from .hl7_oru import HL7ObservationReport
from .hl7_siu import HL7Appointment

DOCUMENTS = {
    document.code: document
    for document in (
        X12PurchaseOrder(),
        X12OrderAcknowledgment(),
        X12ShipNotice(),
        X12SupplierInvoice(),
        X12Catalog(),
        X12SupplierRemittance(),
        X12InventoryAdvice(),
        X12OrderChange(),
        X12OrderChangeAnswer(),
        X12Claim(),
        X12InstitutionalClaim(),
        X12Remittance(),
        X12ClaimStatusRequest(),
        X12ClaimStatus(),
        X12ClaimAcknowledgment(),
        X12EligibilityRequest(),
        X12Eligibility(),
        HL7Acknowledgment(),
        HL7PatientVisit(),
        HL7Charge(),
        HL7ServiceOrder(),
        HL7ObservationReport(),
        HL7Appointment(),
        EdifactPurchaseOrder(),
        EdifactOrderAcknowledgment(),
        EdifactOrderChange(),
        EdifactShipNotice(),
        EdifactSupplierInvoice(),
        EdifactCatalog(),
        EdifactSupplierRemittance(),
        EdifactContrl(),
    )
}

__all__ = ["DOCUMENTS"]
