"""What ``setup/inspect`` prints of X12: counts, separators, figures of an 835."""

from odoo.addons.healthcare_edi.codec.x12.values import read_decimal

from .figures_835 import Remittance, file_figures
from .inspection_issues import issues_of


def transaction_set(name, part, decoded):
    """One transaction set as JSON."""
    facts = part.facts
    codes = {issue.code for issue in part.issues}
    row = {
        "file": name,
        "kind": part.code,
        "version": part.version or None,
        "isa13": facts["isa13"],
        "gs06": facts["gs06"],
        "st02": facts["st02"],
        "where": part.where,
        "delimiters": {
            key: value or None for key, value in facts["delimiters"].items()
        },
        "segments_counted": facts["segments_counted"],
        "se01": facts["se01"],
        "se01_ok": facts["se01"] is not None and "x12.se01.count" not in codes,
        "se02_ok": facts["se02"] is not None and "x12.se02.control" not in codes,
        "issues": [issue.to_json() for issue in issues_of("x12", part, decoded)],
    }
    if part.code == "835":
        row |= _header_figures(part, decoded)
        row |= Remittance(part, read_decimal).figures()
    return row


def _header_figures(part, decoded):
    """Separators once more under the names of the 835 figures; null without ISA."""
    keys = ("element_sep", "component_sep", "repetition_sep", "terminator")
    number = _interchange_number(part)
    if number is None:
        return dict.fromkeys((*keys, "gs08", "isa_fixed_width"))
    interchange = decoded.facts["interchanges"][number]
    delimiters = interchange["delimiters"]
    values = (
        delimiters["element"],
        delimiters["component"],
        interchange["isa11"],
        delimiters["terminator"],
    )
    return dict(zip(keys, values, strict=True)) | {
        "gs08": part.facts["gs08"],
        "isa_fixed_width": interchange["isa_is_106_chars"],
    }


def _interchange_number(part):
    if not part.where.startswith("ISA["):
        return None
    return int(part.where[4 : part.where.index("]")]) - 1


def summary(name, payload, decoded):
    """One file as JSON."""
    facts = decoded.facts
    row = {
        "file": name,
        "bytes": len(payload),
        "encoding": facts["encoding"],
        "bom": facts["bom"],
        "crlf": b"\r\n" in payload,
        "lf": b"\n" in payload,
        "prefix_before_isa": facts["prefix"],
        "interchanges": [_interchange(item) for item in facts["interchanges"]],
    }
    remittances = [
        Remittance(part, read_decimal) for part in decoded.parts if part.code == "835"
    ]
    if remittances:
        row |= file_figures(remittances)
    return row


def _interchange(facts):
    delimiters = facts["delimiters"]
    return {
        "isa13": facts["isa"][13],
        "isa12": facts["isa"][12],
        "element": delimiters["element"],
        "component": delimiters["component"] or None,
        "repetition_isa11": facts["isa11"],
        "terminator": delimiters["terminator"],
        "isa_is_106_chars": facts["isa_is_106_chars"],
        "segments": facts["segments"],
        "gs": len(facts["groups"]),
        "gs08": [group["gs08"] for group in facts["groups"]],
        "st": facts["sets"],
        "se_bad": facts["bad_sets"],
        "ta1": facts["acknowledgments"],
        "iea_ok": facts["iea_ok"],
    }
