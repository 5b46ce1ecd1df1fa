"""Accounts to a BAI2 file: groups, counts and control totals filled in."""

from odoo.addons.healthcare_integration_base.errors import (
    ConfigurationError,
    RejectedError,
)

_BREAKS = "\r\n"


def write(parts, envelope):
    """One file; accounts of one day, currency and modifier share a group.

    ``envelope.sender`` the bank, ``receiver`` who gets it, ``interchange_number`` the
    file's id, ``created_at`` aware. The tree of a part holds lists of fields.

    :raises ConfigurationError: ``bai2.write.created_at``.
    :raises RejectedError: ``bai2.write.empty``; ``bai2.write.field`` with the place,
        for a separator inside a field that is no text.
    """
    if not parts:
        raise RejectedError("bai2.write.empty")
    if envelope.created_at is None:
        raise ConfigurationError("bai2.write.created_at")
    created = envelope.created_at
    lines = [
        _line(
            "01",
            envelope.sender,
            envelope.receiver,
            created.strftime("%y%m%d"),
            created.strftime("%H%M"),
            str(envelope.interchange_number),
            "",
            "",
            "2",
        )
    ]
    total, groups = 0, _groups(parts)
    for members in groups:
        total += _group(lines, members, envelope)
    lines.append(_line("99", str(total), str(len(groups)), str(len(lines) + 1)))
    return ("\n".join(lines) + "\n").encode()


def _groups(parts):
    groups = []
    for part in parts:
        facts = part.facts
        key = tuple(facts.get(name, "") for name in ("as_of_date", "currency"))
        key += (facts.get("modifier", ""),)
        if not groups or groups[-1][0] != key:
            groups.append((key, []))
        groups[-1][1].append(part)
    return groups


def _group(lines, group, envelope):
    (day, currency, modifier), members = group
    first = len(lines)
    lines.append(
        _line(
            "02", envelope.receiver, envelope.sender, "1", day, "", currency, modifier
        )
    )
    total = 0
    for part in members:
        total += _account(lines, part)
    count = len(lines) - first + 1
    lines.append(_line("98", str(total), str(len(members)), str(count)))
    return total


def _account(lines, part):
    first = len(lines)
    for record in part.tree.records:
        for number, piece in enumerate(record.pieces):
            tag = record.tag if number == 0 else "88"
            if any(sign in piece for sign in _BREAKS):
                raise RejectedError("bai2.write.field", tag)
            lines.append(f"{tag},{piece}/")
    total = part.facts["total"]
    lines.append(_line("49", total, str(len(lines) - first + 1)))
    return int(total)


def _line(tag, *values):
    for value in values:
        if any(sign in value for sign in ",/" + _BREAKS):
            raise RejectedError("bai2.write.field", tag)
    return ",".join((tag, *values)) + "/"
