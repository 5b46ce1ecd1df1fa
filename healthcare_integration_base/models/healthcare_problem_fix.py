"""What to do about a problem: the record to fix, then the release."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

CREDENTIAL = re.compile(r"credential|signature|secret|token|http\.40[13]|auth")
TRANSPORT = re.compile(r"^(http|tls|dns|connect|timeout|sftp|folder|partner|send)\b")


class HealthcareProblem(models.Model):
    """Fix once, then release all."""

    _inherit = "healthcare.problem"

    fix_label = fields.Char(string="Fix it in", compute="_compute_fix_label")
    running_replay_id = fields.Many2one(
        "healthcare.replay", compute="_compute_running_replay"
    )
    progress = fields.Float(related="running_replay_id.progress")

    # -- fix once --------------------------------------------------------------------

    @api.depends("type_id", "code", "dependency", "res_model", "res_id")
    def _compute_fix_label(self):
        for problem in self:
            problem.fix_label = problem._fix()[0]

    def _fix(self):
        """``(words, action)`` of the one record whose change mends all of it.

        From the most telling sign to the least: a translation that is missing, the
        record the question stands on, a secret, the way to the partner, a document.
        Questions of the trade are settled on their documents.
        """
        self.ensure_one()
        _ = self.env._
        if (self.dependency or "").startswith("mapping:"):
            return _("the mapping"), self._fix_mapping()
        target = self._target()
        if target:
            return target._description, self._form(target)
        if not self.type_id.technical:
            return _("the documents of its questions"), self.action_open_exceptions()
        code = self.code or ""
        connection = self.connection_id
        if connection and CREDENTIAL.search(code):
            return _("the credentials"), self._form(connection)
        if connection and TRANSPORT.search(code):
            return _("the connection"), self._form(connection)
        sample = self._sample()
        if sample:
            return _("a message of it"), self._form(sample)
        return _("the exception type"), self._form(self.type_id)

    def _target(self):
        """The record on which the question of a group stands; None if there is none."""
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _fix_mapping(self):
        """Where the unknown code is mapped: ``mapping:<domain>:...``

        The code's own question asks for the record it means; without one, the table
        in which the code has to stand.
        """
        question = self.exception_ids.filtered(
            lambda row: row.state == "open" and row.where == self.dependency
        )[:1]
        if question:
            return question.action_map_now()
        domain_name = self.dependency.split(":")[1]
        tables = self.env["healthcare.mapping"].search(
            [("domain", "=", domain_name), ("company_id", "=", self.company_id.id)]
        )
        if len(tables) == 1:
            return self._form(tables)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mappings"),
            "res_model": "healthcare.mapping",
            "views": [(False, "list"), (False, "form")],
            "domain": [("domain", "=", domain_name)],
        }

    def _sample(self):
        return self.env["healthcare.message"].search(
            [("problem_id", "=", self.id)], order="id desc", limit=1
        )

    @api.model
    def _form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def action_fix(self):
        """Open the record that has to be mended."""
        return self._fix()[1]

    # -- release ---------------------------------------------------------------------

    @api.depends("replay_ids.state")
    def _compute_running_replay(self):
        for problem in self:
            running = problem.replay_ids.filtered(lambda row: row.state == "running")
            problem.running_replay_id = running[:1]

    def action_release(self):
        """Ask for a reason and a pace, then send all its messages round again."""
        self.ensure_one()
        self.env["healthcare.message"]._check_operator()
        if self.running_replay_id:
            return self._form(self.running_replay_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release all"),
            "res_model": "healthcare.replay",
            "views": [(False, "form")],
            "context": {
                "default_reason": self.env._("Fixed: %(problem)s", problem=self.name),
                "default_problem_id": self.id,
                "default_company_id": self.company_id.id,
                "default_domain": repr([("problem_id", "=", self.id)]),
            },
        }

    def _release(self, reason, rate=0):
        """Replay all messages of this problem; returns the run.

        :raises UserError: nothing waits for a release.
        """
        self.ensure_one()
        messages = self.env["healthcare.message"].search(
            [
                ("problem_id", "=", self.id),
                ("state", "in", self._releasable_states()),
            ]
        )
        if not messages:
            raise UserError(self.env._("No message of it waits for a release."))
        return self.env["healthcare.replay"]._start(
            messages, reason, rate, problem_id=self.id
        )

    def action_open_messages(self):
        """The messages beside this problem, and those that wait for its dependency."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        domain = [("problem_id", "=", self.id)]
        if self.dependency:
            waits = [
                "&",
                ("dependency", "=", self.dependency),
                ("state", "=", "waiting"),
            ]
            domain = ["|", *domain, *waits]
        return action | {"domain": domain, "context": {}}

    def action_open_exceptions(self):
        """The questions of this problem."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_exception_action"
        )
        domain = [("problem_id", "=", self.id)]
        return action | {"domain": domain, "context": {"search_default_open": 1}}

    def action_open_replays(self):
        """The runs that released messages of this problem."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_replay_action"
        )
        return action | {"domain": [("problem_id", "=", self.id)], "context": {}}
