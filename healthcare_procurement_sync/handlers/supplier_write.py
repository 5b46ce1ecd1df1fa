"""Fields of a supplier: who keeps them, what both sides changed, what is written."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

CHANNELS = {"x12": "edi", "edifact": "edi", "csv": "file", "fixed": "file"}
PROTECTED = ("vat",)


class HealthcareSupplierWrite(models.AbstractModel):
    """Creating and updating the partner; the parts around it are
    :mod:`.supplier_parts`."""

    _name = "healthcare.supplier.write"
    _description = "Writes suppliers from documents"

    @api.model
    def _values(self, document, terms):
        """Fields of ours that ``document`` states; what it leaves out is not there."""
        legal = self._legal_address(document)
        country = self._country(document.country or (legal.country if legal else ""))
        values = {
            "name": document.name,
            "vat": document.tax_id,
            "email": document.email,
            "phone": document.phone,
            "website": document.website,
            "country_id": country.id,
        }
        if document.risk_class in ("low", "normal", "high"):
            values["healthcare_risk_class"] = document.risk_class
        if legal:
            values |= {
                "street": legal.street,
                "street2": legal.street2,
                "zip": legal.postal_code,
                "city": legal.city,
                "state_id": self._region(country, legal.region).id,
            }
        term = terms.get(document.payment_terms)
        if document.payment_terms:
            term = term or self._term_by_name(document.payment_terms)
            values["property_supplier_payment_term_id"] = term.id
        return {name: value for name, value in values.items() if value}

    @api.model
    def _legal_address(self, document):
        legal = [row for row in document.addresses if row.purpose == "legal"]
        return legal[0] if legal else None

    @api.model
    def _country(self, code):
        countries = self.env["res.country"]
        return countries.search([("code", "=", (code or "").upper())], limit=1)

    @api.model
    def _region(self, country, code):
        states = self.env["res.country.state"]
        if not country or not code:
            return states
        code = code.upper().rpartition("-")[2]
        return states.search(
            [("country_id", "=", country.id), ("code", "=", code)], limit=1
        )

    @api.model
    def _term_by_name(self, code):
        return self.env["account.payment.term"].search([("name", "=", code)], limit=1)

    @api.model
    def _plain(self, value):
        if isinstance(value, models.BaseModel):
            return value.id or False
        return value if isinstance(value, str | int | float) else value or False

    @api.model
    def _channel_of(self, row):
        return CHANNELS.get(row.incoming.flow.codec, "api")

    @api.model
    def _mine(self, row):
        """The partner, writable: the matrix was asked already."""
        unlocked = self.env["res.partner"]._healthcare_unlocked()
        return row.partner.with_context(**unlocked, tracking_disable=False)

    # -- existing --------------------------------------------------------------------

    @api.model
    def _update(self, connection, row):
        """Write what the sender keeps and what differs."""
        allowed, refused = self.env["healthcare.authority"]._filter(
            connection, "supplier", row.partner, row.values, row.incoming.message_id
        )
        row.refused = any(
            self.env["healthcare.authority"]._differs(row.partner, name, value)
            for name, value in refused.items()
        )
        self._hold_protected(connection, row, allowed)
        conflicts = self._both_sides(connection, row, allowed)
        for name in conflicts:
            allowed.pop(name)
        differing = {
            name: value
            for name, value in allowed.items()
            if self.env["healthcare.authority"]._differs(row.partner, name, value)
        }
        if differing:
            self._mine(row).write(differing)
            row.changed += sorted(differing)
        self._parts(connection, row)
        return self._finish(connection, row, conflicts)

    @api.model
    def _hold_protected(self, connection, row, allowed):
        """A tax number of a known supplier waits for two people, whoever keeps it."""
        held = row.partner._healthcare_held_values({"vat"} & allowed.keys(), allowed)
        for partner, values in held.items():
            self._hold(connection, row, partner, values)
            for name in values:
                allowed.pop(name)

    @api.model
    def _hold(self, connection, row, record, values):
        row.held = True
        return self.env["healthcare.master.change"]._hold(
            record,
            values,
            self._channel_of(row),
            connection=connection,
            message_id=row.incoming.message_id,
        )

    @api.model
    def _both_sides(self, connection, row, allowed):
        """Fields that both sides changed since the last message: ``{name: [ours,
        theirs]}`` of those that nobody declared; of the others the keeper wins and the
        overruled value is kept in the history."""
        if not row.sync or not row.sync.ours:
            return {}
        before, said = row.sync.ours, row.sync.said or {}
        authority, conflicts = self.env["healthcare.authority"], {}
        partner = row.partner.sudo()
        for name, value in allowed.items():
            ours = self._plain(partner[name])
            changed_here = name in before and before[name] != ours
            changed_there = name in said and said[name] != value
            if not (changed_here and changed_there):
                continue
            if not authority._differs(partner, name, value):
                continue
            rule = authority._rule_for(connection.company_id, "supplier", name)
            if rule and rule.owner == connection.id:
                row.lost[name] = ours
            else:
                conflicts[name] = [ours, value]
        return conflicts

    # -- new -------------------------------------------------------------------------

    @api.model
    def _create_supplier(self, connection, row):
        """A new partner, in onboarding unless its keeper approves it itself."""
        review = self.env["healthcare.duplicate.review"]._site_of(connection, row)
        values = dict(row.values)
        if review:
            values |= {"parent_id": review.partner_id.id, "type": "other"}
            values.pop("vat", None)
        values.setdefault("name", row.document.supplier_number)
        row.partner = (
            self.env["res.partner"]
            .sudo()
            .with_context(**self.env["res.partner"]._healthcare_unlocked())
            .create(
                {
                    **values,
                    "is_company": True,
                    "company_id": False,
                }
            )
        )
        self._link(connection, row)
        if not review:
            row.partner._healthcare_request(
                self.env.user, self.env._("From %s", connection.name)
            )
        self._parts(connection, row)
        return self._finish(connection, row, {}, created=True)

    @api.model
    def _link(self, connection, row):
        self.env["healthcare.external.ref"]._set(
            connection, "supplier", row.document.supplier_number, row.partner
        )

    # -- the end ---------------------------------------------------------------------

    @api.model
    def _finish(self, connection, row, conflicts, created=False):
        outcome = self._word(row, conflicts, created)
        sync = self._note(connection, row, outcome)
        if conflicts:
            sync.conflict = conflicts
            row.findings.append(
                self._finding(
                    "SYNC_CONFLICT",
                    self.env._(
                        "%(supplier)s was changed here and in %(system)s since the "
                        "last message.",
                        supplier=row.partner.name,
                        system=connection.name,
                    ),
                    sync,
                    where=row.document.where,
                )
            )
        action = "created" if created else "updated" if row.changed else "linked"
        touched = [
            Touched("res.partner", row.partner.id, action, row.document.where),
            Touched("healthcare.supplier.sync", sync.id, "linked"),
        ]
        arrived = [f"supplier:{row.partner.id}"]
        if row.findings:
            return Outcome.partly(
                "supplier.questions", touched, row.findings, arrived=tuple(arrived)
            )
        return Outcome.done(touched, arrived=arrived)

    @api.model
    def _word(self, row, conflicts, created):
        if created:
            return "created"
        if conflicts:
            return "conflict"
        if row.changed:
            return "updated"
        if row.held:
            return "held"
        return "refused" if row.refused else "unchanged"

    @api.model
    def _note(self, connection, row, outcome, keep=False):
        """Record what came of this message.

        :param keep: the version and content that were applied before stay.
        """
        syncs = self.env["healthcare.supplier.sync"].sudo()
        values = {
            "name": row.document.name or row.document.supplier_number,
            "outcome": outcome,
            "last_at": fields.Datetime.now(),
            "message_id": row.incoming.message_id or False,
        }
        if not keep:
            values |= {
                "partner_id": row.partner.id,
                "version": row.document.version or 0,
                "changed_at": self._naive(row.document.changed_at),
                "content_hash": row.fingerprint,
                "said": {name: self._plain(v) for name, v in row.values.items()},
                "ours": syncs._now(row.partner.sudo(), row.values),
            }
        if row.sync:
            row.sync.sudo().write(values)
        else:
            row.sync = syncs.create(
                {
                    **values,
                    "connection_id": connection.id,
                    "external_id": row.document.supplier_number,
                }
            )
        self.env["healthcare.supplier.sync.line"].sudo().create(
            {
                "sync_id": row.sync.id,
                "outcome": outcome,
                "fields_changed": ", ".join(row.changed) or False,
                "lost": row.lost or False,
                "message_id": row.incoming.message_id or False,
            }
        )
        return row.sync.sudo()
