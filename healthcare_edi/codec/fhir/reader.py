"""A payload: a resource, a bundle of any type, NDJSON; all that is wrong with it."""

import gc
from contextlib import contextmanager

from odoo.addons.healthcare_integration_base.codec.base import Decoded, Part
from odoo.addons.healthcare_integration_base.errors import DecodeError
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from .faults import fault
from .parsing import Parser, text_of, twice
from .resource import SUBJECTS, VERSION, Around, Resource, look_alike, owned

#: More resources than this in one payload are not believed: ``iterate`` has no limit.
RESOURCES_MAX = 50_000
ISSUES_MAX = 1000
#: Places that are listed of one kind of fault in one resource.
PLACES_MAX = 100
#: How deep bundles may lie in bundles.
BUNDLES_DEEP = 3
NOT_FHIR = "The payload is no FHIR resource."
#: Severity of an issue in an OperationOutcome -> ours.
SEVERITIES = {
    "fatal": ERROR,
    "error": ERROR,
    "warning": WARNING,
    "information": NOTE,
}


def read(payload):
    """``bytes`` to :class:`Decoded`, one part per resource that says something.

    :raises DecodeError: ``fhir.encoding``, ``fhir.syntax``, ``fhir.depth``,
        ``fhir.not_fhir``, ``fhir.too_many``.
    """
    with _without_collector():
        return _read(text_of(payload))


@contextmanager
def _without_collector():
    """The collector would walk the growing tree again and again and find nothing: half
    of the time for a bundle of 10 MB."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _read(text):
    walk = Walk()
    try:
        walk.top(walk.parser.parse(text), "$")
    except DecodeError as error:
        if error.code != "fhir.syntax" or not _has_lines(text):
            raise
        walk = Walk()
        walk.lines(text)
    return walk.decoded()


def _has_lines(text):
    """Whether the first line is an object of its own: NDJSON."""
    first, _, rest = text.strip().partition("\n")
    if not rest.strip() or not first.strip().startswith("{"):
        return False
    try:
        Parser().parse(first)
    except DecodeError:
        return False
    return True


class Walk:
    """Collects what a payload holds; bundles are opened, everything else is kept."""

    def __init__(self):
        self.parser = Parser()
        self.around = Around()
        self.issues = []
        self.found = []
        self.facts = {"format": "resource"}

    def top(self, data, where):
        """A whole payload.

        :raises DecodeError: ``fhir.not_fhir``.
        """
        kind = data.get("resourceType") if isinstance(data, dict) else None
        if not isinstance(kind, str) or not kind:
            raise DecodeError("fhir.not_fhir", where, NOT_FHIR)
        if kind == "Bundle":
            self.facts = {"format": "bundle", "type": _word(data.get("type"))}
            self.bundle(data, where, 0)
        else:
            self.take(data, where, "")

    def lines(self, text):
        """NDJSON: a bad line is an issue, the others go on."""
        self.facts = {"format": "ndjson"}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            where = f"line {number}:$"
            try:
                data = self.parser.parse(line)
            except DecodeError:
                self.report("fhir.line.syntax", f"line {number}", ERROR)
                continue
            if isinstance(data, dict):
                self.entry_resource(data, where, "", 0)
            else:
                self.report("fhir.line.syntax", f"line {number}", ERROR)

    def bundle(self, data, where, depth):
        """Every entry of a bundle, and what is wrong around them."""
        if depth >= BUNDLES_DEEP:
            self.report("fhir.bundle.depth", where, ERROR)
            return
        if not _word(data.get("type")):
            self.report("fhir.bundle.type", f"{where}.type", WARNING)
        entries = data.get("entry")
        if entries is not None and not isinstance(entries, list):
            self.report("fhir.shape", f"{where}.entry", ERROR)
        entries = entries if isinstance(entries, list) else []
        if not entries:
            self.report("fhir.bundle.empty", where, NOTE)
        for number, entry in enumerate(entries):
            self.entry(entry, f"{where}.entry[{number}]", depth)
        links = data.get("link")
        for number, link in enumerate(links if isinstance(links, list) else ()):
            if isinstance(link, dict) and link.get("relation") == "next":
                self.report("fhir.bundle.next", f"{where}.link[{number}]", WARNING)

    def entry(self, entry, where, depth=0):
        """One entry: a resource, an answer of a server, or a request to delete."""
        if not isinstance(entry, dict):
            self.report("fhir.shape", where, ERROR)
            return
        self.answer(entry.get("response"), where)
        resource = entry.get("resource")
        if isinstance(resource, dict):
            address = entry.get("fullUrl")
            address = address if isinstance(address, str) else ""
            self.entry_resource(resource, f"{where}.resource", address, depth)
            return
        request = entry.get("request")
        method = request.get("method") if isinstance(request, dict) else None
        if method == "DELETE":
            self.report("fhir.entry.deleted", f"{where}.request", WARNING)
        elif not isinstance(entry.get("response"), dict):
            self.report("fhir.entry.resource", where, WARNING)

    def entry_resource(self, resource, where, address, depth):
        """A resource inside of something; a bundle is opened."""
        if resource.get("resourceType") == "Bundle":
            self.bundle(resource, where, depth + 1)
        else:
            self.take(resource, where, address)

    def answer(self, response, where):
        """``Bundle.entry.response``: a status of 400 or more is an error."""
        if not isinstance(response, dict):
            return
        status = response.get("status")
        if isinstance(status, str) and status[:1] in ("4", "5"):
            self.report("fhir.entry.failed", f"{where}.response", ERROR)
        outcome = response.get("outcome")
        if isinstance(outcome, dict):
            self.outcome(outcome, f"{where}.response.outcome")

    def outcome(self, data, where):
        """The issues of an OperationOutcome, by code and place, without their words."""
        rows = data.get("issue")
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            severity = row.get("severity") if isinstance(row, dict) else None
            severity = SEVERITIES.get(_word(severity), ERROR)
            self.report("fhir.outcome", f"{where}.issue[{number}]", severity)

    def take(self, data, where, address):
        """Keep one resource.

        :raises DecodeError: ``fhir.too_many``.
        """
        if len(self.found) >= RESOURCES_MAX:
            raise DecodeError("fhir.too_many", where, "The payload holds too much.")
        if data.get("resourceType") == "OperationOutcome":
            self.outcome(data, where)
        self.around.add(address, data, where)
        self.found.append((data, where, address))

    def report(self, code, where, severity):
        """Note what is wrong around the resources."""
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, where, severity))

    def parts(self):
        """The resources that say something; all of them where none does. Those that
        are only there to be referred to come with the others."""
        rows = [row for row in self.found if _is_subject(row[0])]
        if not rows:
            outcome = "OperationOutcome"
            rows = [row for row in self.found if row[0].get("resourceType") != outcome]
        trees = [Resource(data, where, self.around, to) for data, where, to in rows]
        spoken_for = {key for tree in trees for key in owned(tree)}
        trees = [tree for tree in trees if id(tree.data) not in spoken_for]
        return tuple(part_of(tree, self.parser.doubled) for tree in trees)

    def decoded(self):
        """Everything."""
        self.around.entries = self.found
        facts = self.facts | {"resources": len(self.found)}
        return Decoded(self.parts(), tuple(self.issues), facts)


def _is_subject(data):
    kind = data.get("resourceType")
    # A type that is not even a text is nobody's context: its part says what is wrong.
    return not isinstance(kind, str) or not kind or kind in SUBJECTS


def part_of(tree, doubled=False):
    """One resource as :class:`Part`; what is not R4 about it is an issue.

    :param doubled: somewhere in the payload a member occurs twice.
    """
    data, where = tree.data, tree.where
    kind = _word(data.get("resourceType"))
    issues = []
    if not kind:
        issues.append(fault("fhir.resource.type", f"{where}.resourceType", FATAL))
    if doubled:
        places = twice(data, where)[:PLACES_MAX]
        issues += [fault("fhir.member.twice", place, FATAL) for place in places]
    for name in ("modifierExtension", "implicitRules"):
        if data.get(name):
            issues.append(fault("fhir.modifier", f"{where}.{name}", FATAL))
    version, other = VERSION, look_alike(data) if kind else None
    if other:
        issues.append(fault("fhir.version", f"{where}.{other[0]}", ERROR))
        version = other[1]
    facts = {"resource": kind, "id": _word(data.get("id")), "address": tree.address}
    return Part(kind, tree, where, version, facts, tuple(issues))


def _word(value):
    return value if isinstance(value, str) else ""
