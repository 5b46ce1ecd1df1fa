"""The house's own JSON: each canonical kind as it is."""

from ..canonical import REGISTRY, from_json, to_json
from ..codec import Part
from ..errors import RejectedError
from ..issue import Issue
from .base import Document, ReadResult


class JsonCanonical(Document):
    """Canonical JSON of one kind; amounts as strings or integers, dates ISO 8601."""

    codec = "json"

    def __init__(self, kind):
        self.code = f"json_{kind}"
        self.kind = kind
        self.reads = kind

    def read(self, part):
        """Every wrong member becomes an issue with its JSON path."""
        try:
            document = from_json(part.tree, part.where or "$", foreign=True)
            return ReadResult(documents=(document,))
        except RejectedError as error:
            issues = error.issues or (Issue(error.code, error.where),)
            return ReadResult(
                issues=tuple(Issue(i.code, i.where, "fatal", i.text) for i in issues)
            )

    def write(self, document):
        """The document's JSON form."""
        return Part(code=document.KIND, tree=to_json(document))


DOCUMENTS = {f"json_{kind}": JsonCanonical(kind) for kind in REGISTRY}
