"""Addresses of code and number systems in FHIR, and the house's words for them."""

#: Identifier.system -> Party.scheme.
SCHEMES = {
    "http://hl7.org/fhir/sid/us-npi": "npi",
    "urn:oid:2.16.840.1.113883.4.6": "npi",
    "http://hl7.org/fhir/sid/us-ein": "tax_id",
    "urn:oid:2.16.840.1.113883.4.4": "tax_id",
    "https://www.gs1.org/gln": "gln",
    "urn:oid:1.3.88": "gln",
    "urn:oid:1.3.6.1.4.1.519.1": "duns",
    "http://terminology.hl7.org/NamingSystem/dea-number": "dea",
    "urn:oid:2.16.840.1.113883.4.814": "dea",
    "urn:oid:2.16.840.1.113883.6.300": "payer_id",
    "http://terminology.hl7.org/NamingSystem/naic-company": "payer_id",
}
#: Party.scheme -> Identifier.system, the first of several.
SCHEME_SYSTEMS = {scheme: url for url, scheme in reversed(list(SCHEMES.items()))}
#: Identifier.type (HL7 table 0203) -> Party.scheme.
SCHEME_TYPES = {"NPI": "npi", "TAX": "tax_id", "NIIP": "payer_id", "DEA": "dea"}
#: Schemes that have no system of their own are written as this with the scheme behind.
HOUSE = "urn:healthcare-integration:"
TYPES_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
ANONYMOUS = "ANON"

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
NDC = "http://hl7.org/fhir/sid/ndc"
#: Coding.system of a procedure -> qualifier as X12 has it; ZZ for any other.
PROCEDURES = {
    CPT: "HC",
    HCPCS: "HC",
    "https://bluebutton.cms.gov/resources/codesystem/hcpcs": "HC",
    "urn:oid:2.16.840.1.113883.6.12": "HC",
    "urn:oid:2.16.840.1.113883.6.285": "HC",
    NDC: "N4",
    "http://www.ada.org/cdt": "AD",
    "http://terminology.hl7.org/CodeSystem/CDT": "AD",
}
OTHER_PROCEDURE = "ZZ"
#: Qualifier -> system; HC is CPT where the code begins with a digit.
PROCEDURE_SYSTEMS = {"HC": HCPCS, "N4": NDC, "AD": "http://www.ada.org/cdt"}
#: Coding.system of an item -> field of ItemIds.
ITEMS = {
    NDC: "ndc",
    "https://www.gs1.org/gtin": "gtin",
    "urn:oid:1.3.160": "gtin",
    "urn:healthcare-integration:item:buyer": "buyer",
    "urn:healthcare-integration:item:supplier": "supplier",
    "urn:healthcare-integration:item:manufacturer": "manufacturer",
    "urn:healthcare-integration:item:hibc": "hibc",
}
ITEM_SYSTEMS = {field: url for url, field in reversed(list(ITEMS.items()))}

CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
#: Claim.type -> claim type; another code is kept as it is.
CLAIM_TYPES = {"professional": "837P", "institutional": "837I", "oral": "837D"}
REVENUE = "https://www.nubc.org/CodeSystem/RevenueCodes"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
CARIN_ADJUDICATION = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"
SUPPORTING = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType"
GROUPS = "https://x12.org/codes/claim-adjustment-group-codes"
REASONS = "https://x12.org/codes/claim-adjustment-reason-codes"
PAYMENT_TYPE = "http://terminology.hl7.org/CodeSystem/payment-type"
UCUM = "http://unitsofmeasure.org"
