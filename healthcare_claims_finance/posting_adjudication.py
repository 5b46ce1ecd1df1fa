"""An adjudicated claim on its way into rows and cases. Pure arithmetic.

Order inside a claim: release of estimates, amounts that raise what is owed, cash,
patient and next payer, the other adjustments. Guards: an insurance receivable never
goes below zero; cash above it is a refund liability, other amounts above it are not
posted and become a case; a payment with nothing open is a duplicate. No denial is
written off.
"""

from . import posting_tables as tables
from .posting_types import ZERO, Case, ClaimResult, Row

UNDERPAYMENT_CARRIER = "45"


def line_signature(service):
    """What makes a service line the same adjudication as an earlier one."""
    name = service.control_number or service.procedure
    return f"{name}|{_signature(service)}"


def claim_signature(claim):
    """The same for the claim level: charge, paid and its adjustments."""
    return _signature(claim)


def _signature(loop):
    parts = sorted(f"{a.group}-{a.reason}={_plain(a.amount)}" for a in loop.adjustments)
    return f"{_plain(loop.charge)}|{_plain(loop.paid)}|{';'.join(parts)}"


def _plain(amount):
    """An amount in one spelling: 80, 80.0 and 80.00 are the same adjudication."""
    return f"{amount:.2f}"


class Adjudication:
    """One adjudicated claim on its way into rows; used once."""

    def __init__(self, claim, account, policy, ordinal):
        self.claim = claim
        self.account = account
        self.policy = policy
        self.result = ClaimResult(ordinal, "posted")
        self.credited = ZERO
        self.capped = ZERO

    def run(self):
        """Post what may be posted, open cases for the rest."""
        account = self.account
        if account.adjudicated and account.open <= ZERO and not account.virtual:
            return self._duplicate()
        if not account.adjudicated:
            self._release_estimates()
        adjustments, repeated_cash = self._fresh()
        held = self._hold_underpayment(adjustments)
        self._refund(repeated_cash)
        self._post_adjustments([a for a in adjustments if a[0].amount < ZERO], held)
        self._post_cash(self.claim.paid - repeated_cash)
        self._post_adjustments(
            sorted(
                (a for a in adjustments if a[0].amount >= ZERO),
                key=lambda entry: entry[0].group != "PR",
            ),
            held,
        )
        self._close()
        return self.result

    def _duplicate(self):
        """Nothing is open: the money belongs to the payer, adjustments were posted."""
        self.result.state = "duplicate"
        self._refund(self.claim.paid)
        return self.result

    def _release_estimates(self):
        """Undo the estimate of the recognition once, so that actuals stand alone."""
        account = self.account
        if account.estimate:
            self._row("AR_ALLOWANCE", account.estimate, component="estimate")
            self._row("REV_CONTRA", -account.estimate, component="estimate")
            account.estimate = ZERO
        if account.gross_up:
            payer = account.payer
            self._row("AR_PAYER", account.gross_up, payer, "estimate")
            self._row("REV_CONTRA", -account.gross_up, component="estimate")
            account.open += account.gross_up
            account.gross_up = ZERO

    def _fresh(self):
        """Adjustments not posted before, and the cash of lines paid before.

        A payer that sends a claim again without taking it back repeats lines; the
        same line with the same amounts was adjudicated already.
        """
        known = frozenset().union(
            *(p.lines for p in self.account.posted if not p.reversed)
        )
        whole = {p.signature for p in self.account.posted if not p.reversed}
        entire = not self.claim.services and self.claim.charge == self.account.charge
        if entire and claim_signature(self.claim) in whole:
            return [], self.claim.paid
        fresh = [(item, None) for item in self.claim.adjustments]
        cash = ZERO
        for service in self.claim.services:
            if service.control_number and line_signature(service) in known:
                cash += service.paid
                continue
            fresh += [(item, service) for item in service.adjustments]
        return fresh, cash

    def _hold_underpayment(self, adjustments):
        """Compare with the contract; the amount of CARC 45 that stays open.

        Only a primary adjudication of the whole claim without denied amounts compares
        with the contract; everything else is worked by its own case.
        """
        expected = self.account.expected
        classes = [tables.classify(a.group, a.reason) for a, _service in adjustments]
        if (
            expected is None
            or self.claim.status not in tables.PRIMARY
            or self.claim.charge != self.account.charge
            or not self._compares(classes)
        ):
            return ZERO
        allowed = self.claim.paid + sum(
            (
                item.amount
                for (item, _service), name in zip(adjustments, classes, strict=True)
                if name in (tables.COST_SHARE, tables.SEQUESTRATION)
            ),
            ZERO,
        )
        return self._judge(expected, allowed)

    @staticmethod
    def _compares(classes):
        comparable = {tables.CONTRACTUAL, tables.COST_SHARE, tables.SEQUESTRATION}
        return set(classes) <= comparable

    def _judge(self, expected, allowed):
        variance = expected - allowed
        tolerance = max(
            self.policy.tolerance_amount, self.policy.tolerance_rate * expected
        )
        if abs(variance) <= tolerance:
            return ZERO
        kind = "underpayment" if variance > ZERO else "overpayment_review"
        self._case(kind, abs(variance), expected=expected, allowed=allowed)
        if variance > ZERO and self.policy.underpayment == "hold_open":
            return variance
        return ZERO

    def _post_cash(self, cash):
        if not cash:
            return
        taken = self._credit(cash)
        self._row("REMIT_CLEARING", cash)
        if cash != taken:
            self._row("PAYER_REFUND_LIAB", taken - cash)
            self._case("credit_balance", cash - taken)

    def _refund(self, cash):
        """Cash that pays nothing open is owed back to the payer."""
        if not cash:
            return
        self._row("REMIT_CLEARING", cash)
        self._row("PAYER_REFUND_LIAB", -cash)
        self._case("credit_balance", cash)

    def _post_adjustments(self, adjustments, held):
        for item, service in adjustments:
            name = tables.classify(item.group, item.reason)
            classes = self.result.classes
            classes[name] = classes.get(name, ZERO) + item.amount
            amount = item.amount
            if item.reason == UNDERPAYMENT_CARRIER and amount > ZERO:
                kept = min(held, amount) if name == tables.CONTRACTUAL else ZERO
                amount, held = amount - kept, held - kept
            posted, role = self._post_adjustment(item, service, name, amount)
            self.result.adjustments.append((item, service, name, role, posted))

    def _post_adjustment(self, item, service, name, amount):
        """Post one adjustment by its class; (amount posted, role)."""
        if name in (tables.INFORMATIONAL, tables.PRIOR_PAYER):
            return ZERO, ""
        if name in tables.DENIED_CLASSES and not self._accepts_bundle(name, amount):
            if amount > ZERO:
                self._case("denial", amount, item=item, service=service)
            return ZERO, ""
        taken = self._credit(amount)
        self.capped += amount - taken
        role, partner, component = self._target(item, name)
        self._row(role, taken, partner, component, item.where)
        if name == tables.PATIENT_NONCOVERED and amount > ZERO:
            self._case("noncovered_patient", amount, item=item, service=service)
        return taken, role

    def _accepts_bundle(self, name, amount):
        if name != tables.BUNDLED or self.policy.bundled == "hold_open":
            return False
        limit = self.policy.bundled_auto_max
        return limit is None or amount <= limit

    def _target(self, item, name):
        """(role, partner, component): who owes the amount from now on."""
        account = self.account
        if name == tables.COST_SHARE:
            if account.next_payer and account.next_payer != account.payer:
                return "AR_PAYER", account.next_payer, "next_payer"
            component = tables.COST_SHARE_COMPONENTS[item.reason]
            return "AR_PATIENT", account.patient, component
        if name == tables.PATIENT_NONCOVERED:
            return "AR_PATIENT", account.patient, "non_covered"
        return tables.CLASS_ROLES[name], None, ""

    def _credit(self, amount):
        """Lower what the payer owes, never below zero; what was taken."""
        account = self.account
        taken = amount if amount < ZERO else min(amount, max(account.open, ZERO))
        account.open -= taken
        self.credited += taken
        return taken

    def _close(self):
        if self.credited:
            role = "REV_NET" if self.account.virtual else "AR_PAYER"
            partner = None if self.account.virtual else self.account.payer
            self._row(role, -self.credited, partner)
        if self.capped:
            first = self.claim.status in tables.PRIMARY
            self._case("adjustment_capped" if first else "cob_review", self.capped)
        self.account.adjudicated = True

    def _row(self, role, amount, partner=None, component="", where=""):
        if amount:
            self.result.rows.append(
                Row(
                    role,
                    amount,
                    partner,
                    self.account.claim,
                    component,
                    self.result.ordinal,
                    where or self.claim.where,
                )
            )

    def _case(self, kind, amount, item=None, service=None, **more):
        self.result.cases.append(
            Case(
                kind,
                amount,
                self.account.claim,
                self.claim.claim_number,
                f"{item.group}-{item.reason}" if item else "",
                service.remarks if service else self.claim.remarks,
                service.control_number if service else "",
                self.result.ordinal,
                statement_hold=kind == "noncovered_patient",
                where=(item.where if item else "") or self.claim.where,
                **more,
            )
        )
