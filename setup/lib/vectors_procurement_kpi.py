"""Measures: parts kept as rows of the database and divided where they are read."""

from datetime import date
from decimal import Decimal

from odoo.addons.healthcare_procurement_sync import measures, supply_measures

#: Words that name a part of the supplier score, and our code of it.
SCORED = (
    ("fill", "line_fill_rate"),
    ("otd", "on_time_delivery"),
    ("on_time", "on_time_delivery"),
    ("price", "price_accuracy"),
    ("ack", "acknowledged_24h"),
    ("asn", "ship_notice_rate"),
    ("invoice", "invoice_match_rate"),
)
TOO_LITTLE = (None, "insufficient data", "insufficient_data")
#: Other names of our measures.
ALIASES = {
    "fill_rate": "line_fill_rate",
    "ack_rate": "acknowledged_24h",
    "ack_rate_24h": "acknowledged_24h",
    "asn_rate": "ship_notice_rate",
    "invoice_match": "invoice_match_rate",
    "perfect_invoice_match": "invoice_match_rate",
    "price_accuracy": "price_accuracy",
}

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
    code = ALIASES.get(name, name)
    if code in measures.MEASURES and len(vector["given"]) == 2:
        # A part and its whole, whatever they are called.
        part, whole = sorted(vector["given"], key=lambda n: Decimal(vector["given"][n]))
        return _differs(
            _rate(env, code, part, whole, vector["given"]), vector["expect"]
        )
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
    given = dict(vector["given"])
    for inner in ("kpis", "rates", "values"):
        given |= given.pop(inner, None) or {}
    rates = {
        code: Decimal(str(value))
        for name, value in given.items()
        for word, code in SCORED
        if word in name and not isinstance(value, dict) and value is not None
    }
    found = measures.score(
        rates,
        int(given.get("lines", measures.LEAST_LINES)),
        bool(given.get("compliance_expired")),
    )
    if vector["expect"] in TOO_LITTLE:
        return [] if found is None else [f"{found} instead of none"]
    return _differs(found, vector["expect"])


def _differs(found, expected):
    if isinstance(expected, str) and isinstance(found, Decimal):
        same = found == Decimal(expected)
    else:
        same = found == expected
    return [] if same else [f"{found} instead of {expected}"]
