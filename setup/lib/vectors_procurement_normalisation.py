"""Names and numbers as the records of the product keep them for comparison."""

from . import vectors_pure

ITEM_NUMBERS = ("item_code", "catalogue_no", "vendor_catalogue", "item_number")


def run(env, vector):
    """Carry out one vector of the ``normalisation`` group.

    :param env: an environment of the superuser; nothing is committed here.
    :return: reasons why it fails; empty when it passes.
    """
    kind, expected = vector["kind"], vector["expect"]
    write = RECORDS.get(kind) or (_item_number if kind in ITEM_NUMBERS else None)
    if write is None:
        return vectors_pure.run(vector)
    found = write(env, vector)
    return [] if found == expected else [f"{found} instead of {expected}"]


def _partner(env, vector, **values):
    country = env["res.country"].search(
        [("code", "=", vector.get("country") or "-")], limit=1
    )
    return env["res.partner"].create(
        {"name": "Vector", "is_company": True, "country_id": country.id, **values}
    )


def _name(env, vector):
    return _partner(env, vector, name=vector["value"]).healthcare_name_norm or ""


def _tax(env, vector):
    return _partner(env, vector, vat=vector["value"]).healthcare_tax_norm or ""


def _invoice(env, vector):
    bill = env["account.move"].create(
        {
            "move_type": "in_invoice",
            "partner_id": _partner(env, vector).id,
            "ref": vector["value"],
        }
    )
    return bill.healthcare_norm_number or ""


def _facts(env, vector, **said):
    finder = env["healthcare.duplicate.finder"]
    return finder._facts(country=vector.get("country"), **said)


def _phone(env, vector):
    return _facts(env, vector, phone=vector["value"]).phone


def _domain(env, vector):
    domains = _facts(env, vector, email=vector["value"]).domains
    return next(iter(domains), "")


def _item_number(env, vector):
    product = env["product.product"].create({"name": "Vector", "type": "consu"})
    price = env["product.supplierinfo"].create(
        {
            "partner_id": _partner(env, vector).id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_code": vector["value"],
        }
    )
    return price.healthcare_code_norm or ""


RECORDS = {
    "invoice_number": _invoice,
    "name": _name,
    "tax_id": _tax,
    "phone": _phone,
    "domain": _domain,
}
