"""Clustering: each failure finds its problem, in a constant number of statements."""

from psycopg2.extras import execute_values

from odoo import api, fields, models

from ..fingerprint import fingerprint, place_pattern
from ..outcome import Finding
from .healthcare_exception_open import QUIET
from .healthcare_problem import FAILING, SOLVED

ASK_AGAIN = 100


class HealthcareProblem(models.Model):
    """A failure that was seen before costs one look-up and one update."""

    _inherit = "healthcare.problem"

    @api.model
    def _cluster(self, rows, values):
        """Give each exception's ``values`` its ``problem_id`` and whether it is
        ``shared``; stand failing messages beside their problem.

        :param rows: ``(finding, message, connection, company)`` of each exception.
        """
        facts = [
            self._facts(finding, message, value)
            for (finding, message, *_rest), value in zip(rows, values, strict=True)
        ]
        ids = self._ids_of(facts)
        links = []
        for (_finding, message, *_rest), value, fact in zip(
            rows, values, facts, strict=True
        ):
            value["problem_id"] = ids[fact["fingerprint"]]
            value["shared"] = self._is_shared(message, value, fact)
            if message and self._type_of(value).technical:
                links.append((message.id, value["problem_id"]))
        self._link(links)

    @api.model
    def _type_of(self, value):
        return self.env["healthcare.exception.type"].browse(value["type_id"])

    @api.model
    def _is_shared(self, message, value, fact):
        """One question for all: of a grouped type, and able to end by itself."""
        if not self._type_of(value).grouped:
            return False
        if message:
            return message.state in FAILING and not value["res_model"]
        return bool(fact["dependency"])

    @api.model
    def _facts(self, finding, message, value):
        """The columns of the problem to which a failure belongs."""
        kind = self._type_of(value)
        technical = kind.technical
        dependency = None if message else self._dependency_of(finding, value)
        # A question that holds up a group names the group by its place.
        place = finding.where if dependency else place_pattern(finding.where)
        on_record = not message and technical
        facts = {
            "name": finding.summary if technical or dependency else kind.name,
            "type_id": kind.id,
            "code": (message.code if message and technical else None) or False,
            "place": place or False,
            "kind": (message.kind if message else None) or False,
            "connection_id": value["connection_id"],
            "flow_id": message.flow_id.id if message else False,
            "company_id": value["company_id"],
            "dependency": dependency or False,
            "res_model": value["res_model"] if on_record else False,
            "res_id": value["res_id"] if on_record else False,
        }
        told = ("code", "place", "kind", "connection_id", "company_id")
        facts["fingerprint"] = fingerprint(
            kind.code,
            *(facts[name] or "" for name in told),
            dependency,
            *(facts[name] or "" for name in ("res_model", "res_id")),
        )
        return facts

    @api.model
    def _dependency_of(self, finding, value):
        """The key for which messages wait that this question holds up; "" if none."""
        where = finding.where or ""
        if where.startswith("mapping:"):
            return where
        if finding.type_code != "CONFIGURATION":
            return ""
        if finding.model == "healthcare.flow":
            return self.env["healthcare.flow"].sudo().browse(finding.res_id)._key()
        if finding.model == "healthcare.connection" and where:
            return f"flow:{finding.res_id}:in:{where}"
        return ""

    @api.model
    def _ids_of(self, facts):
        """``{fingerprint: id}``; unknown problems are created, solved ones reopened."""
        fresh = {fact["fingerprint"]: fact for fact in facts}
        self.flush_model(["fingerprint", "state"])
        self.env.cr.execute(
            "SELECT fingerprint, id, state FROM healthcare_problem "
            "WHERE fingerprint = ANY(%s)",
            [list(fresh)],
        )
        rows = self.env.cr.fetchall()
        known = {row[0]: row[1] for row in rows}
        self.browse([row[1] for row in rows if row[2] != "open"])._reopen()
        missing = [fact for key, fact in fresh.items() if key not in known]
        created = self.with_context(**QUIET).create(missing)
        return known | {problem.fingerprint: problem.id for problem in created}

    def _reopen(self):
        """The same failure came back."""
        now = fields.Datetime.now()
        for problem in self:
            problem.write(
                {
                    "state": "open",
                    "opened_at": now,
                    "solved_at": False,
                    "recurrences": problem.recurrences + 1,
                }
            )

    @api.model
    def _link(self, links):
        """Stand messages beside their problems, those that fail."""
        if not links:
            return
        execute_values(
            self.env.cr._obj,
            f"""
            UPDATE healthcare_message m SET problem_id = v.problem
              FROM (VALUES %s) AS v(id, problem)
             WHERE m.id = v.id AND m.state IN {FAILING}
               AND m.problem_id IS DISTINCT FROM v.problem
            """,
            links,
            page_size=len(links),
        )
        self.env["healthcare.message"].invalidate_model(["problem_id"])

    @api.model
    def _ask_again(self):
        """Failing messages beside a closed problem, or one without a question, ask
        again: two transactions passed each other."""
        self.env["healthcare.exception"].flush_model()
        self.env.cr.execute(
            f"""
            SELECT DISTINCT ON (p.id) p.id, m.id FROM healthcare_problem p
              JOIN healthcare_message m ON m.problem_id = p.id
               AND m.state NOT IN ({SOLVED}) AND m.state IN {FAILING}
             WHERE NOT EXISTS (SELECT 1 FROM healthcare_exception e
                                WHERE e.problem_id = p.id AND e.state = 'open')
             ORDER BY p.id, m.id LIMIT %s
            """,
            [ASK_AGAIN],
        )
        for problem_id, message_id in self.env.cr.fetchall():
            problem = self.sudo().browse(problem_id)
            finding = Finding(problem.type_id.code, problem.name, where=problem.place)
            message = self.env["healthcare.message"].sudo().browse(message_id)
            self.env["healthcare.exception"]._open(finding, message=message)
