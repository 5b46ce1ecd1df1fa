"""No way into production past a release."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .healthcare_release import CONNECTION, FLOW, SCHEDULE, _hash


class HealthcareConnection(models.Model):
    """A production connection goes live as it was released, and stays so."""

    _inherit = "healthcare.connection"

    release_ids = fields.One2many("healthcare.release", "connection_id", copy=False)
    release_count = fields.Integer(compute="_compute_release_count")

    @api.depends("release_ids")
    def _compute_release_count(self):
        for connection in self:
            connection.release_count = len(connection.release_ids)

    def _release_content(self):
        """``{place: value}`` of every setting that a release covers, as text."""
        content = _texts(self, CONNECTION, "")
        for flow in self.flow_ids.sorted("code"):
            content |= _texts(flow, FLOW, f"{flow.code}: ")
            content |= _texts(flow._scheduled(), SCHEDULE, f"{flow.code}: ")
            left_out = flow.field_ids.filtered(lambda row: not row.carried)
            if left_out:
                # Never translated: the content is compared by its hash.
                paths = sorted(left_out.mapped("path"))
                content[f"{flow.code}: Left out"] = ", ".join(paths)
        return content

    def _is_released(self):
        """Whether the release in force covers what is set up now."""
        last = self.sudo().release_ids.filtered("effective_at")[:1]
        return last.content_hash == _hash(self.sudo()._release_content())

    def _missing_for_live(self):
        missing = super()._missing_for_live()
        if self.environment == "production" and not self._is_released():
            waiting = self.sudo().release_ids.filtered(
                lambda row: row.state == "approved"
            )[:1]
            text = self.env._("A release that owner and security approved.")
            missing.append(waiting.window_text or text)
        return missing

    def _hold_unreleased(self, flows):
        """Changed flows of a released connection wait for the next release."""
        if self.state != "live" or self.environment != "production":
            return
        known = self.sudo().release_ids.filtered("effective_at")
        if known and not self._is_released():
            held = flows.filtered(lambda flow: flow.state == "active").sudo()
            held._pause(self.env._("Changed: waits for a release."))
            held.write({"held_for_release": True})

    def _resume_released(self):
        """What waited for this release goes on."""
        for connection in self.filtered(lambda row: row._is_released()):
            held = connection.flow_ids.filtered("held_for_release")
            held.write({"held_for_release": False})
            paused = held.filtered(lambda flow: flow.state == "paused")
            paused.write({"state": "active", "pause_reason": False})
        self.env["healthcare.drain"]._ring_after_commit()

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._check_production()
        return connections

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "environment"}:
            self._check_production()
        if vals.keys() & set(CONNECTION):
            for connection in self:
                connection._hold_unreleased(connection.flow_ids)
        return result

    def _check_production(self):
        """:raises UserError: a person types in what *Go live* would not do."""
        if self.env.su:
            return
        for connection in self:
            live = connection.state == "live"
            if live and connection.environment == "production":
                if not connection._is_released():
                    raise UserError(
                        self.env._("Suspend it, release it for production, go live.")
                    )

    def action_open_releases(self):
        """The releases of this connection."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_release_action"
        )
        return action | {
            "domain": [("connection_id", "=", self.id)],
            "context": {
                "default_connection_id": self.id,
                "default_name": self.name,
            },
        }


class HealthcareFlow(models.Model):
    """A changed or new flow of a released connection is held."""

    _inherit = "healthcare.flow"

    held_for_release = fields.Boolean(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        for flow in flows:
            flow.connection_id._hold_unreleased(flow)
        return flows

    def write(self, vals):
        if vals.get("state") == "active" and not self.env.su:
            self._check_released()
        result = super().write(vals)
        if vals.keys() & {*FLOW, "schedule_ids"}:
            for flow in self:
                flow.connection_id._hold_unreleased(flow)
        return result

    def action_resume(self):
        """Go on; a changed flow in production only with its release."""
        self._check_released()
        return super().action_resume()

    def _check_released(self):
        for flow in self:
            connection = flow.connection_id
            known = connection.sudo().release_ids.filtered("effective_at")
            production = connection.environment == "production"
            if production and known and not connection._is_released():
                raise UserError(self.env._("This flow was changed: release it first."))


class HealthcareSchedule(models.Model):
    """Other hours are a change like any other."""

    _inherit = "healthcare.schedule"

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        _hold(schedules.flow_id)
        return schedules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & set(SCHEDULE):
            _hold(self.flow_id)
        return result

    def unlink(self):
        flows = self.flow_id
        result = super().unlink()
        _hold(flows.exists())
        return result


class HealthcareFlowField(models.Model):
    """So is what a flow carries."""

    _inherit = "healthcare.flow.field"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        _hold(lines.flow_id)
        return lines

    def write(self, vals):
        flows = self.flow_id
        result = super().write(vals)
        if vals.keys() & {"carried", "flow_id"}:
            _hold(flows | self.flow_id)
        return result

    def unlink(self):
        flows = self.flow_id
        result = super().unlink()
        _hold(flows.exists())
        return result


def _hold(flows):
    """Flows of a released connection that are no longer as they were released."""
    for flow in flows:
        flow.connection_id._hold_unreleased(flow)


def _texts(record, names, prefix):
    found = {}
    for name in names:
        if name not in record._fields or not record:
            continue
        value = record[name]
        if record._fields[name].type == "many2one":
            value = value.sudo().display_name
        found[prefix + record._fields[name].string] = (
            "" if value is False else str(value)
        )
    return found
