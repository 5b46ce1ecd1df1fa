"""What stands around the claims of an 837: the file, the biller, the subscriber."""

from dataclasses import replace

from odoo.addons.healthcare_integration_base.issue import WARNING

from .claim_guide import CLINICIANS, PARENTS
from .levels import SOURCE, SUBSCRIBER, read_instant, read_organisation
from .reading import Reading, text
from .vocabulary import read_party

#: Levels that are remembered as parents of others.
LEVELS_MAX = 4096


class ClaimLevels(Reading):
    """State: ``level`` what the open HL says and inherits, ``claim``, ``line`` and
    ``other`` (payer) the open loops, as dicts or None.

    A level inherits from the one that HL02 names, which must stand before it.
    """

    def __init__(self, part):
        super().__init__(part)
        self.submitted = None
        self.file = {}
        self.level = {}
        self.levels = {}
        self.role = ""
        self.claim = self.line = self.other = None

    def close_claim(self):
        """Finish the open claim, when another level begins."""
        raise NotImplementedError

    def _take_bht(self, segment):
        self.submitted = self.date(segment, 4)
        self.file["reference"] = text(segment, 3)
        if self.submitted is not None:
            self.file["submitted_at"] = read_instant(self, segment, 4, 5)

    def _take_hl(self, segment):
        self.close_claim()
        self.role = ""
        number, parent, code = (text(segment, at) for at in (1, 2, 3))
        above = self.levels.get(parent) if parent else None
        if number in self.levels:
            self.report("x12.hl.duplicate", segment, None, WARNING)
        allowed = PARENTS.get(code)
        if allowed is None:
            self.report("x12.hl.code", segment, 3, WARNING)
        elif above is None:
            if parent or "" not in allowed:
                self.report("x12.hl.parent", segment, None, WARNING)
        elif above["code"] not in allowed:
            self.report("x12.hl.level", segment, 2, WARNING)
        inherited = {} if above is None or code == SOURCE else above
        self.level = {**inherited, "code": code}
        if code == SUBSCRIBER:
            self.level["subscriber"] = {}
        self.levels[number] = self.level
        if len(self.levels) > LEVELS_MAX:
            self._forget()

    def _forget(self):
        """Drop old levels of patients, then old billers: a file may be of any length.

        A level that follows so late after its parent is reported as an orphan.
        """
        rows = list(self.levels.items())
        billers = [row for row in rows if row[1]["code"] == SOURCE]
        others = [row for row in rows if row[1]["code"] != SOURCE]
        kept = billers[-LEVELS_MAX // 4 :] + others[-LEVELS_MAX // 4 :]
        self.levels = dict(kept)

    def _take_nm1(self, segment):
        self.role = role = text(segment, 1)
        if self.line is not None:
            return
        if role == "PR":
            self._payer(read_party(segment, 3, 8, 9))
        elif self.claim is None:
            self._party(role, segment)
        elif self.other is None and role in CLINICIANS and text(segment, 9):
            party = read_party(segment, 3, 8, 9)
            self.claim[CLINICIANS[role]] = replace(party, name="")

    def _payer(self, payer):
        if self.claim is None:
            self.level.setdefault("subscriber", {}).setdefault("payer", payer)
        elif self.other is not None:
            self.other.setdefault("payer", payer)

    def _party(self, role, segment):
        if role == "85":
            self.level["provider"] = read_organisation(segment)
        elif role == "41":
            self.file["submitter"] = read_organisation(segment)
        elif role == "40":
            self.file["receiver"] = read_organisation(segment)

    def _take_per(self, segment):
        if self.role == "41" and text(segment, 3) == "TE":
            self.file.setdefault("submitter_phone", text(segment, 4))

    def _take_prv(self, segment):
        if self.claim is None and text(segment, 1) == "BI":
            self.level["taxonomy"] = text(segment, 3)

    def _take_n3(self, segment):
        if self.role == "85" and self.claim is None:
            self.level["street"] = (text(segment, 1), text(segment, 2))

    def _take_n4(self, segment):
        if self.role == "85" and self.claim is None:
            self.level["city"] = tuple(text(segment, number) for number in (1, 2, 3, 4))

    def _take_sbr(self, segment):
        if self.claim is None:
            known = self.level.get("subscriber", {}).get("payer")
            self.level["subscriber"] = {
                "sequence": text(segment, 1) or "P",
                "filing_indicator": text(segment, 9),
            } | ({"payer": known} if known else {})
        else:
            self.line = None
            self.other = {"sequence": text(segment, 1)}
            self.claim["others"].append(self.other)
