"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from . import cloudevents, json_canonical
from .base import Document, ReadResult

DOCUMENTS = json_canonical.DOCUMENTS | cloudevents.DOCUMENTS

__all__ = ["DOCUMENTS", "Document", "ReadResult"]
