"""The separators and the characters in which a partner wants its files."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..codec.x12.delimiters import is_separator

TERMINATORS = {"newline": "\n", "return": "\r"}
SIGNS = {
    "x12": {
        "element": "*",
        "component": ":",
        "repetition": "^",
        "terminator": "~",
        "release": False,
        "character_set": "UTF-8",
    },
    "edifact": {
        "element": "+",
        "component": ":",
        "repetition": "*",
        "terminator": "'",
        "release": "?",
        "character_set": "UNOC",
    },
    "hl7": {
        "element": "|",
        "component": "^",
        "repetition": "~",
        "terminator": "return",
        "release": "\\",
        "character_set": "UNICODE UTF-8",
    },
}
"""What each syntax uses by default."""
CHARACTER_SETS = {
    "x12": ("UTF-8", "ISO-8859-1", "ASCII"),
    "edifact": ("UNOA", "UNOB", "UNOC", "UNOY"),
    "hl7": ("ASCII", "8859/1", "UNICODE UTF-8"),
}
_USUAL = {
    "compute": "_compute_signs",
    "store": True,
    "readonly": False,
    "precompute": True,
}
"""Of a field that starts with what its syntax uses, and that a partner may change."""


class HealthcareTradingPartner(models.Model):
    """Separators of what we send. A received file names its own."""

    _inherit = "healthcare.trading.partner"

    element = fields.Char(
        string="Element separator",
        size=1,
        **_USUAL,
    )
    component = fields.Char(
        string="Component separator",
        size=1,
        **_USUAL,
    )
    repetition = fields.Char(
        string="Repetition separator",
        size=1,
        **_USUAL,
    )
    terminator = fields.Char(
        string="Segment terminator",
        size=7,
        **_USUAL,
        help="One character, or the word newline or return.",
    )
    release = fields.Char(
        string="Release character",
        size=1,
        **_USUAL,
        help="Stands before a separator that is meant as text: ? in EDIFACT, the "
        "escape character of HL7. X12 has none.",
    )
    subcomponent = fields.Char(string="Subcomponent separator", size=1, default="&")
    decimal_mark = fields.Selection(
        [(".", "Point"), (",", "Comma")],
        string="Decimal mark",
        default=".",
        help="Of EDIFACT numbers.",
    )
    character_set = fields.Selection(
        [
            ("UTF-8", "UTF-8"),
            ("ISO-8859-1", "ISO 8859-1"),
            ("ASCII", "ASCII"),
            ("UNOA", "UNOA: capitals, digits, few signs"),
            ("UNOB", "UNOB: both cases"),
            ("UNOC", "UNOC: ISO 8859-1"),
            ("UNOY", "UNOY: UTF-8"),
            ("8859/1", "8859/1"),
            ("UNICODE UTF-8", "UNICODE UTF-8"),
        ],
        string="Character set",
        **_USUAL,
        help="EDIFACT: UNB 0001. HL7: MSH-18.",
    )
    syntax_version = fields.Selection(
        [("3", "3"), ("4", "4: with repetitions")],
        string="Syntax version",
        default="3",
        help="UNB 0002 of what we send.",
    )
    service_string = fields.Boolean(
        string="Send UNA",
        default=True,
        help="Names the separators in front of the interchange. Always sent when they "
        "are not the usual ones.",
    )
    use_groups = fields.Boolean(
        string="Send UNG and UNE", help="Few partners want groups in EDIFACT."
    )
    line_breaks = fields.Boolean(
        string="One segment per line",
        default=True,
        help="A line break after each terminator makes files readable.",
    )

    @api.depends("syntax")
    def _compute_signs(self):
        """The usual separators of the syntax; another syntax begins with its own."""
        for partner in self:
            usual = SIGNS.get(partner.syntax, {})
            others = [row for name, row in SIGNS.items() if name != partner.syntax]
            for name in SIGNS["x12"]:
                foreign = {row[name] for row in others}
                if not partner[name] or partner[name] in foreign:
                    partner[name] = usual.get(name, False)

    @api.constrains(
        *("element", "component", "repetition", "terminator"),
        *("release", "subcomponent", "character_set", "syntax", "decimal_mark"),
    )
    def _check_delimiters(self):
        for partner in self.filtered(lambda row: row.syntax in SIGNS):
            signs = partner._signs()
            if len(set(signs)) < len(signs) or not all(
                map(_may_separate, signs, [partner.syntax] * len(signs))
            ):
                raise ValidationError(
                    self.env._(
                        "The separators of %(partner)s must be different characters, "
                        "none of them a letter, a digit or a blank.",
                        partner=partner.display_name,
                    )
                )
            if partner.character_set not in CHARACTER_SETS[partner.syntax]:
                raise ValidationError(
                    self.env._(
                        "%(set)s is no character set of this syntax.",
                        set=partner.character_set or "?",
                    )
                )

    def _signs(self):
        """All separators that its syntax uses."""
        signs = [self.element, self.component, self.repetition, self._terminator()]
        if self.syntax != "x12":
            signs.append(self.release)
        if self.syntax == "edifact":
            # Not a separator, but what releases must not stand in every price.
            signs.append(self.decimal_mark)
        if self.syntax == "hl7":
            signs.append(self.subcomponent)
        return [sign or "" for sign in signs]

    def _terminator(self):
        return TERMINATORS.get(self.terminator, self.terminator)


def _may_separate(sign, syntax):
    # The second separator of HL7's MSH and the sign that releases may be anything that
    # is no word; what stands in numbers would cut them.
    if syntax == "x12":
        return is_separator(sign)
    numeric = "-." if syntax == "hl7" else "-"
    return len(sign) == 1 and not sign.isalnum() and sign not in f" \t{numeric}"
