"""One number of a thing or a party, written into the record that holds such numbers.

Whether it is valid is what the record says; how it is kept is what is compared.
"""

from odoo.exceptions import UserError

from odoo.addons.healthcare_procurement_sync.models.healthcare_party_identifier import (
    SCHEMES,
)

from . import vectors_pure


def run(env, vector):
    """Carry out one vector of the ``identifiers`` group.

    :param env: an environment of the superuser; nothing is committed here.
    :return: reasons why it fails; empty when it passes.
    """
    kind, expected = vector["kind"], vector["expect"]
    write = RECORDS.get(kind) or (_party if kind in dict(SCHEMES) else None)
    if write is None:
        return vectors_pure.run(vector)
    try:
        with env.cr.savepoint():
            found = write(env, kind, vector["value"])
    except UserError:  # a ValidationError is one
        found = None
    if isinstance(expected, bool):
        found = bool(found)
    return [] if found == expected else [f"{found} instead of {expected}"]


def _party(env, scheme, value):
    partner = env["res.partner"].create({"name": "Vector", "is_company": True})
    row = env["healthcare.party.identifier"].create(
        {"partner_id": partner.id, "scheme": scheme, "value": value}
    )
    found = env["res.partner"]._healthcare_by_identifier(scheme, [value])
    return row.value_norm if found.get(value) == partner else None


def _product(env, **values):
    return env["product.product"].create({"name": "Vector", "type": "consu", **values})


def _gtin(env, _kind, value):
    product = _product(env)
    pack = env["healthcare.item.pack"].create(
        {"product_id": product.id, "uom_id": product.uom_id.id, "gtin": value}
    )
    return pack.gtin


def _hibc(env, _kind, value):
    product = _product(env, healthcare_hibc=value)
    return product.healthcare_hibc_primary and product.healthcare_hibc


def _ndc(env, _kind, value):
    return _product(env, healthcare_ndc=value).healthcare_ndc or None


def _sscc(env, _kind, value):
    package = env["stock.package"].create({"name": value})
    return package.valid_sscc and package.name


RECORDS = {"gtin": _gtin, "hibc": _hibc, "ndc11": _ndc, "sscc": _sscc}
