"""Parties and their identifiers, shared by all documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation or place. Never a patient.

    ``scheme`` says what ``identifier`` is: ``gln``, ``npi``, ``duns``, ``dea``,
    ``hin``, ``tax_id``, ``payer_id``, ``assigned_by_buyer``, ``assigned_by_seller``.
    """

    identifier: str = ""
    scheme: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ItemIds:
    """How a line names its item; any of them may be empty.

    ``buyer`` our item number (X12 IN/BP), ``supplier`` the vendor's catalogue number
    (VC/VP/VN), ``manufacturer`` part number (MG), ``gtin`` (UK/EN/UP, not padded),
    ``ndc`` (N1-N4/ND), ``hibc`` (HI).
    """

    buyer: str = ""
    supplier: str = ""
    manufacturer: str = ""
    gtin: str = ""
    ndc: str = ""
    hibc: str = ""
