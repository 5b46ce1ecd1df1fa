"""What a match vector expects against what stands in the database."""

from decimal import Decimal

OUTCOMES = {"done": "auto_post", "partly": "hold", "rejected": "reject"}


def compare(expect, outcome, match):
    """Reasons why the stored match is not what is expected."""
    found = []
    if not match:
        return [f"no match, outcome {outcome.state} {outcome.code}"]
    if match.outcome != expect["outcome"]:
        found.append(f"outcome {match.outcome}, expected {expect['outcome']}")
    if OUTCOMES.get(outcome.state) != match.outcome:
        found.append(f"handler answered {outcome.state} for {match.outcome}")
    found += _effect(match)
    for name in ("categories", "info"):
        got = sorted((match[name] or "").split(",")) if match[name] else []
        if name in expect and sorted(expect[name]) != got:
            found.append(f"{name} {got}, expected {sorted(expect[name])}")
    for wanted, line in zip(expect.get("lines", ()), match.line_ids, strict=False):
        found += _line(wanted, line)
    total = expect.get("calc", {}).get("computed_total")
    if total and Decimal(total) != _decimal(match.computed_total):
        found.append(f"computed_total {match.computed_total}, expected {total}")
    return found


def _effect(match):
    """What the outcome must have done in the books."""
    move = match.move_id
    if match.outcome == "reject":
        return ["a rejected document made a bill"] if move else []
    if match.outcome == "hold":
        linked = move.line_ids.purchase_line_id
        held = move.state == "draft" and move.healthcare_payment_hold and not linked
        return [] if held else ["the held bill is not an unlinked draft on hold"]
    found = [] if move.state == "posted" else ["the bill is not posted"]
    if _decimal(move.amount_total) != _decimal(match.total):
        found.append(f"posted {move.amount_total}, stated {match.total}")
    return found


def _line(wanted, line):
    found = []
    for name, value in wanted.items():
        if name == "categories":
            got = sorted((line.categories or "").split(",")) if line.categories else []
            same = got == sorted(value)
        else:
            got = _decimal(line[name])
            same = got == Decimal(value)
        if not same:
            found.append(f"line {line.number} {name} {got}, expected {value}")
    return found


def _decimal(value):
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value or 0)
