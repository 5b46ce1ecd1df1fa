"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from .cxml_confirmation_request import CxmlOrderAcknowledgment
from .cxml_invoice_detail_request import CxmlSupplierInvoice
from .cxml_order_request import CxmlPurchaseOrder
from .cxml_punchout import CxmlPunchoutCart, CxmlPunchoutSetup, CxmlPunchoutStart
from .cxml_response import CxmlResponse
from .cxml_ship_notice_request import CxmlShipNotice
from .edifact_contrl import EdifactContrl
from .edifact_desadv import EdifactShipNotice
from .edifact_invoic import EdifactSupplierInvoice
from .edifact_ordchg import EdifactOrderChange
from .edifact_orders import EdifactPurchaseOrder
from .edifact_ordrsp import EdifactOrderAcknowledgment
from .edifact_pricat import EdifactCatalog
from .edifact_remadv import EdifactSupplierRemittance
from .ubl_despatch_advice import UblShipNotice
from .ubl_invoice import UblCreditNote, UblSupplierInvoice
from .ubl_order import UblPurchaseOrder
from .ubl_order_response import UblOrderAcknowledgment
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
from .x12_997 import X12Acknowledgment997
from .x12_999 import X12Acknowledgment999
from .x12_ta1 import X12InterchangeAcknowledgment
from .hl7_ack import HL7Acknowledgment
from .hl7_adt import HL7PatientVisit
from .hl7_dft_p03 import HL7Charge
from .hl7_orm import HL7ServiceOrder
from .hl7_oru import HL7ObservationReport
from .hl7_siu import HL7Appointment
from .fhir_appointment import FhirAppointment
from .fhir_charge_item import FhirCharge
from .fhir_claim import FhirClaim
from .fhir_payment_reconciliation import FhirPaymentReconciliation
from .fhir_explanation_of_benefit import FhirExplanationOfBenefit
from .fhir_claim_response import FhirClaimResponse
from .fhir_invoice import FhirInvoice
from .fhir_supply_request import FhirSupplyRequest
from .fhir_supply_delivery import FhirGoodsReceipt, FhirSupplyDelivery

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
        X12Acknowledgment997(),
        X12Acknowledgment999(),
        X12InterchangeAcknowledgment(),
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
        CxmlPurchaseOrder(),
        CxmlOrderAcknowledgment(),
        CxmlShipNotice(),
        CxmlSupplierInvoice(),
        CxmlPunchoutSetup(),
        CxmlPunchoutStart(),
        CxmlPunchoutCart(),
        CxmlResponse(),
        UblPurchaseOrder(),
        UblOrderAcknowledgment(),
        UblShipNotice(),
        UblSupplierInvoice(),
        UblCreditNote(),
        FhirAppointment(),
        FhirCharge(),
        FhirClaim(),
        FhirPaymentReconciliation(),
        FhirExplanationOfBenefit(),
        FhirClaimResponse(),
        FhirInvoice(),
        FhirSupplyRequest(),
        FhirGoodsReceipt(),
        FhirSupplyDelivery(),
    )
}

__all__ = ["DOCUMENTS"]
