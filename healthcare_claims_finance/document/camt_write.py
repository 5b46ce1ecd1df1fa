"""BankStatement to CAMT, version 08, as a bank would send it."""

from decimal import Decimal

from lxml import etree

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.camt_tables import MESSAGES
from ..reassociation import trace_text
from .camt_details import REFERENCES
from .camt_reading import STATUSES

VERSION = "08"
_SIGNS = ("CRDT", "DBIT")
_STATUS_CODES = {status: code for code, status in STATUSES.items()}
_PAGES = {"Stmt": "StmtPgntn", "Ntfctn": "NtfctnPgntn", "Rpt": "RptPgntn"}
#: The order of the schema.
_REFERENCE_ORDER = (
    "AcctSvcrRef",
    "PmtInfId",
    "InstrId",
    "EndToEndId",
    "TxId",
    "MndtId",
    "ChqNb",
)


def write_statement(statement, message):
    """The ``Stmt``, ``Ntfctn`` or ``Rpt`` of a statement as :class:`Part`.

    :raises RejectedError: ``camt.write.amount`` for an entry of unknown direction.
    """
    _wrapper, tag, _type = MESSAGES[message]
    top = etree.Element(tag)
    add(top, "Id", statement.statement_id)
    if statement.page:
        pages = add(top, _PAGES[tag])
        add(pages, "PgNb", statement.page)
        add(pages, "LastPgInd", "true" if statement.last_page else "false")
    if statement.sequence:
        add(top, "ElctrncSeqNb", statement.sequence)
    created = statement.created_at
    if created:
        add(top, "CreDtTm", created.isoformat())
    if statement.date_from:
        period = add(top, "FrToDt")
        add(period, "FrDtTm", f"{statement.date_from}T00:00:00")
        add(period, "ToDtTm", f"{statement.date_to or statement.date_from}T24:00:00")
    if statement.duplicate:
        add(top, "CpyDplctInd", "DUPL")
    _write_account(top, statement)
    for balance in statement.balances:
        _write_balance(top, balance)
    for number, entry in enumerate(statement.entries, 1):
        _write_entry(top, entry, f"Ntry[{number}]")
    return Part(message, top, version=VERSION)


def _write_account(top, statement):
    account = add(top, "Acct")
    identity = add(account, "Id")
    if statement.account_scheme == "iban":
        add(identity, "IBAN", statement.account)
    else:
        add(add(identity, "Othr"), "Id", statement.account)
    if statement.currency:
        add(account, "Ccy", statement.currency)
    if statement.servicer:
        add(add(add(account, "Svcr"), "FinInstnId"), "BICFI", statement.servicer)


def _write_balance(top, balance):
    element = add(top, "Bal")
    add(add(add(element, "Tp"), "CdOrPrtry"), "Cd", balance.code)
    _write_amount(element, balance.amount, balance.currency)
    if balance.day:
        add(add(element, "Dt"), "Dt", balance.day.isoformat())


def _write_amount(element, amount, currency):
    text = format(abs(amount), "f")
    add(element, "Amt", text, Ccy=currency or None)
    add(element, "CdtDbtInd", _SIGNS[amount < Decimal(0)])


def _write_entry(top, entry, where):
    if entry.amount is None:
        raise RejectedError("camt.write.amount", where)
    element = add(top, "Ntry")
    _write_amount(element, entry.amount, entry.currency)
    if entry.reversal:
        add(element, "RvslInd", "true")
    add(add(element, "Sts"), "Cd", _STATUS_CODES.get(entry.status, "BOOK"))
    for tag, day in (("BookgDt", entry.booking_date), ("ValDt", entry.value_date)):
        if day:
            add(add(element, tag), "Dt", day.isoformat())
    if entry.references.bank:
        add(element, "AcctSvcrRef", entry.references.bank)
    _write_codes(element, entry)
    if entry.references.batch or entry.details:
        group = add(element, "NtryDtls")
        if entry.references.batch:
            add(add(group, "Btch"), "PmtInfId", entry.references.batch)
        for detail in entry.details:
            _write_detail(group, detail, entry.amount)
    alone = len(entry.details) == 1 and entry.details[0].trace == entry.trace
    _write_text(element, "AddtlNtryInf", entry, None if alone else entry.trace)


def _write_codes(element, entry):
    if not (entry.code or entry.own_code):
        return
    codes = add(element, "BkTxCd")
    if entry.code:
        names = entry.code.split("/")
        domain = add(codes, "Domn")
        add(domain, "Cd", names[0])
        if names[1:]:
            family = add(domain, "Fmly")
            add(family, "Cd", names[1])
            if names[2:]:
                add(family, "SubFmlyCd", names[2])
    if entry.own_code:
        add(add(codes, "Prtry"), "Cd", entry.own_code)


def _write_text(element, tag, row, trace):
    """Words and trace, the only free text there is."""
    text = " ".join(row.references.words)
    if trace:
        text = f"{text} {trace_text(trace)}".strip()
    if text:
        add(element, tag, text)


def _write_detail(group, detail, whole):
    element = add(group, "TxDtls")
    found = {
        tag: getattr(detail.references, name)
        for tag, name in REFERENCES.items()
        if getattr(detail.references, name)
    }
    if found:
        references = add(element, "Refs")
        for tag in _REFERENCE_ORDER:
            if tag in found:
                add(references, tag, found[tag])
    if detail.amount is not None:
        _write_amount(element, detail.amount, detail.currency)
    _write_parties(element, detail, whole if detail.amount is None else detail.amount)
    remittance = add(element, "RmtInf")
    _write_text(remittance, "Ustrd", detail, detail.trace)
    if detail.references.remittance:
        information = add(add(remittance, "Strd"), "CdtrRefInf")
        add(information, "Ref", detail.references.remittance)
    if not len(remittance):
        element.remove(remittance)
    if detail.return_reason:
        add(add(add(element, "RtrInf"), "Rsn"), "Cd", detail.return_reason)


def _write_parties(element, detail, amount):
    """The other side; of its account only the end is known."""
    if not (detail.counterparty.name or detail.counterparty.identifier):
        return
    role = "Cdtr" if amount < 0 else "Dbtr"
    party = add(add(add(element, "RltdPties"), role), "Pty")
    if detail.counterparty.name:
        add(party, "Nm", detail.counterparty.name)
    organisation = add(add(party, "Id"), "OrgId")
    tag = {"bic": "AnyBIC", "lei": "LEI"}.get(detail.counterparty.scheme)
    if tag:
        add(organisation, tag, detail.counterparty.identifier)
    elif detail.counterparty.identifier:
        add(add(organisation, "Othr"), "Id", detail.counterparty.identifier)
