"""How a connection is protected: its circuit, its limits, its share of the workers."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..circuit import CLOSED
from ..outcome import Finding

GATE_FIELDS = {
    "circuit_state": "circuit",
    "circuit_manual": "manual",
    "circuit_reason": "reason",
    "circuit_since": "opened_at",
    "probe_at": "probe_at",
    "paused_until": "paused_until",
    "delivered_at": "delivered_at",
}


class HealthcareConnection(models.Model):
    """Policies are columns here, what they led to stands in the gate's own row."""

    _inherit = "healthcare.connection"

    circuit_failures = fields.Integer(
        string="Opens after",
        default=5,
        required=True,
        help="Failures of the partner (no connection, no answer, 5xx), sending or "
        "fetching, after which he is left alone until a probe succeeds. A refused "
        "document is no failure.",
    )
    circuit_minutes = fields.Integer(
        string="Within (minutes)", default=5, required=True
    )
    probe_seconds = fields.Integer(
        string="First probe after (seconds)",
        default=60,
        required=True,
        help="Each failed probe doubles the wait, up to an hour.",
    )
    capacity = fields.Integer(
        string="Parallel senders",
        default=2,
        required=True,
        help="How many workers may call this partner at the same time. The others "
        "stay free for other partners.",
    )
    send_calls = fields.Integer(
        string="Calls allowed", help="Per interval; 0 is without a limit."
    )
    send_seconds = fields.Integer(
        string="Interval (seconds)", default=60, required=True
    )
    send_burst = fields.Integer(
        string="Sent at once",
        help="Calls saved up at most; 0: as many as per interval.",
    )
    gate_ids = fields.One2many(
        "healthcare.connection.gate", "connection_id", readonly=True, copy=False
    )
    circuit_state = fields.Selection(
        [("closed", "Closed"), ("open", "Open"), ("half_open", "Probing")],
        string="Circuit",
        compute="_compute_gate",
        search="_search_circuit_state",
        compute_sudo=True,
    )
    circuit_manual = fields.Boolean(compute="_compute_gate", compute_sudo=True)
    circuit_reason = fields.Char(compute="_compute_gate", compute_sudo=True)
    circuit_since = fields.Datetime(compute="_compute_gate", compute_sudo=True)
    probe_at = fields.Datetime(
        string="Next probe", compute="_compute_gate", compute_sudo=True
    )
    paused_until = fields.Datetime(compute="_compute_gate", compute_sudo=True)
    delivered_at = fields.Datetime(
        string="Last delivery", compute="_compute_gate", compute_sudo=True
    )

    _circuit_range = models.Constraint(
        "CHECK(circuit_failures BETWEEN 1 AND 100 AND circuit_minutes BETWEEN 1 AND "
        "1440 AND probe_seconds BETWEEN 1 AND 86400)",
        "A circuit opens after 1 to 100 failures within a day and probes within a day.",
    )
    _capacity_range = models.Constraint(
        "CHECK(capacity BETWEEN 1 AND 100)", "Between 1 and 100 workers call a partner."
    )
    _send_range = models.Constraint(
        "CHECK(COALESCE(send_calls, 0) >= 0 AND COALESCE(send_burst, 0) >= 0 "
        "AND send_seconds BETWEEN 1 AND 86400)",
        "A limit counts calls within a second to a day.",
    )

    def _file_limit(self):
        """Bytes that a file may have to be fetched; 0 without a letter box."""
        return self._letter_box().file_limit * 1024**2

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections.flush_recordset()
        self.env["healthcare.connection.gate"]._make_missing(connections.ids)
        return connections

    @api.depends("gate_ids.circuit", "gate_ids.paused_until", "gate_ids.delivered_at")
    def _compute_gate(self):
        gates = self.env["healthcare.connection.gate"].search(
            [("connection_id", "in", self.ids)]
        )
        found = {gate.connection_id.id: gate for gate in gates}
        now = fields.Datetime.now()
        for connection in self:
            gate = found.get(connection.id, gates.browse())
            for name, column in GATE_FIELDS.items():
                connection[name] = gate[column]
            connection.circuit_state = gate.circuit or CLOSED
            if gate.paused_until and gate.paused_until <= now:
                connection.paused_until = False

    def _search_circuit_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("gate_ids.circuit", "in", list(value))]

    # -- what the gate tells ---------------------------------------------------------

    def _circuit_opened(self, reason, manual):
        """Ask the owner once; everything that is due stays due."""
        self.ensure_one()
        if manual:
            return
        text = self.env._(
            "%(connection)s does not answer as it should (%(code)s). Nothing "
            "is sent or fetched until a probe succeeds; "
            "what is due waits and loses no attempt.",
            connection=self.name,
            code=reason,
        )
        finding = Finding(
            "CIRCUIT_OPEN", text, self._name, self.id, user_id=self.owner_id.id
        )
        self.env["healthcare.exception"]._open(finding, connection=self)

    def _circuit_closed(self, resolution):
        self.env["healthcare.exception"]._resolve_for(
            self, ["CIRCUIT_OPEN"], resolution
        )
        self._ring_lanes()

    def _ring_lanes(self):
        """Ring for whatever flows these connections have."""
        for lane in set(self.sudo().flow_ids.mapped("lane")) or {"normal"}:
            self.env["healthcare.drain"]._ring_after_commit(lane)

    def _log_state(self):
        """Who brought a connection where it is now."""
        for connection in self:
            event = f"connection.{connection.state}"
            self.env["healthcare.audit.entry"]._log(event, connection)

    # -- by hand ---------------------------------------------------------------------

    def _decide_open_circuit(self, reason):
        """Nothing is sent until a person closes the circuit again."""
        self._switch_circuit(True, reason)

    def _decide_close_circuit(self, reason):
        """Send again, whatever the last calls said."""
        self._switch_circuit(False, reason)

    def _switch_circuit(self, opened, reason):
        connections = self._as_operator()
        self.env.flush_all()
        event = "circuit.opened" if opened else "circuit.closed"
        with self.env["healthcare.drain"]._read_committed() as env:
            gates = env["healthcare.connection.gate"]
            for connection in env["healthcare.connection"].browse(connections.ids):
                row = gates._locked(connection.id)
                if (row["circuit"] != CLOSED) == opened and row["manual"] == opened:
                    raise UserError(self.env._("The circuit is like that already."))
                if opened:
                    gates._open(connection, "person", 0, manual=True)
                else:
                    gates._close(connection, reason)
        self.env["healthcare.audit.entry"]._log(event, connections, reason)
        for connection in connections:
            text = (
                self.env._("Circuit opened by hand: %(reason)s", reason=reason)
                if opened
                else self.env._("Circuit closed by hand: %(reason)s", reason=reason)
            )
            connection.message_post(body=text)
        self.env.invalidate_all()
        connections._ring_lanes()
