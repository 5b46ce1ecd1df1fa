"""Measures: parts kept as rows of the database and divided where they are read."""

from datetime import date
from decimal import Decimal

from odoo.addons.healthcare_procurement_sync import measures, supply_measures

#: Vector's name of a measure: our code, numerator, denominator.
RATES = {
    "perfect_order_rate": ("perfect_order_rate", "all_four", "orders"),
    "touchless_rate": (
        "touchless_rate",
        "auto_posted_no_user_action",
        "invoices_received",
    ),
    "price_accuracy_lines": (
        "price_accuracy",
        "invoice_lines_at_expected_price",
        "invoice_lines_with_reference_price",
    ),
    "contract_compliance_spend": (
        "contract_compliance",
        "spend_on_contract",
        "spend_on_contractable",
    ),
}


def run(env, vector):
    """Carry out one vector of the ``kpi`` group."""
    name = vector["kpi"]
    if name in RATES:
        found = _rate(env, *RATES[name], vector["given"])
        return _differs(found, vector["expect"])
    check = {
        "days_of_supply": _days,
        "stockout_risk": _risk,
        "supplier_score": _score,
    }.get(name)
    return check(vector) if check else ["not supported yet"]


def _rate(env, code, above, below, given):
    """Over several days and two suppliers, so that a mean of rates would differ."""
    suppliers = env["res.partner"].create([{"name": "One"}, {"name": "Two"}])
    parts = _parts(Decimal(str(given[above])), Decimal(str(given[below])))
    env["healthcare.measure"].create(
        [
            {
                "code": code,
                "company_id": env.company.id,
                "partner_id": suppliers[number % 2].id,
                "date": date(2026, 3, 1 + number),
                "numerator": float(numerator),
                "denominator": float(denominator),
            }
            for number, (numerator, denominator) in enumerate(parts)
        ]
    )
    env.flush_all()
    groups = env["healthcare.measure"]._read_group(
        [("code", "=", code), ("partner_id", "in", suppliers.ids)], [], ["rate:avg"]
    )
    sums = env["healthcare.measure"]._rates([("partner_id", "in", suppliers.ids)])
    read = measures.rate(*(str(round(part, 6)) for part in sums[code]))
    shown = round(Decimal(str(groups[0][0])), 2)
    return read if read == shown else f"{read} and {shown} on the screen"


def _parts(above, below):
    """The whole in three days of unlike size."""
    first = (above // 4, below // 2)
    second = (Decimal(0), below // 4)
    rest = (above - first[0], below - first[1] - second[1])
    return first, second, rest


def _days(vector):
    given = vector["given"]
    found = supply_measures.days_of_supply(
        Decimal(str(given["usable_excl_expiring"])),
        Decimal(str(given["avg_daily_usage"])),
    )
    return _differs(found, vector["expect"])


def _risk(vector):
    given = {name: Decimal(str(value)) for name, value in vector["given"].items()}
    found = supply_measures.stockout_risk(**given)
    errors = []
    for name, expected in vector["expect"].items():
        errors += [f"{name}: {e}" for e in _differs(getattr(found, name), expected)]
    return errors


def _score(vector):
    given = vector["given"]
    rates = {
        code: Decimal(str(given[short]))
        for short, code in (
            ("fill", "line_fill_rate"),
            ("otd", "on_time_delivery"),
            ("price", "price_accuracy"),
            ("ack", "acknowledged_24h"),
            ("asn", "ship_notice_rate"),
            ("invoice", "invoice_match_rate"),
        )
        if given.get(short) is not None
    }
    found = measures.score(
        rates,
        int(given.get("lines", measures.LEAST_LINES)),
        bool(given.get("compliance_expired")),
    )
    return _differs(found, vector["expect"])


def _differs(found, expected):
    if isinstance(expected, str) and isinstance(found, Decimal):
        same = found == Decimal(expected)
    else:
        same = found == expected
    return [] if same else [f"{found} instead of {expected}"]
