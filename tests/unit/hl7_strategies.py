"""Invented canonical documents as HL7 v2 can say them, for hypothesis."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from odoo.addons.healthcare_edi.document.hl7_adt import CLEARABLE, EVENTS
from odoo.addons.healthcare_edi.document.hl7_siu import CLEARABLE as SIU_CLEARABLE
from odoo.addons.healthcare_edi.document.hl7_siu_write import TRIGGERS as SIU_TRIGGERS
from odoo.addons.healthcare_integration_base import canonical

from .x12_fields import codes, maybe_amount, maybe_date, rows

#: Whatever a value may hold: every separator, line breaks, letters of other scripts.
words = st.text("AB z|^~\\&#\n\r\t@äß李.", max_size=12).map(str.strip)
texts = words.filter(lambda text: text)
digits = st.text("0123456789abcdef", min_size=32, max_size=32)
patients = digits.map("pt-{}".format)
encounters = st.one_of(st.just(""), digits.map("en-{}".format))
zones = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
instants = st.builds(
    lambda moment, zone: moment.replace(tzinfo=zone),
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)),
    zones,
)
maybe_instant = st.one_of(st.none(), instants)
staff = st.one_of(
    st.just(canonical.Party()),
    st.builds(
        canonical.Party,
        identifier=texts,
        scheme=st.sampled_from(["npi", "dea", "tax_id", "hl7:local"]),
    ),
)
sites = st.one_of(
    st.just(canonical.Party()),
    st.builds(
        canonical.Party, identifier=codes, scheme=st.sampled_from(["", "hl7:ISO"])
    ),
)
places = st.builds(
    canonical.CareLocation, point_of_care=words, room=words, bed=words, facility=words
)
coverages = rows(
    canonical.VisitCoverage,
    sequence=st.sampled_from("123"),
    payer=st.one_of(
        words.map(lambda name: canonical.Party(name=name)),
        st.builds(
            canonical.Party, identifier=texts, scheme=st.just("payer_id"), name=words
        ),
    ),
    plan=words,
)
_EMPTY = {
    "location": canonical.CareLocation(),
    "prior_location": canonical.CareLocation(),
    "attending": canonical.Party(),
    "admitted_at": None,
    "discharged_at": None,
}


@st.composite
def visits(draw):
    """Of every event; what is deleted has no value."""
    trigger = draw(st.sampled_from(sorted(EVENTS)))
    merged = EVENTS[trigger] == "merge"
    recorded = draw(maybe_instant)
    names = list(CLEARABLE.values())
    gone = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
    values = {
        "patient_class": draw(words),
        "admission_type": draw(words),
        "location": draw(places),
        "prior_location": draw(places),
        "service": draw(words),
        "attending": draw(staff),
        "financial_class": draw(words),
        "admitted_at": draw(maybe_instant),
        "discharged_at": draw(maybe_instant),
        "disposition": draw(words),
        "encounter_key": draw(encounters),
    }
    values |= {name: _EMPTY.get(name, "") for name in gone}
    return canonical.PatientVisit(
        event=EVENTS[trigger],
        trigger=trigger,
        patient_key=draw(patients),
        recorded_at=recorded,
        occurred_at=recorded and draw(instants),
        coverages=draw(coverages),
        merged_patient_key=draw(patients) if merged else "",
        merged_encounter_key=draw(encounters) if merged else "",
        facility=draw(sites),
        cleared=tuple(name for name in names if name in gone),
        message_number=draw(codes),
        **values,
    )


@st.composite
def charges(draw):
    """A procedure is stated by its own code, apart from the code of the charge."""
    system = draw(st.sampled_from(["", "L", "C4", "NDC"]))
    code = draw(st.text("ABC0123456789", min_size=1, max_size=7))
    procedure = draw(st.sampled_from(["", "HC:96365", "HC:96365:59:LT"]))
    if system == "C4":
        procedure = f"HC:{code}:25"
    ndc = code if system == "NDC" else draw(st.sampled_from(["", "00093-7146-56"]))
    amounts = [draw(maybe_amount) for _ in range(3)]
    stated = any(amount is not None for amount in amounts)
    return canonical.Charge(
        charge_number=draw(texts),
        code=code,
        charge_type=draw(
            st.sampled_from(["charge", "credit", "payment", "adjustment"])
        ),
        code_system=system,
        procedure=procedure,
        item=canonical.ItemIds(ndc=ndc),
        quantity=draw(maybe_amount),
        unit_price=amounts[0],
        amount=amounts[1],
        cost=amounts[2],
        currency=draw(st.sampled_from(["", "USD", "EUR"])) if stated else "",
        service_date=draw(maybe_date),
        posted_date=draw(maybe_date),
        department=draw(words),
        performer=draw(staff),
        facility=draw(sites),
        order_number=draw(words),
        batch_number=draw(words),
        patient_key=draw(patients),
        encounter_key=draw(encounters),
    )


@st.composite
def ordered(draw):
    """A service, a drug or a material, each as its segment can say it."""
    kind = draw(st.sampled_from(["OBR", "RXO", "RQD"]))
    number, item, quantity, uom = "1", canonical.ItemIds(), None, ""
    code, system = draw(texts), draw(st.sampled_from(["L", "LN"]))
    if kind != "OBR":
        quantity, uom = draw(maybe_amount), draw(words)
    if kind == "RXO":
        system, item = "NDC", canonical.ItemIds(ndc=code)
    elif kind == "RQD":
        item = canonical.ItemIds(buyer=draw(texts))
    return canonical.OrderedService(number, code, system, item, quantity, uom)


@st.composite
def service_orders(draw):
    """Services are numbered in their order."""
    found = [
        canonical.OrderedService(str(n), *_values(row)[1:-1])
        for n, row in enumerate(draw(st.lists(ordered(), max_size=3)), 1)
    ]
    return canonical.ServiceOrder(
        control=draw(st.sampled_from(["NW", "CA", "XO", "DC"])),
        order_number=draw(texts),
        services=tuple(found),
        filler_number=draw(words),
        group_number=draw(words),
        status=draw(words),
        priority=draw(st.sampled_from(["", "S", "R"])),
        ordered_at=draw(maybe_instant),
        requested_at=draw(maybe_instant),
        orderer=draw(staff),
        facility=draw(sites),
        patient_key=draw(patients),
        encounter_key=draw(encounters),
        message_number=draw(codes),
    )


def _values(row):
    return [getattr(row, name) for name in row.__slots__]


reports = st.builds(
    canonical.ObservationReport,
    report_number=texts,
    order_number=words,
    code=texts,
    code_system=words,
    status=words,
    observations=rows(
        canonical.ReportedObservation,
        number=texts,
        code=texts,
        code_system=words,
        status=words,
        value_type=st.sampled_from(["NM", "TX"]),
    ),
    observed_at=maybe_instant,
    reported_at=maybe_instant,
    facility=sites,
    patient_key=patients,
    encounter_key=encounters,
    message_number=codes,
)
resources = st.lists(
    st.one_of(
        st.builds(
            canonical.AppointmentResource,
            kind=st.sampled_from(["service", "equipment"]),
            code=texts,
            code_system=words,
        ),
        st.builds(
            canonical.AppointmentResource,
            kind=st.just("person"),
            party=staff,
            code=texts,
            code_system=words,
        ),
        st.builds(
            canonical.AppointmentResource,
            kind=st.just("location"),
            party=codes.map(lambda code: canonical.Party(code, "hl7:local")),
        ),
    ),
    max_size=3,
).map(tuple)


@st.composite
def appointments(draw):
    """A booking has a time; what is deleted has no value."""
    action = draw(st.sampled_from(sorted(SIU_TRIGGERS)))
    booked = action in ("book", "reschedule")
    starts = draw(instants) if booked else draw(maybe_instant)
    names = list(SIU_CLEARABLE.values())
    gone = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    if booked or starts:
        gone = [name for name in gone if name != "starts_at"]
    plain = action in ("block", "unblock", "change_resources")
    status = (
        ""
        if plain or "status" in gone
        else draw(
            st.sampled_from(["booked", "cancelled", "noshow", "pending", "fulfilled"])
        )
    )
    service = "" if "service" in gone else draw(words)
    return canonical.Appointment(
        appointment_number=draw(texts),
        action=action,
        status=status,
        starts_at=starts,
        ends_at=starts and starts + timedelta(minutes=45),
        minutes=draw(st.one_of(st.none(), st.integers(0, 999))),
        service=service,
        service_system=draw(words) if service else "",
        appointment_type="" if "appointment_type" in gone else draw(words),
        resources=draw(resources),
        filler_number=draw(words),
        order_number=draw(words),
        patient_key=draw(patients),
        encounter_key=draw(encounters),
        cleared=tuple(name for name in names if name in gone),
        message_number=draw(codes),
    )


@st.composite
def acknowledgments(draw):
    """One message, as HL7 answers it."""
    errors = draw(
        rows(
            canonical.AcknowledgedError,
            code=st.sampled_from(["HL70357:100", "HL70357:102", "HL70357:103"]),
            level=st.just("element"),
            segment=st.sampled_from(["PID", "FT1"]),
            position=st.integers(1, 9),
            element=st.integers(1, 99),
            component=st.one_of(st.none(), st.integers(1, 9)),
            repetition=st.one_of(st.none(), st.integers(1, 9)),
        )
    )
    rejected = bool(errors) and draw(st.booleans())
    status = (
        "rejected" if rejected else "accepted_with_errors" if errors else "accepted"
    )
    control = draw(texts)
    answered = canonical.AcknowledgedSet(
        draw(st.sampled_from(["A01", "P03"])), control, status, "2.5.1", errors
    )
    group = canonical.AcknowledgedGroup(status=status, sets=(answered,))
    return canonical.FunctionalAcknowledgment(
        standard="HL7",
        status=status,
        interchange_control=control,
        sender="SENDER",
        sender_qualifier="PLACE",
        receiver="RECEIVER",
        receiver_qualifier="HERE",
        groups=(group,),
        final=draw(st.booleans()),
    )


documents = st.one_of(
    visits(), charges(), service_orders(), reports, appointments(), acknowledgments()
)
