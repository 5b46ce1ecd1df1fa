"""Figures of an 835, taken from its segments and not from the canonical document.

They are what a support person compares with the payer: sums as they stand in the file,
whether it balances or not. An empty amount counts as nothing; one that cannot be read
is left out of the sums, and what it belongs to does not balance.
"""

from collections import Counter
from decimal import Decimal

ZERO = Decimal(0)


def plain(amount):
    """A Decimal without trailing zeros; None stays None."""
    if amount is None:
        return None
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Remittance:
    """Reads the segments of one transaction set; ``figures()`` are the result."""

    def __init__(self, part, read_decimal):
        self._read = read_decimal
        self._component = part.tree.delimiters.component
        self.bpr, self.trn02 = None, None
        self.claims, self.services, self.plb = [], [], []
        self.groups, self.reasons = Counter(), Counter()
        self.interest = self.adjusted = self.provider_level = ZERO
        self._claim = self._service = None
        take_by_tag = {
            name.removeprefix("_take_").upper(): getattr(self, name)
            for name in dir(self)
            if name.startswith("_take_")
        }
        for segment in part.tree:
            take = take_by_tag.get(segment[0])
            if take:
                take([*map(str.strip, segment), *[""] * 20])

    def _amount(self, text):
        return self._read(text) if text else ZERO

    def _take_bpr(self, segment):
        if self.bpr is None:
            self.bpr = segment

    def _take_trn(self, segment):
        if self.trn02 is None:
            self.trn02 = segment[2]

    def _take_clp(self, segment):
        self._claim = {
            "number": segment[1],
            "status": segment[2],
            "charge": self._amount(segment[3]),
            "paid": self._amount(segment[4]),
            "stated": segment[5],
            "adjusted": ZERO,
            "patient": ZERO,
        }
        self._service = None
        self.claims.append(self._claim)

    def _take_svc(self, segment):
        self._service = {
            "claim": self._claim["number"] if self._claim else "",
            "procedure": segment[1],
            "charge": self._amount(segment[2]),
            "paid": self._amount(segment[3]),
            "adjusted": ZERO,
        }
        self.services.append(self._service)

    def _take_cas(self, segment):
        group = segment[1]
        for at in range(2, 20, 3):
            reason, stated = segment[at], segment[at + 1]
            if not reason and not stated:
                continue
            amount = self._amount(stated)
            for loop in filter(None, (self._claim, self._service)):
                loop["adjusted"] = _plus(loop["adjusted"], amount)
            if amount is None:
                continue
            if self._claim and group == "PR":
                self._claim["patient"] += amount
            self.groups[group] += amount
            self.reasons[f"{group}-{reason}"] += amount
            self.adjusted += amount

    def _take_amt(self, segment):
        if segment[1] == "I" and self._claim and not self._service:
            self.interest += self._amount(segment[2]) or ZERO

    def _take_plb(self, segment):
        self._claim = self._service = None
        for at in range(3, 15, 2):
            if not segment[at] and not segment[at + 1]:
                continue
            amount = self._amount(segment[at + 1])
            pieces = (
                segment[at].split(self._component) if self._component else [segment[at]]
            )
            self.provider_level += amount or ZERO
            self.plb.append(
                {
                    "provider": segment[1],
                    "code": pieces[0],
                    "ref": pieces[1] if len(pieces) > 1 else "",
                    "amount": plain(amount),
                }
            )

    def sums(self):
        """Sums that add up over transaction sets."""
        stated = [self._amount(claim["stated"]) for claim in self.claims]
        return {
            "claims": len(self.claims),
            "service_lines": len(self.services),
            "sum_clp03": _total(claim["charge"] for claim in self.claims),
            "sum_clp04": _total(claim["paid"] for claim in self.claims),
            "sum_clp05": _total(stated),
            "sum_cas": self.adjusted,
            "sum_plb": self.provider_level,
        }

    def payment(self):
        """BPR02, None when it is missing or cannot be read."""
        return self._amount(self.bpr[2]) if self.bpr and self.bpr[2] else None

    def payment_difference(self):
        """BPR02 less what claims and PLB explain; None without BPR02."""
        if self.payment() is None:
            return None
        return self.payment() - (self.sums()["sum_clp04"] - self.provider_level)

    def unbalanced(self, loops):
        """The loops whose charge less adjustments is not what was paid."""
        return [
            loop
            for loop in loops
            if None in (loop["charge"], loop["paid"], loop["adjusted"])
            or loop["charge"] - loop["adjusted"] != loop["paid"]
        ]

    def figures(self):
        """Everything, as JSON: amounts as strings without trailing zeros."""
        bpr = self.bpr
        claims = self.unbalanced(self.claims)
        services = self.unbalanced(self.services)
        sums = self.sums()
        return {
            "bpr01": bpr[1] if bpr else None,
            "bpr02": plain(self.payment()),
            "bpr03": bpr[3] if bpr else None,
            "bpr04": bpr[4] if bpr else None,
            "bpr16": bpr[16] if bpr else None,
            "trn02": self.trn02,
            **{
                key: plain(value) if isinstance(value, Decimal) else value
                for key, value in sums.items()
            },
            "plb": self.plb,
            "cas_by_group": _sorted(self.groups),
            "cas_by_group_reason": _sorted(self.reasons),
            "claim_interest_amt_I": plain(self.interest),
            "claims_balance": not claims,
            "claims_not_balancing": [
                [row["number"], *map(plain, _equation(row))] for row in claims
            ],
            "service_lines_not_balancing": len(services),
            "service_lines_not_balancing_detail": [
                [row["claim"], row["procedure"], *map(plain, _equation(row))]
                for row in services
            ],
            "payment_balances": self.payment_difference() == ZERO,
            "payment_difference": plain(self.payment_difference()),
            "clp02_counts": dict(
                sorted(Counter(claim["status"] for claim in self.claims).items())
            ),
            "claims_clp05_absent": sum(1 for row in self.claims if not row["stated"]),
            "claims_clp05_ne_sum_pr": sum(
                1
                for row in self.claims
                if row["stated"] and self._amount(row["stated"]) != row["patient"]
            ),
        }


def file_figures(remittances):
    """The same over all 835s of a file."""
    total, groups = Counter(), Counter()
    for remittance in remittances:
        for key, value in remittance.sums().items():
            total[key] += value
        for group, value in remittance.groups.items():
            groups[group] += value
    payments = _total(remittance.payment() for remittance in remittances)
    return {
        "transactions": len(remittances),
        **{
            key: plain(value) if isinstance(value, Decimal) else value
            for key, value in total.items()
        },
        "sum_bpr02": plain(payments),
        "cas_by_group": _sorted(groups),
        "all_claims_balance": not any(
            remittance.unbalanced(remittance.claims) for remittance in remittances
        ),
        "all_payments_balance": all(
            remittance.payment_difference() == ZERO for remittance in remittances
        ),
    }


def _equation(row):
    return row["charge"], row["adjusted"], row["paid"]


def _plus(left, right):
    return None if left is None or right is None else left + right


def _total(amounts):
    return sum((amount for amount in amounts if amount is not None), ZERO)


def _sorted(counter):
    return {key: plain(counter[key]) for key in sorted(counter)}
