"""The single payments inside an entry of CAMT, and who stands on the other side."""

from odoo.addons.healthcare_integration_base.canonical import (
    BankReferences,
    EntryDetail,
    Party,
)
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from ..reassociation import tail, understood

#: Child of Refs -> field of BankReferences.
REFERENCES = {
    "AcctSvcrRef": "bank",
    "EndToEndId": "end_to_end",
    "InstrId": "instruction",
    "TxId": "transaction",
    "ChqNb": "check_number",
    "MndtId": "mandate",
    "PmtInfId": "batch",
}
NOT_PROVIDED = "NOTPROVIDED"
_NOBODY = Party()
_NOTHING = BankReferences()


class Details:
    """Reads ``NtryDtls`` for an :class:`.camt_reading.Entries`."""

    def __init__(self, entries):
        self.entries = entries
        self.cut = entries.cut

    def read(self, group, amount, where):
        """``(batch reference, details)`` of one ``NtryDtls``."""
        batch, details, number, cut = "", [], 0, self.cut
        for child in group:
            tag = child.tag[cut:]
            if tag == "TxDtls":
                number += 1
                place = f"{where}/NtryDtls/TxDtls[{number}]"
                details.append(self._detail(child, amount, place))
            elif tag == "Btch":
                fields = self.entries.fields(child)
                batch = _text(fields.get("PmtInfId")) or _text(fields.get("MsgId"))
        return batch, tuple(details)

    def check(self, element, amount, currency, details):
        """Report payments that do not make the entry, if they can be compared."""
        if amount is None or not details:
            return
        total = 0
        for row in details:
            if row.amount is None or row.currency != currency:
                return
            total += row.amount
        if total != amount:
            self.entries.report("camt.details", element, WARNING)

    def references_of(self, fields, batch):
        """``(trace, BankReferences)`` of the entry itself."""
        bank, more = fields.get("AcctSvcrRef"), fields.get("AddtlNtryInf")
        own = fields.get("NtryRef")
        if bank is None and more is None and own is None and not batch:
            return None, _NOTHING
        trace, words = understood(more.text or "") if more is not None else (None, ())
        return trace, BankReferences(
            bank=_text(bank) or _text(own), batch=batch, words=words
        )

    def _detail(self, element, amount, where):
        fields = self.entries.fields(element)
        self.entries.once(element, fields)
        own, currency = self._amount(element, fields, amount)
        trace, references = self._references(fields)
        party, account = _NOBODY, ""
        parties = fields.get("RltdPties")
        if parties is not None:
            incoming = (own if own is not None else amount or 0) >= 0
            party, account = self._counterparty(parties, "Dbtr" if incoming else "Cdtr")
        reason = fields.get("RtrInf")
        return EntryDetail(
            own,
            currency,
            references,
            trace,
            party,
            account,
            "" if reason is None else self._reason(reason),
            where,
        )

    def _amount(self, element, fields, amount):
        """The payment's own amount: ``Amt`` since version 4, before in ``AmtDtls``."""
        found = fields.get("Amt")
        if found is None and "AmtDtls" in fields:
            details = self.entries.fields(fields["AmtDtls"])
            chosen = details.get("TxAmt", details.get("InstdAmt"))
            found = None if chosen is None else self.entries.fields(chosen).get("Amt")
        if found is None:
            return None, ""
        if "CdtDbtInd" in fields:
            return self.entries.signed(element, {**fields, "Amt": found}, FATAL)
        own = self.entries.amount(found)
        if own is not None and amount is not None and amount < 0:
            own = -own
        return own, found.get("Ccy", "")

    def _references(self, fields):
        """``(trace, BankReferences)`` of ``Refs``, ``RmtInf`` and ``AddtlTxInf``."""
        found, cut = {}, self.cut
        element = fields.get("Refs")
        if element is not None:
            for child in element:
                name = REFERENCES.get(child.tag[cut:])
                value = child.text
                if name and value and value != NOT_PROVIDED:
                    found[name] = value.strip()
        texts = []
        element = fields.get("RmtInf")
        if element is not None:
            self._remittance(element, found, texts)
        element = fields.get("AddtlTxInf")
        if element is not None:
            texts.append(element.text or "")
        trace = None
        if texts:
            trace, words = understood(" ".join(texts))
            if words:
                found["words"] = words
        return trace, BankReferences(**found) if found else _NOTHING

    def _remittance(self, element, found, texts):
        for child in element:
            if child.tag[self.cut :] == "Ustrd":
                texts.append(child.text or "")
                continue
            for item in child:
                tag = item.tag[self.cut :]
                if tag == "CdtrRefInf":
                    value = _text(self.entries.fields(item).get("Ref"))
                    found.setdefault("remittance", value)
                elif tag == "AddtlRmtInf":
                    texts.append(item.text or "")

    def _counterparty(self, parties, role):
        """``(Party, account)`` of the other side; a party is only known if it shows the
        identification of an organisation, anybody else may be a person."""
        party, account, cut = _NOBODY, "", self.cut
        for child in parties:
            tag = child.tag[cut:]
            if tag == role:
                party = self._organisation(child)
            elif tag == f"{role}Acct":
                account = self._account(child)
        return party, account

    def _organisation(self, element):
        fields = self.entries.fields(element)
        if "Pty" in fields:  # since version 8
            fields = self.entries.fields(fields["Pty"])
        identity = fields.get("Id")
        if identity is None or not len(identity):
            return _NOBODY
        chosen = identity[0]
        if chosen.tag[self.cut :] != "OrgId":
            return _NOBODY
        name = _text(fields.get("Nm"))
        for child in chosen:
            tag = child.tag[self.cut :]
            if tag in ("LEI", "AnyBIC", "BICOrBEI"):
                scheme = "lei" if tag == "LEI" else "bic"
                return Party((child.text or "").strip(), scheme, name)
            if tag == "Othr":
                value = _text(self.entries.fields(child).get("Id"))
                return Party(value, "assigned_by_bank" if value else "", name)
        return Party(name=name)

    def _account(self, element):
        identity = self.entries.fields(element).get("Id")
        if identity is None or not len(identity):
            return ""
        chosen = identity[0]
        value = chosen[0].text if len(chosen) else chosen.text
        return tail(value or "")

    def _reason(self, element):
        reason = self.entries.fields(element).get("Rsn")
        if reason is None or not len(reason):
            return ""
        return _text(reason[0])


def _text(element):
    return "" if element is None else (element.text or "").strip()
