"""Earlier documents that may be the same one: found by number and by order. Pure."""

from collections import defaultdict

from .invoice_number import normalise_invoice_number


class Priors:
    """The earlier documents of one supplier; a thousand of one day cost no more than
    ten: a copy bears the same number, or names the same order."""

    def __init__(self, priors=()):
        self.by_number = defaultdict(list)
        self.by_order = defaultdict(list)
        for prior in priors:
            self.add(prior)

    def add(self, prior):
        """One more document for those that come after it."""
        self.by_number[normalise_invoice_number(prior.number)].append(prior)
        if prior.order:
            self.by_order[prior.order].append(prior)

    def of(self, invoice):
        """Those that could be ``invoice``; each once."""
        found = list(self.by_number.get(normalise_invoice_number(invoice.number), ()))
        known = set(map(id, found))
        for order in invoice.orders or (invoice.order,):
            found += [
                prior
                for prior in self.by_order.get(order, ())
                if id(prior) not in known
            ]
        return found
