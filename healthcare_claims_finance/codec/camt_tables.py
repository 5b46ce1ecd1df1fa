"""ISO 20022 cash management: which messages there are and what can be wrong."""

import re

from odoo.addons.healthcare_integration_base.codec.xml_faults import FAULTS as XML
from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

#: ``urn:iso:std:iso:20022:tech:xsd:camt.053.001.08``; some banks write a ``$`` variant.
NAMESPACE = re.compile(
    r"urn:(?:iso:std:iso:20022:tech:xsd:|swift:xsd:\$?)(camt\.05[234])\.001\.([0-9]{2})"
)
VERSIONS = range(1, 14)
#: Message -> the element that wraps it, the element of one account, the statement type.
MESSAGES = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt", "interim"),
    "camt.053": ("BkToCstmrStmt", "Stmt", "statement"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "notification"),
}

FAULTS = FaultTable(
    {
        **XML,
        "camt.version": Fault(
            SET,
            "The message is of a version that nobody has tried.",
            "It was read like the known ones; look at the first statements.",
        ),
        "camt.statement.missing": Fault(
            SET, "The message holds no statement.", "Ask the bank for it again."
        ),
        "camt.account": Fault(
            SEGMENT,
            "A statement names no account.",
            "Ask the bank; a statement without account cannot be booked.",
        ),
        "camt.sign": Fault(
            ELEMENT,
            "An amount says neither credit nor debit.",
            "Ask the bank; the amount is not used.",
        ),
        "camt.twice": Fault(
            ELEMENT,
            "An amount, its direction or its state stands there more than once.",
            "Hold the file and ask the bank which of them counts.",
        ),
        "camt.status": Fault(
            ELEMENT,
            "The state of an entry is not known; it counts as pending.",
            "Look at the bank's guide.",
        ),
        "camt.currency": Fault(
            ELEMENT,
            "An amount is not in the currency of the account.",
            "Check the account's currency with the bank.",
        ),
        "camt.entries": Fault(
            SEGMENT,
            "Opening balance and booked entries do not make the closing balance.",
            "Hold the statement and ask the bank; entries or pages may be missing.",
        ),
        "camt.summary.count": Fault(
            SEGMENT,
            "The number of entries is not the one in the summary.",
            "Hold the statement and ask the bank.",
        ),
        "camt.summary.sum": Fault(
            SEGMENT,
            "The sum of the entries is not the one in the summary.",
            "Hold the statement and ask the bank.",
        ),
        "camt.details": Fault(
            SEGMENT,
            "The payments inside an entry do not make its amount.",
            "The entry counts; look at the payments before they are matched.",
        ),
    }
)

fault = FAULTS.issue
