"""What the guides of the 837 say, as data: professional, institutional, dental."""

from .levels import DEPENDENT, SOURCE, SUBSCRIBER

PROFESSIONAL, INSTITUTIONAL, DENTAL = "837P", "837I", "837D"
#: Part of the version that names the guide -> claim type.
GUIDES = {
    "X222": PROFESSIONAL,
    "X098": PROFESSIONAL,
    "X223": INSTITUTIONAL,
    "X096": INSTITUTIONAL,
    "X224": DENTAL,
    "X097": DENTAL,
}
#: Claim type -> version that is written.
VERSIONS = {
    PROFESSIONAL: "005010X222A1",
    INSTITUTIONAL: "005010X223A2",
    DENTAL: "005010X224A2",
}
#: HL03 -> the HL03 that may stand above it.
PARENTS = {SOURCE: ("",), SUBSCRIBER: (SOURCE,), DEPENDENT: (SUBSCRIBER,)}
#: Order of payers: SBR01.
SEQUENCES = "PSTABCDEFGH"
#: DTP01 of a service date, of a line or of the claim (472 service, 434 statement).
SERVICE_DATES = ("472", "434", "150")
#: Service segment -> claim type, and its elements of procedure, charge, kind of units,
#: units, revenue code, place of service.
SERVICES = {
    "SV1": (PROFESSIONAL, 1, 2, 3, 4, None, 5),
    "SV2": (INSTITUTIONAL, 2, 3, 4, 5, 1, None),
    "SV3": (DENTAL, 1, 2, None, 6, None, None),
}
#: CLM05-2 that says which list CLM05-1 is from.
FACILITY_QUALIFIERS = {PROFESSIONAL: "B", INSTITUTIONAL: "A", DENTAL: "B"}
#: Element of the CLM -> field of the filing.
SIGNATURES = {
    6: "signature_on_file",
    7: "assignment",
    8: "benefits_assigned",
    9: "release",
}
#: Element of the CL1 -> field of the filing.
ADMISSION = {1: "admission_type", 2: "admission_source", 3: "discharge_status"}
#: NM101 of a person who treats -> field of the claim; by number, never by name.
CLINICIANS = {"71": "attending_provider", "82": "rendering_provider"}
#: Kind of a diagnosis -> HI qualifier. Diagnoses are written from what is handed over
#: beside the claim, and never read.
DIAGNOSES = {
    "principal": "ABK",
    "admitting": "ABJ",
    "reason": "APR",
    "external": "ABN",
    "other": "ABF",
}
