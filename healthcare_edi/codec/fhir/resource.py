"""One resource and what stands around it, so that references can be followed."""

from dataclasses import dataclass, field

#: Resources that say something of their own; every other one is only referred to.
SUBJECTS = frozenset(
    (
        "Appointment",
        "AppointmentResponse",
        "ChargeItem",
        "Claim",
        "ClaimResponse",
        "Communication",
        "CommunicationRequest",
        "CoverageEligibilityRequest",
        "CoverageEligibilityResponse",
        "ExplanationOfBenefit",
        "InventoryReport",
        "Invoice",
        "PaymentNotice",
        "PaymentReconciliation",
        "SupplyDelivery",
        "SupplyRequest",
        "Task",
    )
)
#: Resources that speak of money only together with what they refer to: where both are
#: in one payload, the latter are no subjects of their own, or they would count twice.
OWNERS = {"PaymentReconciliation": ("detail", "response")}
#: Members that only another version has, or that have another shape there. ``shape``:
#: the JSON type that gives the version away.
LOOK_ALIKES = {
    "SupplyDelivery": (("suppliedItem", list, "5.0"), ("stage", object, "6.0")),
    "ChargeItem": (
        ("unitPriceComponent", object, "5.0"),
        ("totalPriceComponent", object, "5.0"),
        ("encounter", object, "5.0"),
        ("overrideReason", dict, "5.0"),
        ("product", object, "5.0"),
        ("definition", object, "3.0"),
    ),
    "PaymentReconciliation": (
        ("allocation", object, "5.0"),
        ("amount", object, "5.0"),
        ("issuerType", object, "5.0"),
        ("organization", object, "3.0"),
        ("total", object, "3.0"),
        ("requestProvider", object, "3.0"),
    ),
    "SupplyRequest": (
        ("item", object, "5.0"),
        ("deliverFor", object, "5.0"),
        ("orderedItem", object, "3.0"),
        ("requestedFor", object, "3.0"),
    ),
    "Appointment": (
        ("reason", object, "5.0"),
        ("class", object, "5.0"),
        ("cancellationDate", object, "5.0"),
        ("virtualService", object, "5.0"),
    ),
    "Claim": (
        ("traceNumber", object, "5.0"),
        ("encounter", object, "5.0"),
        ("organization", object, "3.0"),
        ("employmentImpacted", object, "3.0"),
    ),
    "ClaimResponse": (
        ("traceNumber", object, "5.0"),
        ("decision", object, "5.0"),
        ("requestProvider", object, "3.0"),
        ("totalCost", object, "3.0"),
    ),
    "ExplanationOfBenefit": (
        ("traceNumber", object, "5.0"),
        ("decision", object, "5.0"),
        ("totalCost", object, "3.0"),
        ("totalBenefit", object, "3.0"),
    ),
    "Invoice": (("creation", object, "5.0"), ("period", object, "5.0")),
}
VERSION = "4.0"


@dataclass(slots=True)
class Around:
    """What references can lead to: resources by full address and by ``Type/id``."""

    index: dict = field(default_factory=dict)
    entries: list = field(default_factory=list)

    def add(self, address, resource, where):
        """Remember a resource under every name it is called by."""
        kind, number = resource.get("resourceType"), resource.get("id")
        row = (resource, where)
        if isinstance(address, str) and address:
            self.index.setdefault(address, row)
        if isinstance(kind, str) and isinstance(number, str):
            self.index.setdefault(f"{kind}/{number}", row)


@dataclass(frozen=True, slots=True)
class Resource:
    """``data`` as it was sent, ``around`` what it came with, ``where`` its JSON path,
    ``address`` its fullUrl; ``container`` the one that a contained resource lies in."""

    data: dict
    where: str = "$"
    around: Around | None = None
    address: str = ""
    container: "Resource | None" = None

    def follow(self, reference):
        """The resource that a Reference leads to, as :class:`Resource`, or None.

        Contained ones (``#id``), entries of the bundle by fullUrl, by ``Type/id`` and
        by the end of an absolute or versioned address.
        """
        target = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(target, str) or not target:
            return None
        if target.startswith("#"):
            return (self.container or self)._contained(target[1:])
        if self.around is None:
            return None
        row = self.around.index.get(target)
        if row is None:
            pieces = target.partition("/_history/")[0].split("/")
            row = self.around.index.get("/".join(pieces[-2:]))
        if row is None or row[0] is self.data:
            return None
        return Resource(row[0], row[1], self.around)

    def _contained(self, number):
        rows = self.data.get("contained")
        for n, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict) and row.get("id") == number:
                place = f"{self.where}.contained[{n}]"
                return Resource(row, place, self.around, container=self)
        return None


def owned(resource):
    """What a resource speaks for, by its data's identity: see :data:`OWNERS`."""
    kind = resource.data.get("resourceType")
    rows = OWNERS.get(kind) if isinstance(kind, str) else None
    if rows is None:
        return
    found = resource.data.get(rows[0])
    for row in found if isinstance(found, list) else ():
        target = resource.follow(row.get(rows[1])) if isinstance(row, dict) else None
        if target is not None:
            yield id(target.data)


def look_alike(data):
    """``(member, version)`` of what is not R4 about a resource; None for R4."""
    for name, shape, version in LOOK_ALIKES.get(data.get("resourceType"), ()):
        if name in data and isinstance(data[name], shape):
            return name, version
    return None
