"""What every FHIR document needs while it reads one resource."""

from odoo.addons.healthcare_integration_base.canonical import Party
from odoo.addons.healthcare_integration_base.document.base import ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL

from ..codec.fhir import Resource, fault
from .fhir_node import Node, kind_of
from .reading import ISSUES_MAX


class Reading:
    """One resource on its way to canonical documents: places and issues.

    Places are JSON paths in what was received. An amount that cannot be read is a fatal
    issue and None, never 0; a date that cannot be read is a warning and None. Members
    that nobody asks for are passed over.
    """

    def __init__(self, part):
        self.part = part
        tree = part.tree
        self.tree = tree if isinstance(tree, Resource) else Resource(tree)
        self.root = Node(self, self.tree.data, self.tree.where, self.tree)
        self.issues = []
        self._blocked = False
        self._seen = set()
        self._currencies = {}

    def report(self, code, place, severity=ERROR):
        """Note an issue at a place."""
        if (code, place) in self._seen:
            return  # A member may be asked for twice.
        self._seen.add((code, place))
        issue = fault(code, place, severity)
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(issue)
        elif issue.blocks and not self._blocked:
            self.issues[-1] = issue
        self._blocked = self._blocked or issue.blocks

    def number(self):
        """The resource's business number: its first identifier, else its id."""
        value = self.root.identifier("identifier") or self.root.text("id")
        if not value:
            self.report("fhir.missing", f"{self.root.place}.identifier", FATAL)
        return value

    def refuse(self, name, taken=None, refused=(), code="fhir.status"):
        """The text of a member; fatal when the resource must not be taken for it."""
        value = self.root.text(name)
        if value in refused or (taken is not None and value not in taken):
            place = f"{self.root.place}.{name}"
            self.report(code if value else "fhir.missing", place, FATAL)
        return value

    def listed(self, name, number):
        """The party of a Reference in a list of them."""
        rows = self.root.rows(name)
        if number >= len(rows):
            return Party()
        place = f"{self.root.at(name)}[{number}]"
        node = Node(self, {"": rows[number].data}, place, self.tree)
        return node.party("")

    @staticmethod
    def kind_of(node, name):
        """The type of what a Reference leads to, as far as anybody says."""
        return kind_of(node.get(name), node.follow(name))

    def seen_currency(self, currency, place):
        """Note the currency of an amount."""
        self._currencies.setdefault(currency, place)

    def currency(self):
        """The only currency of the document; fatal with several, empty without any."""
        found = {name: place for name, place in self._currencies.items() if name}
        if len(found) > 1:
            self.report("fhir.currency.several", [*found.values()][1], FATAL)
        return next(iter(found), "")

    def result(self, *documents):
        """What :meth:`Document.read` answers; nothing when a fatal issue stands."""
        if any(issue.blocks for issue in self.issues):
            documents = ()
        return ReadResult(tuple(documents), tuple(self.issues))
