"""Words for the members of supplier contracts."""

FIELD_TEXTS = {
    "ContractPriceLine.action": "end takes the price out of force after valid_to.",
    "ceiling": "The price may never rise above this while the contract runs.",
    "clause": "Where in the contract the price stands.",
    "contract_number": "Number of the contract.",
    "date_basis": "order or delivery: which day decides whether a price is in force.",
    "document_url": "Where the signed contract is kept.",
    "ContractMember.facility": "Code of the facility.",
    "members": "The facilities that buy under the contract; none means all.",
    "ContractPriceLine.page": "Page of the clause.",
    "purchasing_group": "The group that negotiated the contract.",
    "ContractTier.rank": "Higher is better, from 1.",
    "threshold": "Spend of twelve months from which the tier may be asked for.",
    "tier": "Code of the tier; empty for every facility.",
    "tiers": "The levels of the contract.",
    "SupplierContract.priority": "The lowest number wins before the lowest price.",
    "SupplierContract.source": "local, idn, gpo, spot or list.",
    "SupplierContract.note": "Terms in words.",
    "SupplierContract.version": "The sender's number of this state of the contract.",
}
