"""Requisitions of other procurement tools, and ours on their way to them."""

from odoo import Command, api, models

from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome, Touched

from ..approval_rules import URGENT_REASONS

REASONS = dict(URGENT_REASONS)
SUBMITTED = ("submitted", "draft")


class HealthcareHandlerRequisition(models.AbstractModel):
    """Becomes a requisition here, with the approvals of this house."""

    _name = "healthcare.handler.requisition"
    _inherit = ["healthcare.handler.procurement"]
    _description = "Requisition handler"

    @api.model
    def _natural_key(self, document):
        return document.requisition_number

    @api.model
    def _subject(self, document):
        return f"requisition:{document.requisition_number}"

    @api.model
    def _reference(self, document):
        return document.requisition_number

    @api.model
    def _control_amount(self, document):
        return document.total

    @api.model
    def _editable_paths(self):
        return (
            "facility",
            "cost_centre",
            "lines[].uom",
            "lines[].quantity",
            "lines[].item.buyer",
            "lines[].item.supplier",
        )

    # -- in --------------------------------------------------------------------------

    @api.model
    def _apply(self, incoming):
        return self._in_slices(incoming, self._apply_slice)

    @api.model
    def _apply_slice(self, incoming):
        catalogue = self._catalogue(incoming, {}, _items, _codes)
        known = self._known(incoming)
        return [
            self._one(row, known.get((row.connection.id, _number(row))), catalogue)
            for row in incoming
        ]

    @api.model
    def _known(self, incoming):
        connections = self.env["healthcare.connection"].union(
            *(row.connection for row in incoming)
        )
        rows = (
            self.env["healthcare.requisition"]
            .sudo()
            .search(
                [
                    ("connection_id", "in", connections.ids),
                    ("external_number", "in", [_number(row) for row in incoming]),
                ]
            )
        )
        return {(row.connection_id.id, row.external_number): row for row in rows}

    @api.model
    def _one(self, row, known, catalogue):
        document = row.document
        if document.status == "cancelled":
            return self._cancel(known)
        if document.status not in SUBMITTED:
            return Outcome.rejected("requisition.status", f"{document.where}.status")
        if known:
            return self._again(row, known)
        facility = self.env["healthcare.facility"]._by_code(
            row.connection.company_id, [document.facility]
        )
        facility = facility.get(document.facility)
        if not facility:
            return Outcome.rejected(
                "requisition.facility",
                f"{document.where}.facility",
                self.env._("No facility has this code."),
            )
        products, units = catalogue[row.connection]
        lines, findings, missing = self._lines(row, products, units)
        if missing:
            return missing
        if not lines:
            return Outcome.rejected("requisition.no_item", "lines", findings=findings)
        return self._create(row, facility, lines, findings)

    @api.model
    def _again(self, row, known):
        """The same once more changes nothing; another content asks a person."""
        touched = (Touched("healthcare.requisition", known.id, "linked"),)
        if known.sudo().external_fingerprint == self._fingerprint(row.document):
            return Outcome.duplicate("requisition.duplicate", touched)
        if known.state in ("draft", "returned"):
            known.sudo().action_cancel()
            known.sudo().write({"external_number": False})
            return self._one(row, None, self._catalogue([row], {}, _items, _codes))
        return Outcome("conflict", "requisition.conflict", "", touched=touched)

    @api.model
    def _cancel(self, known):
        if not known:
            return Outcome.rejected("requisition.unknown")
        touched = [Touched("healthcare.requisition", known.id)]
        if known.state == "cancelled":
            return Outcome.duplicate("requisition.duplicate", tuple(touched))
        ordered = known.order_ids.filtered(lambda order: order.state == "purchase")
        if ordered:
            words = self.env._(
                "%(name)s was cancelled by its sender and is ordered already.",
                name=known.name,
            )
            finding = Finding(
                "URGENT_REFUSED", words, model=ordered[0]._name, res_id=ordered[0].id
            )
            return Outcome.partly("requisition.ordered", touched, [finding])
        known.sudo().action_cancel()
        return Outcome.done(touched)

    @api.model
    def _lines(self, row, products, units):
        """Values of the lines, findings, and the outcome when a code is unknown."""
        lookup = self.env["healthcare.item.lookup"]
        lines, findings = [], []
        for line in row.document.lines:
            product = products.get(line.item)
            if not product:
                code = next(filter(None, _codes_of(line.item)), "")
                missing = self.env["healthcare.mapping"]._unmapped(
                    row.connection, "item", code or "?", line.where
                )
                return [], [], missing
            if not product.healthcare_requestable:
                findings.append(self._not_approved(row, product, line))
                continue
            unit = (
                lookup._unit(line.uom, product, units) if line.uom else product.uom_id
            )
            if not unit:
                missing = self.env["healthcare.mapping"]._unmapped(
                    row.connection, "uom", line.uom, line.where
                )
                return [], [], missing
            lines.append(self._line_values(row, line, product, unit))
        return lines, findings, None

    @api.model
    def _not_approved(self, row, product, line):
        words = self.env._(
            "Requisition %(number)s asks for %(item)s, which is not approved for use.",
            number=row.document.requisition_number,
            item=product.display_name,
        )
        return Finding(
            "REQUISITION_ITEM",
            words,
            model="product.product",
            res_id=product.id,
            where=line.where,
        )

    @api.model
    def _line_values(self, row, line, product, unit):
        centre = self._cost_centre(row, line.cost_centre)
        values = {
            "product_id": product.id,
            "quantity": float(line.quantity),
            "uom_id": unit.id,
            "description": line.description or False,
            "needed_by": line.needed_by or False,
        }
        return values | ({"analytic_account_id": centre.id} if centre else {})

    @api.model
    def _cost_centre(self, row, code):
        accounts = self.env["account.analytic.account"].sudo()
        if not code:
            return accounts
        companies = (False, row.connection.company_id.id)
        domain = [("code", "=", code), ("company_id", "in", companies)]
        return accounts.search(domain, limit=1)

    @api.model
    def _create(self, row, facility, lines, findings):
        document = row.document
        person = self._person(row, document.requester)
        needed = document.needed_by
        values = {
            "company_id": row.connection.company_id.id,
            "requester_id": (person or row.connection.service_user_id).id,
            "requester_name": document.requester.name or document.requester.identifier,
            "healthcare_facility_id": facility.id,
            "delivery_point": document.delivery_point or False,
            "urgent": document.urgent,
            "urgent_reason": document.urgent and _reason(document.urgent_reason),
            "urgent_note": document.urgent_note or False,
            "sole_source": document.sole_source,
            "justification": document.justification or False,
            "connection_id": row.connection.id,
            "external_number": document.requisition_number,
            "external_fingerprint": self._fingerprint(document),
            "line_ids": [Command.create(line) for line in lines],
        }
        centre = self._cost_centre(row, document.cost_centre)
        values |= {"analytic_account_id": centre.id} if centre else {}
        values |= {"needed_by": needed} if needed else {}
        requisition = self.env["healthcare.requisition"].sudo().create(values)
        touched = [Touched(requisition._name, requisition.id, "created")]
        if document.status == "submitted":
            requisition.action_submit()
            touched += [
                Touched("purchase.order", order.id, "created")
                for order in requisition.order_ids
            ]
        arrived = [f"requisition:{requisition.name}"]
        return self._answer(touched, findings, "requisition.exceptions", arrived)

    @api.model
    def _person(self, row, party):
        """The user that a staff number or account names; empty when nobody is."""
        users = self.env["res.users"].sudo()
        key = (party.identifier or "").strip()
        if not key:
            return users
        refs = self.env["healthcare.external.ref"]
        found = refs._get(row.connection, "user", key)
        if found is not None and found._name == "res.users":
            return users.browse(found.id).exists()
        domain = [("login", "=ilike", key), ("share", "=", False)]
        found = users.search(domain, limit=2)
        return found if len(found) == 1 else users


def _number(row):
    return row.document.requisition_number


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [line.uom for line in document.lines]


def _codes_of(ids):
    return (ids.buyer, ids.supplier, ids.gtin, ids.manufacturer, ids.ndc)


def _reason(code):
    """A reason we know; every other one is *another reason*."""
    return code if code in REASONS else "other"
