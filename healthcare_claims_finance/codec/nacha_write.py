"""Batches to an ACH file: counts, hash, totals and filling lines."""

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

from .nacha_envelope import Sums
from .nacha_tables import BLOCKING, LAYOUT, WIDTH

_HASH = 10**10
_NUMBERS = {"count", "hash", "debits", "credits", "batches", "blocks", "sequence"}
_NUMBERS |= {"amount", "batch_number"}


def record(tag, fixed="", **values):
    """A record of 94 characters; numbers are filled with zeros, texts with blanks.

    :param fixed: what stands from position 2 on before the fields.
    :raises RejectedError: ``nacha.write.field`` with the name of one that is too long.
    """
    line = list((tag + fixed).ljust(WIDTH))
    for name, value in values.items():
        first, last = LAYOUT[tag][name]
        width = last - first + 1
        if len(value) > width or not (value.isascii() and value.isprintable()):
            raise RejectedError("nacha.write.field", f"{tag}/{name}")
        filled = value.rjust(width, "0") if name in _NUMBERS else value.ljust(width)
        line[first - 1 : last] = filled
    return "".join(line)


def write(parts, envelope):
    """One file with one batch per part, whose tree holds the entries' records.

    ``envelope.sender`` the origin, ``receiver`` the destination (routing numbers),
    ``created_at`` aware.

    :raises ConfigurationError: ``nacha.write.created_at``.
    """
    if envelope.created_at is None:
        raise ConfigurationError("nacha.write.created_at")
    created = envelope.created_at
    lines = [
        record(
            "1",
            "01",
            destination=envelope.receiver.rjust(10),
            origin=envelope.sender.rjust(10),
            file_date=created.strftime("%y%m%d"),
            file_time=created.strftime("%H%M"),
            file_id="A",
        )
    ]
    lines[0] = lines[0][:34] + "094101" + lines[0][40:]
    whole = Sums()
    for number, part in enumerate(parts, 1):
        lines += _batch(part, str(number), whole)
    blocks = -(-(len(lines) + 1) // BLOCKING)
    lines.append(
        record("9", batches=str(len(parts)), blocks=str(blocks), **_control(whole))
    )
    lines += ["9" * WIDTH] * (-len(lines) % BLOCKING)
    return ("\n".join(lines) + "\n").encode("ascii")


def _batch(part, number, whole):
    facts, sums = part.facts, Sums()
    names = ("company_name", "company_id", "standard_class", "description")
    lines = [
        record(
            "5",
            "200",
            **{name: facts.get(name, "") for name in names},
            effective_date=facts.get("effective_date", ""),
            originating_bank=facts.get("originating_bank", ""),
            batch_number=number,
        )
    ]
    lines[0] = lines[0][:78] + "1" + lines[0][79:]
    for entry in part.tree.entries:
        for total in (sums, whole):
            total.add(entry[0])
            total.count += len(entry) - 1
        lines += entry
    lines.append(record("8", "200", batch_number=number, **_control(sums)))
    return lines


def _control(sums):
    return {
        "count": str(sums.count),
        "hash": str(sums.hash % _HASH),
        "debits": str(sums.debits),
        "credits": str(sums.credits),
    }
