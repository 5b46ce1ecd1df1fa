"""Claim vectors against the product: one vector in a fresh database.

Opening claims arrive through the claim handler and are recognised by the product, each
835 goes from its X12 text through codec, document and handler, money in the bank is a
statement line, every other entry is the product's own action of that name. Expected
lines are only compared, never posted.
"""

import hashlib

from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

from . import vectors_claims_actions as actions
from . import vectors_claims_compare as compare
from .vectors_claims_canonical import canonical_of, day, money
from .vectors_claims_opening import Opening


def run(env, vector):
    """Carry a vector out; ``[]`` when all agrees, else what differs."""
    desk = Desk(env, vector)
    try:
        desk.open()
        for number, event in enumerate(vector["events"], 1):
            desk.at = f"event {number}"
            getattr(desk, f"on_{event['type']}")(event)
        desk.finish()
    except actions.NotSupported as reason:
        desk.reasons.append(f"{desk.at}: not supported: {reason}")
    except Exception as error:  # a vector never stops the others
        desk.reasons.append(f"{desk.at}: {type(error).__name__}: {error}")
    return desk.reasons


class Desk(Opening):
    """The product as one vector sees it."""

    def __init__(self, env, vector):
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.vector = vector
        self.reasons = []
        self.at = "opening"
        self.payers = {}
        self.claims = {}
        self.files = {}
        self.settlements = set()

    # -- events ------------------------------------------------------------

    def apply(self, kind, document, content_hash=""):
        """One canonical document through its handler, as the service account."""
        service = self.env.ref("healthcare_integration_base.user_service")
        handler = self.env[f"healthcare.handler.{kind}"].with_user(service)
        row = Incoming(0, "", None, None, document, content_hash)
        outcome = handler._apply([row])[0]
        self.env["healthcare.exception"]._open_many(
            [(finding, None, None, self.env.company) for finding in outcome.findings]
        )
        self.env.flush_all()
        return outcome

    def on_era(self, event):
        """An 835 file; ``approved`` is the approver's click on the waiting payment."""
        before = self.last_line()
        expected = event["expected"]
        if event.get("approved"):
            outcomes, results = [], [actions.approve(self, event)]
        else:
            sha = event.get("file_sha")
            text = self.files.setdefault(sha, event.get("x12")) if sha else None
            documents = self._documents(event, text or event.get("x12"))
            bytes_of = (text or event.get("x12") or sha or "").encode()
            content = hashlib.sha256(bytes_of).hexdigest() if bytes_of else ""
            outcomes = [self.apply("remittance", doc, content) for doc in documents]
            results = [
                "quarantined" if o.code == "identity_conflict" else o.code
                for o in outcomes
            ]
        self.expect_result(expected["result"], results)
        rows = compare.lines_since(self, before, settlements=False)
        self.expect_postings(expected["postings"], rows)
        if "errors" in expected:
            found = actions.errors_of(self, outcomes)
            self.expect(
                "errors", compare.checks(expected["errors"]), compare.checks(found)
            )
        self.expect_cases(expected.get("cases", []), outcomes)

    def _documents(self, event, text):
        formats = self.env["healthcare.format"]
        reader = formats._documents().get("x12_835")
        if reader is None or not text:
            return [canonical_of(row) for row in event["transactions"]]
        decoded = formats._codecs()[reader.codec].decode(text.encode())
        documents = []
        for part in decoded.parts:
            if part.code == reader.reads:
                documents += reader.read(part).documents
        return documents

    def on_bank(self, event):
        """A line of the bank statement, with the trace number where the bank has it."""
        before = self.last_line()
        actions.bank_line(self, event)
        self.expect_postings(event["lines"], compare.lines_since(self, before))

    def on_entry(self, event):
        """A step of another kind: the product's action that makes such an entry."""
        before = self.last_line()
        actions.entry(self, event)
        rows = compare.lines_since(self, before)
        rows += compare.uncounted_settlements(self, event)
        self.expect_postings(event["lines"], rows)

    def on_void(self, event):
        """The payer voids a payment instrument."""
        before = self.last_line()
        remittance = self.env["healthcare.remittance"].search(
            [("name", "=", event["trn02"])], limit=1
        )
        remittance.action_void(event.get("replaced_by") or "")
        expected = event.get("expected", {}).get("postings", [])
        self.expect_postings(expected, compare.lines_since(self, before))

    def on_checkpoint(self, event):
        """A dated control run."""
        late = self.env["healthcare.remittance"]._cron_check_money(day(event["date"]))
        found = sorted((r.name, money(f"{r.payment:.2f}")) for r in late)
        expected = event["expected"].get("exceptions", [])
        if any(row["type"] != "eft_late" for row in expected):
            raise actions.NotSupported(
                "a control run for something else than late money"
            )
        wanted = sorted((row["trn02"], money(row["amount"])) for row in expected)
        self.expect("exceptions", wanted, found)

    # -- comparison --------------------------------------------------------

    def finish(self):
        """States and balances at the end."""
        self.at = "end"
        for name, wanted in (self.vector.get("states") or {}).items():
            self.expect(f"state {name}", wanted, actions.state_of(self, name))
        opening = [
            {
                "role": "AR_PAYER",
                "partner": row["payer"],
                "claim": row["claim"],
                "debit": row["open"],
                "credit": 0,
            }
            for row in self.vector["opening"]["claims"]
        ]
        opening += self.vector["opening"].get("balances") or []
        found = compare.totals(
            compare.expected_rows(opening) + compare.lines_since(self, self.start)
        )
        wanted = compare.totals(
            [compare.balance_row(row) for row in self.vector["final_computed"]]
        )
        self.expect("final", wanted, found)

    def expect(self, what, wanted, found):
        if wanted != found:
            self.reasons.append(f"{self.at}: {what} is {found}, expected {wanted}")

    def expect_result(self, wanted, results):
        """One result for all payments of a file, or one each as a list."""
        if isinstance(wanted, list):
            self.expect("result", wanted, results)
        elif wanted not in results or set(results) - {wanted, "posted"}:
            self.reasons.append(f"{self.at}: result is {results}, expected {wanted}")

    def expect_postings(self, wanted, rows):
        expected = compare.totals(compare.expected_rows(wanted))
        self.expect("postings", expected, compare.totals(rows))

    def expect_cases(self, wanted, outcomes):
        found = compare.cases_of(self, outcomes)
        difference = compare.case_difference(wanted, found)
        if difference:
            self.reasons.append(f"{self.at}: {difference}")

    def last_line(self):
        """The newest journal item; what comes later belongs to the event."""
        self.env.flush_all()
        newest = self.env["account.move.line"].search([], order="id desc", limit=1)
        return newest.id or 0
