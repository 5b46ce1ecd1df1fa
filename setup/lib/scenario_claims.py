"""Claim to cash: copies of claims come in, payers decide, the bank pays."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from .failure import SetupError
from .partners import payer as health_plan
from .partners.formats import Address, canonical
from .scenario_hospital import (
    CLAIMS,
    CLEARINGHOUSE,
    OWN_IDENTIFIER,
    OWN_NPI,
    PAYERS,
    find,
)

CENT = Decimal("0.01")
DECISIONS = {
    "full": health_plan.FULL,
    "agreed": health_plan.CONTRACTUAL,
    "patient": health_plan.PATIENT,
    "denied": health_plan.DENIAL,
}
#: Days between the visit and the claim, and between the claim and the payment.
TO_CLAIM, TO_PAYMENT = 5, 14
#: What the payment of the unbalanced transaction set is off by.
OFF = Decimal("10.00")


class ClaimToCash:
    """Plays the clearinghouse, the payers, the cash poster and the bank.

    :param poster: web_user.WebUser of the cash poster
    """

    def __init__(self, context, doors, poster, company):
        self.context = context
        self.doors = doors
        self.poster = poster
        self.company = company
        self.hospital = Address(OWN_IDENTIFIER)
        self.house = Address(CLEARINGHOUSE["identifier"])

    def play(self):
        """From the claims to the settled clearing account."""
        step = self.context.progress.step
        with step("Copies of claims come in (837P)") as remarks:
            rows = self.deliver("claims-837.edi", self.copies())
            remarks.append(f"{len(rows)} claims")
        with step("Claims are recognised in the ledger"):
            self.recognise()
        first, second = self.remittances()
        with step("Cascade pays (835)") as remarks:
            remarks.append(_states(self.deliver("cascade-835.edi", first)))
        with step("Pinecrest pays, one payment does not add up (835)") as remarks:
            remarks.append(_states(self.deliver("pinecrest-835.edi", second)))
        with step("The first 835 comes again") as remarks:
            remarks.append(_states(self.deliver("cascade-835-again.edi", first)))
        with step("The bank pays Cascade's remittance") as remarks:
            remarks.append(self.bank())

    def deliver(self, name, payload):
        """Put one file into the clearinghouse's folder and wait for its documents."""
        return self.doors.deliver(CLEARINGHOUSE["key"], {name: payload})

    def copies(self):
        """The invented claims as one 837P file."""
        today = date.today()
        claims = [
            self._claim(number, find(PAYERS, key), services, today)
            for number, key, services, _decision in CLAIMS
        ]
        clearinghouse = health_plan.Clearinghouse(self.house, self.hospital)
        noon = datetime.combine(today, time(12), timezone.utc)
        return clearinghouse.copies(claims, _number(today, 1), noon)

    def _claim(self, number, payer, services, today):
        submitted = today - timedelta(days=TO_PAYMENT)
        visit = submitted - timedelta(days=TO_CLAIM)
        lines = [
            canonical.ClaimServiceLine(
                number=str(ordinal),
                procedure=procedure,
                charge=Decimal(charge),
                units=Decimal(1),
                control_number=f"{number}-{ordinal}",
                service_from=visit,
                service_to=visit,
            )
            for ordinal, (procedure, charge) in enumerate(services, 1)
        ]
        return canonical.Claim(
            claim_number=number,
            payer=_party(payer),
            charge=sum((line.charge for line in lines), Decimal(0)),
            lines=tuple(lines),
            filing_indicator="12",
            facility_type="11",
            billing_provider=canonical.Party(OWN_NPI, "npi", self.company),
            service_from=visit,
            service_to=visit,
            submitted_date=submitted,
        )

    def recognise(self):
        """The cash poster puts the claims into the ledger."""
        waiting = self.poster.read(
            "healthcare.claim", [("recognised", "=", False)], ["id"]
        )
        if waiting:
            self.poster.call(
                "healthcare.claim", "action_recognise", [row["id"] for row in waiting]
            )

    def on_file(self):
        """``{claim number: dict}`` of the claims as the database has them."""
        names = [claim[0] for claim in CLAIMS]
        rows = self.poster.read(
            "healthcare.claim",
            [("name", "in", names)],
            ["name", "charge", "service_from", "submitted_date"],
        )
        lines = self.poster.read(
            "healthcare.claim.line",
            [("claim_id", "in", [row["id"] for row in rows])],
            ["claim_id", "procedure", "charge", "control_number"],
            order="id",
        )
        missing = set(names) - {row["name"] for row in rows}
        if missing:
            raise SetupError(f"Claims are not in the database: {', '.join(missing)}.")
        return {row["name"]: _facts(row, lines) for row in rows}

    def remittances(self):
        """Two 835 files drawn from the claims on file."""
        claims = self.on_file()
        cascade, pinecrest = (self._payer(row) for row in PAYERS)
        decided = {
            key: [
                (number, self._payer(find(PAYERS, key)), DECISIONS[decision])
                for number, owner, _services, decision in CLAIMS
                if owner == key and decision
            ]
            for key in ("cascade", "pinecrest")
        }
        rows = [
            payer.decide(claims[number], decision)
            for number, payer, decision in decided["cascade"]
        ]
        last = claims[decided["cascade"][-1][0]]
        rows.append(cascade.stranger(f"X{last['number'][::-1]}", last))
        day = max(claim["paid_on"] for claim in claims.values())
        first = [cascade.remit(f"EFT{last['number'][-5:]}", rows, day)]
        second = []
        for number, payer, decision in decided["pinecrest"]:
            row = payer.decide(claims[number], decision)
            second.append(payer.remit(f"EFT{number[-5:]}", [row], day))
        second[-1] = replace(second[-1], payment=second[-1].payment + OFF)
        at = datetime.combine(day, time(8), timezone.utc)
        return (
            cascade.file(first, _number(day, 2), at),
            pinecrest.file(second, _number(day, 3), at),
        )

    def _payer(self, plan):
        return health_plan.Payer(
            _party(plan),
            plan["trace_id"],
            canonical.Party(OWN_NPI, "npi", self.company),
            self.house,
            self.hospital,
        )

    def bank(self):
        """A statement line for every posted payment of the first payer; a remark."""
        name = PAYERS[0]["name"]
        waiting = self.poster.read(
            "healthcare.remittance",
            [
                ("payer_id.name", "=", name),
                ("settlement_state", "=", "awaiting_eft"),
                ("move_id", "!=", False),
            ],
            ["name", "payment", "payment_date"],
        )
        journal = self.poster.read("account.journal", [("type", "=", "bank")], ["id"])
        for row in waiting:
            values = {
                "journal_id": journal[0]["id"],
                "date": row["payment_date"],
                "payment_ref": f"{name} {row['name']}",
                "amount": row["payment"],
            }
            self.poster.call("account.bank.statement.line", "create", values)
        states = self.poster.read(
            "healthcare.remittance",
            [("id", "in", [row["id"] for row in waiting])],
            ["settlement_state"],
        )
        return ", ".join(row["settlement_state"] for row in states) or "nothing to pay"


def _number(day, ordinal):
    """The interchange number of a day's file: a sender never gives one twice."""
    return day.toordinal() * 10 + ordinal


def _party(plan):
    return canonical.Party(plan["identifier"], "payer_id", plan["name"])


def _facts(row, lines):
    submitted = date.fromisoformat(row["submitted_date"])
    return {
        "number": row["name"],
        "charge": _amount(row["charge"]),
        "service_date": date.fromisoformat(row["service_from"]),
        "paid_on": submitted + timedelta(days=TO_PAYMENT),
        "lines": [
            {
                "procedure": line["procedure"],
                "charge": _amount(line["charge"]),
                "control_number": line["control_number"],
            }
            for line in lines
            if line["claim_id"][0] == row["id"]
        ],
    }


def _amount(value):
    """What the server's JSON says as a float, back as cents."""
    return str(Decimal(repr(value)).quantize(CENT))


def _states(rows):
    return ", ".join(
        f"{row['reference'] or row['name']} {row['state']}" for row in rows
    )
