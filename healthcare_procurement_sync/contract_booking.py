"""A stated contract on its way into ours: its head, its rows and their findings."""

HEAD = {
    "name": "name",
    "source": "source",
    "valid_from": "date_start",
    "valid_to": "date_end",
    "date_basis": "date_basis",
    "document_url": "document_url",
    "note": "note",
}
"""Members of the document and fields of the contract; empty members say nothing."""


class Booking:
    """The findings on one document, row by row as values of the import's lines."""

    def __init__(self, contract, document, products, units, fresh):
        self.contract = contract
        self.document = document
        self.products = products
        self.units = units
        self.fresh = fresh
        self.tiers = {tier.code.upper(): tier for tier in contract.tier_ids}
        self.rows = []
        self.seen = set()
        self.values = []
        self.ends = []
