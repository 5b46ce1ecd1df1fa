"""FHIR R4 Invoice <-> CustomerInvoice.

The patient becomes a token, also where he is the recipient; notes are read over.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    CustomerInvoice,
    CustomerInvoiceLine,
    PriceComponent,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import WARNING

from .fhir_reading import Reading
from .fhir_systems import HOUSE
from .fhir_writing import (
    concept,
    extension,
    identifiers,
    money,
    part,
    party,
    token,
    unknown,
)
from .reading import many_objects

STATUSES = ("draft", "issued", "balanced", "cancelled", "entered-in-error")
COMPONENTS = ("base", "surcharge", "deduction", "discount", "tax", "informational")


class FhirInvoice(Document):
    """Invoice, R4 and R4B."""

    code = "fhir_invoice"
    kind = "customer_invoice"
    codec = "fhir"
    reads = "Invoice"

    def read(self, part):
        """One :class:`CustomerInvoice`."""
        with many_objects():
            return _Reader(part).read()

    def write(self, document):
        """A :class:`CustomerInvoice` as Invoice, without a patient's name."""
        return _write(document)


class _Reader(Reading):
    def read(self):
        root = self.root
        status = root.mandatory("status")
        if status and status not in STATUSES:
            self.report("fhir.code", root.at("status"), WARNING)
        lines = tuple(
            self._line(row, n) for n, row in enumerate(root.rows("lineItem"), 1)
        )
        invoice = CustomerInvoice(
            invoice_number=self.number(),
            status=status,
            invoice_date=root.day("date"),
            lines=lines,
            components=self._components(root, "totalPriceComponent"),
            total_net=root.money("totalNet"),
            total_gross=root.money("totalGross"),
            issuer=root.party("issuer"),
            recipient=root.party("recipient"),
            account_number=root.party("account").identifier,
            payment_terms=root.text("paymentTerms"),
            patient_key=root.patient("subject"),
            currency=self.currency() or root.extension("currency").text("valueString"),
            where=self.part.where,
        )
        return self.result(invoice)

    def _line(self, row, ordinal):
        code, system = row.coding("chargeItemCodeableConcept")
        stated = row.extension("code").get("valueCoding")
        if not code and stated:
            code, system = stated.text("code"), stated.text("system")
        number = row.whole("sequence")
        charge = ""
        if "chargeItemReference" in row:
            charge = row.party("chargeItemReference").identifier
        if not code and not charge:
            self.report("fhir.missing", row.at("chargeItemReference"), WARNING)
        return CustomerInvoiceLine(
            number=str(ordinal if number is None else number),
            charge_number=charge,
            code=code,
            code_system=system,
            components=self._components(row, "priceComponent"),
            where=row.place,
        )

    def _components(self, row, name):
        found = []
        for each in row.rows(name):
            kind = each.mandatory("type")
            if kind and kind not in COMPONENTS:
                self.report("fhir.code", each.at("type"), WARNING)
            found.append(
                PriceComponent(
                    component=kind,
                    amount=each.money("amount"),
                    code=each.coding("code")[0],
                    factor=each.decimal("factor"),
                    where=each.place,
                )
            )
        return tuple(found)


def _write(invoice):
    currency = invoice.currency
    return part(
        {
            "resourceType": "Invoice",
            "extension": [extension("currency", currency)],
            "identifier": identifiers(invoice.invoice_number),
            "status": invoice.status,
            "subject": token(invoice.patient_key),
            "recipient": party(invoice.recipient),
            "date": invoice.invoice_date,
            "issuer": party(invoice.issuer),
            "account": _numbered(invoice.account_number),
            "lineItem": [
                {
                    "sequence": int(row.number) if row.number.isdecimal() else number,
                    **_charged(row),
                    "priceComponent": _written(row.components, currency),
                }
                for number, row in enumerate(invoice.lines, 1)
            ],
            "totalPriceComponent": _written(invoice.components, currency),
            "totalNet": money(invoice.total_net, currency),
            "totalGross": money(invoice.total_gross, currency),
            "paymentTerms": invoice.payment_terms,
        }
    )


def _charged(row):
    """FHIR wants the charge or its code, never both: beside a charge the code is an
    extension."""
    if not row.charge_number:
        code = concept(row.code, row.code_system) or unknown()
        return {"chargeItemCodeableConcept": code}
    members = {"chargeItemReference": _numbered(row.charge_number)}
    if row.code:
        coding = {"system": row.code_system, "code": row.code}
        members["extension"] = [{"url": HOUSE + "code", "valueCoding": coding}]
    return members


def _numbered(value):
    return {"identifier": {"value": value}} if value else None


def _written(rows, currency):
    return [
        {
            "type": row.component,
            "code": concept(row.code),
            "factor": row.factor,
            "amount": money(row.amount, currency),
        }
        for row in rows
    ]
