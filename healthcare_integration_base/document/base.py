"""The document contract: a codec's part to canonical documents and back."""

from dataclasses import dataclass

from ..canonical import CanonicalDocument
from ..issue import Issue


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one part says: usually one document; an 837 holds one per claim.

    A fatal issue means that nothing of the part may be applied.
    """

    documents: tuple[CanonicalDocument, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def blocked(self):
        """Whether nothing of this part may be applied."""
        return any(issue.blocks for issue in self.issues)


class Document:
    """One document of one format.

    ``code`` stable name (``x12_855``), ``kind`` the canonical kind it becomes,
    ``codec`` the name of its codec, ``reads`` the :attr:`Part.code` it understands,
    ``implementations`` the beginnings of :attr:`Part.version` it is for, such as
    ``005010X214`` or ``D:96A``; empty: any. See :mod:`.choice`.
    """

    code = ""
    kind = ""
    codec = ""
    reads = ""
    implementations = ()

    def writes(self, document):
        """Whether this is the writer for a canonical document of its kind."""
        return True

    def read(self, part):
        """:class:`Part` to :class:`ReadResult`; collects issues, never guesses."""
        raise NotImplementedError

    def write(self, document):
        """A canonical document to the :class:`Part` that ``codec.encode`` seals."""
        raise NotImplementedError
