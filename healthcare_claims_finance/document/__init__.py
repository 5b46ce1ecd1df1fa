"""DOCUMENTS: the one list of documents that this addon reads and writes."""

from .bai2_statement import Bai2Statement
from .camt_053 import CamtReport, CamtStatement
from .camt_054 import CamtNotification
from .nacha_entries import NachaEntries

DOCUMENTS = {
    document.code: document
    for document in (
        CamtStatement(),
        CamtReport(),
        CamtNotification(),
        Bai2Statement(),
        NachaEntries(),
    )
}

__all__ = ["DOCUMENTS"]
