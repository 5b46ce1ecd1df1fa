"""SupplierContract: a contract with its prices (contract repository, GPO, CSV)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class ContractTier:
    """A level of the contract; ``rank`` higher is better, from 1.

    ``threshold`` spend of twelve months from which a facility may ask for it.
    """

    code: str
    rank: int
    name: str = ""
    threshold: Decimal | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class ContractMember:
    """A facility of the roster by its code; ``tier`` empty for the contract's own."""

    facility: str
    tier: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class ContractPriceLine:
    """One price per ``uom`` unless ``price_basis`` (X12 639) says otherwise.

    ``tier`` empty for every facility; ``quantity_from`` in ``uom``; ``ceiling`` the
    price may not rise above while the contract runs. Dates are empty where those of
    the contract hold. ``action`` ``end`` takes the price out of force after
    ``valid_to``; anything else states it.
    """

    item: ItemIds
    price: Decimal
    uom: str = ""
    price_basis: str = ""
    number: str = ""
    tier: str = ""
    quantity_from: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    ceiling: Decimal | None = None
    clause: str = ""
    page: int | None = None
    action: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class SupplierContract(CanonicalDocument):
    """``source`` local, idn (network), gpo (purchasing group), spot or list;
    ``priority`` the lowest number wins, empty for the usual one of the source.

    ``version`` the sender's number of this state of the contract: an older one that
    arrives later changes nothing. ``document_url`` where the signed contract is kept.
    """

    KIND = "contract_price"
    SCHEMA_VERSION = 1

    contract_number: str
    valid_from: date
    lines: tuple[ContractPriceLine, ...]
    supplier: Party = Party()
    name: str = ""
    source: str = ""
    priority: int | None = None
    purchasing_group: Party = Party()
    currency: str = ""
    valid_to: date | None = None
    date_basis: str = ""
    tiers: tuple[ContractTier, ...] = ()
    members: tuple[ContractMember, ...] = ()
    tier: str = ""
    version: int | None = None
    document_url: str = ""
    note: str = ""
    where: str = ""
