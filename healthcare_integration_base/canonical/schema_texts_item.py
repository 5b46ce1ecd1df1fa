"""Words for the members of an item master's items."""

FIELD_TEXTS = {
    "item_number": "The hospital's own number of the item.",
    "Item.name": "What the item is called.",
    "Item.item": "Its other numbers: manufacturer, GTIN, NDC, HIBC.",
    "Item.uom": "The unit it is kept in.",
    "Item.packs": "The packs it comes in, with their exact sizes.",
    "ItemPack.factor": "Base units in one pack, exact.",
    "ItemPack.level": "each, inner, box, case or pallet.",
    "ItemPack.hibc": "HIBC of this level.",
    "unspsc": "UNSPSC code, eight digits.",
    "Item.charge_code": "Code under which its use is billed.",
    "Item.code_system": "Whose code that is: CDM, HCPCS ...",
    "Item.tracking": "none, lot or serial.",
    "Item.expires": "Whether lots have an expiry date.",
    "criticality": "A, B or C.",
    "Item.status": "active, blocked or discontinued.",
    "source_version": "Grows with every change at the sender.",
}
