"""What is wrong with a part of a file, from its envelope to its meaning."""

from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import DOCUMENTS


def read(codec, part):
    """The :class:`ReadResult` of a part, or None when no document reads it."""
    document = document_for(DOCUMENTS.values(), codec, part.code, part.version)
    return None if document is None else document.read(part)


def issues_of(codec, part, decoded, result=None):
    """Issues of the envelope around a part, of its syntax and of its meaning."""
    found = [issue for issue in decoded.issues if _concerns(issue, part)]
    found += part.issues
    result = result or read(codec, part)
    if result is not None:
        found += result.issues
        for document in result.documents:
            if document.KIND == "remittance":
                found += document.issues()
    return found


def _concerns(issue, part):
    """Whether an issue of the envelope stands around this part."""
    place = issue.where.rpartition("/")[0] if "-" in issue.where else issue.where
    return not place or part.where == place or part.where.startswith(place + "/")
