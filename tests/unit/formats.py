"""Every codec and document of the house, without Odoo."""

import importlib

ADDONS = (
    "healthcare_integration_base",
    "healthcare_edi",
    "healthcare_claims_finance",
    "healthcare_procurement_sync",
)


def _collect(room, name):
    found = {}
    for addon in ADDONS:
        try:
            module = importlib.import_module(f"odoo.addons.{addon}.{room}")
        except ModuleNotFoundError as error:
            if error.name != f"odoo.addons.{addon}.{room}":
                raise
            continue  # an addon without formats of its own
        found |= getattr(module, name)
    return found


CODECS = _collect("codec", "CODECS")
DOCUMENTS = _collect("document", "DOCUMENTS")


def codec_of(folder):
    """The codec whose name is the longest beginning of a sample folder's name."""
    names = [name for name in CODECS if folder.startswith(f"{name}_")]
    return CODECS[max(names, key=len)]
