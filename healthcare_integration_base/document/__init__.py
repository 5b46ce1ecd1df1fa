"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from .base import Document, ReadResult
from .json_canonical import DOCUMENTS

__all__ = ["DOCUMENTS", "Document", "ReadResult"]
