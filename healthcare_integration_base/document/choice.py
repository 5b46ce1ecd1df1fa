"""Which document reads a part, which one writes a canonical document."""


def document_for(documents, codec, code, version=""):
    """The document that reads parts called ``code`` in ``codec``, or None.

    Several documents may bear one code (X12 277 and 277CA): the one with the longest
    of its ``implementations`` that begins ``version`` wins, then the one that is for
    any version; with several of those the first.

    :param documents: an iterable of :class:`.base.Document`.
    """
    best, length = None, -1
    for document in documents:
        if document.codec != codec or document.reads != code:
            continue
        fits = _fits(document.implementations, version)
        if fits > length:
            best, length = document, fits
    return best


def _fits(implementations, version):
    """How well they fit: 0 for any version, -1 not at all, else the prefix's length."""
    if not implementations:
        return 0
    found = [len(item) for item in implementations if (version or "").startswith(item)]
    return max(found, default=-1)


def writer_for(documents, codec, kind, document=None):
    """The document that writes canonical ``kind`` in ``codec``, or None.

    :param document: the canonical document to be written, where it is at hand: of
        several writers the first that says it :meth:`writes` it.
    """
    for writer in documents:
        if (writer.codec, writer.kind) == (codec, kind) and (
            document is None or writer.writes(document)
        ):
            return writer
    return None
