"""What becomes of a stated contract: its head, its members, its prices."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import to_json

from ..contract_booking import HEAD, Booking
from ..contract_file import RefusedRow

SOURCES = ("local", "idn", "gpo", "spot", "list")


class HealthcareHandlerContractPrice(models.AbstractModel):
    """From a document whose supplier, items and units are found to a contract."""

    _inherit = "healthcare.handler.contract_price"

    @api.model
    def _book_one(self, document, connection=None, partner=None, refused=(), **origin):
        """Book a document outside a batch: an uploaded file, or one read again.

        :param refused: :class:`RefusedRow` of rows that could not be read.
        :return: the ``healthcare.contract.import``.
        """
        partner = partner.commercial_partner_id
        tables = self._tables(connection, [partner], [document])
        contract = self._contract_of(document, partner)
        arrival, _booking = self._take(
            document, contract, partner, tables, connection, refused, **origin
        )
        return arrival

    @api.model
    def _take(
        self,
        document,
        contract,
        partner,
        tables,
        connection=None,
        refused=(),
        name="",
        channel="file",
        message_id=0,
    ):
        """``(import, booking)`` of a document whose contract may not exist yet."""
        fresh = not contract
        contract = contract or self._create(document, partner)
        if not fresh:
            self._update(contract, document)
        unknown = self._members(contract, document)
        booking = Booking(contract, document, *tables, fresh)
        self._book(booking, channel, connection, message_id)
        for row in (*refused, *unknown):
            line = {"place": row.where}
            self._refuse(line, row.code)
            booking.rows.append(line)
        arrival = self.env["healthcare.contract.import"]._keep(
            booking,
            contract,
            document.version,
            name=name or document.contract_number,
            channel=channel,
            connection_id=connection.id if connection else False,
            message_id=message_id or False,
            fingerprint=self._fingerprint(document),
            document=to_json(document),
        )
        return arrival, booking

    @api.model
    def _create(self, document, partner):
        currency = self._currency_of(document)
        values = self._head(document)
        values |= {
            "number": document.contract_number,
            "name": document.name or document.contract_number,
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "currency_id": currency.id,
            "user_id": False,
        }
        if document.priority is not None:
            values["priority"] = document.priority
        return self.env["healthcare.supplier.contract"].sudo().create(values)

    @api.model
    def _currency_of(self, document):
        currency = self.env["res.currency"].search(
            [("name", "=", document.currency)], limit=1
        )
        return currency or self.env.company.currency_id

    @api.model
    def _head(self, document):
        values = {
            field: getattr(document, member)
            for member, field in HEAD.items()
            if getattr(document, member)
        }
        if values.get("source") not in SOURCES:
            values.pop("source", None)
        if values.get("date_basis") not in ("order", "delivery"):
            values.pop("date_basis", None)
        if not (document.document_url or "").startswith(("http://", "https://")):
            values.pop("document_url", None)
        return values

    @api.model
    def _update(self, contract, document):
        """The head of a draft follows the document; of a contract in force only its
        end and its papers do."""
        values = self._head(document)
        if contract.state == "active":
            kept = ("date_end", "document_url", "note", "name")
            values = {name: values[name] for name in kept if name in values}
        changed = {
            name: value for name, value in values.items() if contract[name] != value
        }
        if changed:
            contract.write(changed)

    @api.model
    def _members(self, contract, document):
        """Tiers and roster as stated; what the document does not name stays."""
        known = {tier.code.upper(): tier for tier in contract.tier_ids}
        for tier in document.tiers:
            values = {
                "name": tier.name or tier.code,
                "rank": tier.rank,
                "threshold": float(tier.threshold or 0),
            }
            row = known.get(tier.code.upper())
            if row:
                row.write(values)
            else:
                contract.tier_ids.create(
                    {"contract_id": contract.id, "code": tier.code, **values}
                )
        known = {tier.code.upper(): tier for tier in contract.tier_ids}
        if document.tier.upper() in known:
            contract.write({"tier_id": known[document.tier.upper()].id})
        return self._roster(contract, document, known)

    @api.model
    def _roster(self, contract, document, tiers):
        """:return: :class:`RefusedRow` of facilities that we do not know."""
        places = self.env["healthcare.facility"]._by_code(
            contract.company_id, {row.facility for row in document.members}
        )
        fresh, unknown = [], []
        for row in document.members:
            place = places.get(row.facility)
            if not place:
                where = row.where or row.facility
                unknown.append(RefusedRow(where, "contract.facility_unknown"))
                continue
            tier = tiers.get(row.tier.upper())
            values = {
                "tier_id": tier.id if tier else False,
                "date_start": row.valid_from or False,
                "date_end": row.valid_to or False,
            }
            same = contract.roster_ids.filtered(
                lambda old, place=place, values=values: (
                    old.facility_id == place and old.date_start == values["date_start"]
                )
            )
            if same:
                same[:1].write(values)
            else:
                fresh.append(
                    {"contract_id": contract.id, "facility_id": place.id, **values}
                )
        contract.roster_ids.create(fresh)
        return unknown
