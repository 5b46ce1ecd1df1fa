"""Statements of CAMT, element by element. Written for speed: one walk over an entry.

The children of an entry are looked at once each, by their local names; what a bank adds
beside them costs nothing.
"""

import re
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import BankEntry
from odoo.addons.healthcare_integration_base.codec.xml_places import local, place
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.camt_tables import fault
from .bank_issues import ISSUES_MAX, Issues
from .bank_values import read_day
from .camt_details import Details

#: CdtDbtInd -> whether the amount goes out.
SIGNS = {"CRDT": False, "DBIT": True}
#: Sts -> BankEntry.status
STATUSES = {
    "BOOK": "booked",
    "PDNG": "pending",
    "FUTR": "future",
    "INFO": "information",
}
# 18 digits by the standard; five after the point, and no sign.
_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,10})?|\.[0-9]{1,10}")
_ZERO = Decimal(0)
#: What makes an amount; an element that occurs once in each entry, balance and payment.
TOLD_ONCE = ("Amt", "CdtDbtInd", "Sts", "RvslInd")


class Entries:
    """Reads entries of one statement and keeps what the control totals need.

    ``booked`` sums the booked entries; ``counts`` and ``sums`` hold all credits (False)
    and debits (True). A sum is None once an amount was not in the account's currency.
    """

    def __init__(self, part, currency=""):
        self.part = part
        self.where = part.where
        self.currency = currency
        self.issues = Issues(fault, "")
        self.number = 0
        self.booked = _ZERO
        self.counts = {False: 0, True: 0}
        self.sums = {False: _ZERO, True: _ZERO}
        self.foreign = False
        self.cut = part.tree.tag.find("}") + 1
        self.details = Details(self)

    def report(self, code, element, severity=ERROR, where=""):
        """Note an issue at an element; a place costs, so of so many at the most."""
        if len(self.issues) < ISSUES_MAX and not where:
            where = self._place(element)
        self.issues.note(code, where or self.where, severity)

    def _place(self, element):
        """The place of an element, counted here: a stream drops earlier entries."""
        top = element
        while top is not None and local(top.tag) != "Ntry":
            top = top.getparent()
        if top is None:
            return place(element, self.part.tree, self.where)
        return place(element, top, f"{self.where}/Ntry[{self.number}]")

    def amount(self, element):
        """The unsigned amount of an ``Amt``; None and a fatal issue if unreadable."""
        text = "" if len(element) else element.text or ""
        if _AMOUNT.fullmatch(text) or _AMOUNT.fullmatch(text := text.strip()):
            return Decimal(text)
        self.report("xml.amount", element, FATAL)
        return None

    def signed(self, element, fields, severity=FATAL):
        """``(amount, currency)`` with the sign of ``CdtDbtInd``; None without one."""
        found = fields.get("Amt")
        if found is None:
            self.report("xml.missing", element, severity)
            return None, ""
        amount = self.amount(found)
        mark = fields.get("CdtDbtInd")
        debit = SIGNS.get((mark.text or "").strip()) if mark is not None else None
        if debit is None:
            self.report("camt.sign", element, severity)
            return None, found.get("Ccy", "")
        if amount is not None and debit:
            amount = -amount
        return amount, found.get("Ccy", "")

    def day(self, element):
        """The day of a choice of ``Dt`` and ``DtTm``; None and a warning otherwise."""
        if element is None:
            return None
        for child in element:
            found = read_day((child.text or "").strip())
            if found is None:
                named = child.tag[self.cut :] in ("Dt", "DtTm")
                self.report("xml.date", child if named else element, WARNING)
            return found
        return None

    def fields(self, element):
        """The children by local name; of a name the last."""
        cut = self.cut
        return {child.tag[cut:]: child for child in element}

    def once(self, element, fields, groups=0):
        """A fatal issue if what an amount is told by stands there several times: of two
        amounts, or two directions, nobody can say which is meant."""
        if len(element) == len(fields) + groups:
            return
        names = [child.tag[self.cut :] for child in element]
        if any(names.count(name) > 1 for name in TOLD_ONCE):
            self.report("camt.twice", element, FATAL)

    def read(self, element):
        """One ``Ntry`` as :class:`BankEntry`."""
        self.number += 1
        cut, fields, groups = self.cut, {}, []
        for child in element:
            tag = child.tag[cut:]
            if tag == "NtryDtls":
                groups.append(child)
            else:
                fields[tag] = child
        where = f"{self.where}/Ntry[{self.number}]"
        self.once(element, fields, len(groups))
        amount, currency = self.signed(element, fields)
        status = self._status(fields.get("Sts"), element)
        if amount is not None:
            self._count(element, amount, currency, status)
        code, own = self._codes(fields.get("BkTxCd"))
        batch, details = "", ()
        for group in groups:
            found, more = self.details.read(group, amount, where)
            batch, details = batch or found, details + more
        self.details.check(element, amount, currency, details)
        trace, references = self.details.references_of(fields, batch)
        if trace is None and len(details) == 1:
            trace = details[0].trace
        mark = fields.get("RvslInd")
        return BankEntry(
            amount,
            status,
            currency,
            mark is not None and (mark.text or "").strip() in ("true", "1"),
            self.day(fields.get("BookgDt")),
            self.day(fields.get("ValDt")),
            code,
            own,
            references,
            trace,
            details,
            (),
            where,
        )

    def _count(self, element, amount, currency, status):
        debit = amount < 0
        self.counts[debit] += 1
        self.sums[debit] += amount
        if status == "booked":
            self.booked += amount
        if currency != self.currency:
            if not self.currency:
                self.currency = currency
            else:
                self.foreign = True
                self.report("camt.currency", element, WARNING)

    def _status(self, element, entry):
        """The state of an entry: a code, since version 7 in an element of its own."""
        if element is None:
            return "booked"
        text = (element.text or "").strip()
        if not text and len(element):
            text = (element[0].text or "").strip()
        if text not in STATUSES:
            self.report("camt.status", entry, WARNING)
        return STATUSES.get(text, "pending")

    def _codes(self, element):
        """``(PMNT/RCDT/ESCT, proprietary)`` of a ``BkTxCd``."""
        code = own = ""
        for child in element if element is not None else ():
            tag = child.tag[self.cut :]
            if tag == "Prtry":
                own = (child[0].text or "").strip() if len(child) else ""
            elif tag == "Domn":
                code = self._domain(child)
        return code, own

    def _domain(self, element):
        parts = []
        for child in element:
            if child.tag[self.cut :] == "Fmly":
                parts += [(item.text or "").strip() for item in child]
            else:
                parts.append((child.text or "").strip())
        return "/".join(parts)
