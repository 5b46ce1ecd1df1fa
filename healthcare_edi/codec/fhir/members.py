"""Names of members as FHIR has them."""

#: Members that may be named in a place; any other name is what a sender made up, and a
#: place repeats nothing that was sent.
MEMBERS = frozenset(
    (
        "account actor addItem address adjudication adjustment adjustmentReason "
        "agent allowed amount appointmentType author authoredOn basedOn batch "
        "benefitBalance billablePeriod birthDate bodySite cancelationReason "
        "careTeam category claim code coding comment contained context "
        "costCenter coverage created currency date definitionUri deliverFrom "
        "deliverTo description destination detail diagnosis display disposition "
        "div end enteredDate enterer entry expirationDate extension facility "
        "factor factorOverride family focal form function funds given id "
        "identifier individual insurance insurer issuer item "
        "itemCodeableConcept itemReference itemSequence lineItem link "
        "locationCodeableConcept lotNumber meta minutesDuration modifier name "
        "net note occurrenceDateTime occurrencePeriod outcome participant party "
        "patient payee payer payment paymentAmount paymentDate "
        "paymentIdentifier paymentIssuer paymentTerms payor performer "
        "performingOrganization period practitioner priceComponent "
        "priceOverride priority procedure processNote productCodeableConcept "
        "productOrService productReference profile programCode provider "
        "quantity reason reasonCode recipient reference related relationship "
        "request requester requestingOrganization requestor resource response "
        "revenue security sequence serialNumber serviceType serviced "
        "servicedDate servicedPeriod start status subDetail subject "
        "suppliedItem supplier supportingInfo system tag telecom text "
        "timingDate total totalGross totalNet totalPriceComponent type unit "
        "unitPrice url use value valueCode valueDecimal valueReference "
        "valueString version "
    ).split()
)
