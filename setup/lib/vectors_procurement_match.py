"""One match vector in a real database, through the product.

The world of the vector (supplier, items with packs, order, receipts, returns, earlier
bills, contract price, policy) is made with Odoo's own records; then the invoice goes to
the handler as the service user, and the match it leaves is compared.
"""

from .vectors_procurement_compare import compare
from .vectors_procurement_world import World

POLICY = (
    "match_policy",
    "price_tol",
    "price_low_pct",
    "qty_tol",
    "over_receipt_tol_pct",
    "header_cap",
    "freight",
    "allowed_charges",
    "tax",
    "rounding_per_line",
    "dup_window_days",
    "no_po_action",
    "contract_action",
)


def run(env, vector):
    """Carry out one vector of the ``match`` group.

    :param env: an environment of the superuser in the company to use; nothing is
        committed here.
    :param dict vector: one entry of ``match``.
    :return: reasons why it fails; empty when it passes.
    """
    given = dict(vector["given"])
    given["policy"] = _merged(vector.get("defaults") or {}, given.get("policy") or {})
    world = World(env, given)
    world.build()
    outcome = world.send()
    match = env["healthcare.match"].search(
        [("partner_id", "=", world.supplier.id)], order="id desc", limit=1
    )
    return compare(vector["expect"], outcome, match)


def _merged(defaults, given):
    """The file's defaults with the vector's own tolerances, groups merged."""
    merged = {name: value for name, value in defaults.items() if name in POLICY}
    for name, value in given.items():
        known = merged.get(name)
        both = isinstance(value, dict) and isinstance(known, dict)
        merged[name] = known | value if both else value
    return merged
