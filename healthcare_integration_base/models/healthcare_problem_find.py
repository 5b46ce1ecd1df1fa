"""Clustering: each failure finds its problem, in a constant number of statements."""

from psycopg2.extras import execute_values

from odoo import api, models

from ..fingerprint import fingerprint, place_pattern
from ..outcome import Finding
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
        """``{fingerprint: id}``; unknown problems are created, solved ones reopened.

        Another transaction may be at the same: under READ COMMITTED its row is waited
        for and taken, under REPEATABLE READ the statement raises 40001 and the batch
        is given back.
        """
        fresh = {fact["fingerprint"]: fact for fact in facts}
        self.flush_model()
        known = self._look_up(fresh)
        missing = [fact for key, fact in fresh.items() if key not in known]
        if missing:
            self._insert(missing)
            known = self._look_up(fresh)
        self._reopen([row[0] for row in known.values() if row[1] != "open"])
        return {key: row[0] for key, row in known.items()}

    @api.model
    def _look_up(self, fingerprints):
        self.env.cr.execute(
            "SELECT fingerprint, id, state FROM healthcare_problem "
            "WHERE fingerprint = ANY(%s)",
            [list(fingerprints)],
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model
    def _insert(self, facts):
        types = self.env["healthcare.exception.type"]
        names = list(facts[0])
        columns = ", ".join(f'"{name}"' for name in names)
        now = "timezone('UTC', now())"
        # By the clock, as the audit trail: what was decided earlier in the same
        # transaction was decided before.
        clock = "timezone('UTC', clock_timestamp())"
        execute_values(
            self.env.cr._obj,
            f"""
            INSERT INTO healthcare_problem
                   ({columns}, severity, state, recurrences, first_seen, opened_at,
                    create_uid, create_date, write_uid, write_date)
            VALUES %s ON CONFLICT DO NOTHING
            """,
            [
                (
                    *(fact[name] or None for name in names),
                    types.browse(fact["type_id"]).severity,
                )
                for fact in facts
            ],
            template=f"({'%s, ' * (len(names) + 1)} 'open', 0, {clock}, {clock}, "
            f"{self.env.uid}, {now}, {self.env.uid}, {now})",
            page_size=len(facts),
        )

    @api.model
    def _reopen(self, ids):
        """The same failure came back."""
        if not ids:
            return
        self.env.cr.execute(
            """
            UPDATE healthcare_problem
               SET state = 'open', opened_at = timezone('UTC', clock_timestamp()),
                   solved_at = NULL, recurrences = recurrences + 1
             WHERE id = ANY(%s) AND state <> 'open'
         RETURNING id
            """,
            [ids],
        )
        again = self.browse([row[0] for row in self.env.cr.fetchall()])
        again.invalidate_recordset()
        if again:
            text = self.env._("The same failure came back.")
            again._message_log_batch(dict.fromkeys(again.ids, text))

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
