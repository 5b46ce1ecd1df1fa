"""EDIFACT codes and the house's words for them, which are the codes of X12.

Tables of (EDIFACT, house): the first row of a house code is the one that is written,
the first row of an EDIFACT code the one that is read. A code that is not listed keeps
itself as ``edifact:<code>`` where the house's code decides something, else as it is.
"""

FOREIGN = "edifact:"


class Table:
    """Two ways through a list of (EDIFACT code, house code) rows."""

    def __init__(self, *rows):
        self._read, self._write = {}, {}
        for code, word in rows:
            self._read.setdefault(code, word)
            self._write.setdefault(word, code)

    def read(self, code, prefix=""):
        """The house's code; one that is not listed as it is, behind the prefix."""
        return self._read.get(code, prefix + code if code else "")

    def known(self, code, default=None):
        """The house's code, or the default of one that is not listed."""
        return self._read.get(code, default)

    def write(self, word, default=None):
        """The EDIFACT code; a word that is not listed as it is, or the default."""
        if word.startswith(FOREIGN):
            return word[len(FOREIGN) :]
        return self._write.get(word, word if default is None else default)


#: 3055 of a party identifier -> Party.scheme
SCHEMES = Table(
    ("9", "gln"),
    ("16", "duns"),
    ("92", "assigned_by_buyer"),
    ("91", "assigned_by_seller"),
    ("ZZZ", "assigned_by_buyer"),
)
#: 7143 -> field of ItemIds
ITEMS = Table(
    ("SRV", "gtin"),
    ("EN", "gtin"),
    ("UP", "gtin"),
    ("AI", "gtin"),
    ("AM", "gtin"),
    ("GTI", "gtin"),
    ("SA", "supplier"),
    ("VN", "supplier"),
    ("VP", "supplier"),
    ("SK", "supplier"),
    ("IN", "buyer"),
    ("BP", "buyer"),
    ("PN", "buyer"),
    ("MF", "manufacturer"),
    ("BF", "ndc"),
    ("BC", "ndc"),
    ("BD", "ndc"),
    ("BE", "ndc"),
    ("BG", "ndc"),
    ("AC", "hibc"),
)
#: 6411, UN/ECE recommendations 20 and 21 -> X12 element 355. Codes that both have under
#: the same letters (BX, CT, BG, PK, DR, PR) need no row.
UNITS = Table(
    ("PCE", "EA"),
    ("C62", "EA"),
    ("EA", "EA"),
    ("H87", "PC"),
    ("NAR", "EA"),
    ("XBX", "BX"),
    ("CS", "CA"),
    ("XCS", "CA"),
    ("XCT", "CT"),
    ("XPK", "PK"),
    ("PA", "PK"),
    ("XPA", "PK"),
    ("XBG", "BG"),
    ("XBO", "BO"),
    ("XVI", "VI"),
    ("XAM", "AM"),
    ("XTU", "TB"),
    ("TU", "TB"),
    ("XPX", "PL"),
    ("PX", "PL"),
    ("RO", "RL"),
    ("XRO", "RL"),
    ("KT", "KT"),
    ("SET", "ST"),
    ("NPR", "PR"),
    ("DZN", "DZ"),
    ("CEN", "HU"),
    ("MIL", "TH"),
    ("GRO", "GS"),
    ("KGM", "KG"),
    ("GRM", "GR"),
    ("MGM", "ME"),
    ("LTR", "LT"),
    ("MLT", "ML"),
    ("MTR", "MR"),
    ("CMT", "CM"),
    ("MMT", "MM"),
    ("LBR", "LB"),
    ("ONZ", "OZ"),
)
#: 5284 unit price basis -> X12 element 639
PRICE_BASES = Table(("100", "HP"), ("1000", "TP"), ("12", "PD"))
#: 1225 -> PurchaseOrder.purpose
PURPOSES = Table(
    ("9", "original"),
    ("1", "cancel"),
    ("4", "change"),
    ("5", "replace"),
    ("6", "confirmation"),
    ("7", "duplicate"),
    ("31", "duplicate"),
)
#: 1225 -> X12 element 353
PURPOSE_CODES = Table(
    ("9", "00"),
    ("1", "01"),
    ("3", "03"),
    ("4", "04"),
    ("5", "05"),
    ("6", "06"),
    ("7", "07"),
)
#: 1001 of an order -> X12 element 92
ORDER_TYPES = Table(
    ("220", "NE"),
    ("105", "NE"),
    ("221", "BK"),
    ("224", "RO"),
    ("226", "RL"),
    ("227", "CN"),
    ("258", "SA"),
)
#: 1225 of an order response -> X12 element 587; with lines, without lines
ANSWERS = {
    "29": ("AD", "AT"),
    "44": ("AD", "AT"),
    "4": ("AC", "AC"),
    "28": ("AC", "AC"),
    "30": ("AC", "AC"),
    "34": ("AC", "AC"),
    "45": ("AC", "AC"),
    "27": ("RD", "RJ"),
    "12": ("AH", "AH"),
    "23": ("AH", "AH"),
}
#: X12 element 587 -> 1225
ANSWER_CODES = {
    "AC": "4",
    "AD": "29",
    "AE": "4",
    "AH": "12",
    "AK": "29",
    "AT": "29",
    "RD": "27",
    "RF": "27",
    "RJ": "27",
    "RO": "27",
}
#: 1229 of an answered line -> X12 element 668
LINE_STATUSES = Table(
    ("5", "IA"),
    ("6", "IC"),
    ("3", "IC"),
    ("24", "IC"),
    ("1", "IC"),
    ("7", "IR"),
    ("2", "ID"),
    ("10", "R2"),
    ("42", "AC"),
    ("8", "SP"),
)
#: X12 668 that 1229 cannot tell apart -> 1229
LINE_STATUS_CODES = {
    "AA": "5",
    "AR": "5",
    "BP": "6",
    "DR": "6",
    "IB": "6",
    "IE": "6",
    "IP": "6",
    "IQ": "6",
    "IS": "6",
    "R1": "7",
    "R3": "7",
    "R4": "7",
}
#: 1229 of a changed line -> X12 element 670
LINE_ACTIONS = Table(
    ("1", "AI"),
    ("2", "DI"),
    ("3", "CA"),
    ("4", "NC"),
    ("11", "NC"),
    ("7", "RC"),
    ("9", "CA"),
    ("21", "DI"),
)
#: 1229 of a catalogue item -> X12 element 875
ITEM_ACTIONS = Table(("1", "021"), ("2", "002"), ("3", "001"), ("4", ""))
#: 2005 -> X12 element 374
DATE_KINDS = Table(
    ("67", "067"),
    ("11", "068"),
    ("10", "010"),
    ("17", "017"),
    ("69", "069"),
    ("79", "079"),
    ("2", "002"),
    ("63", "063"),
    ("64", "064"),
)
#: 7161 -> X12 element 1300
CHARGES = Table(
    ("FC", "D240"),
    ("FA", "D240"),
    ("FAC", "D230"),
    ("FI", "D980"),
    ("IN", "D980"),
    ("HD", "D500"),
    ("SH", "H090"),
    ("DI", "C310"),
    ("QD", "F910"),
    ("TD", "I170"),
    ("EAB", "C550"),
    ("ABL", "F180"),
    ("RAA", "F970"),
)
#: 4465 -> X12 element 426
REASONS = Table(
    ("5", "01"),
    ("3", "04"),
    ("17", "04"),
    ("2", "05"),
    ("4", "06"),
    ("14", "07"),
    ("32", "59"),
)
#: 4461 -> X12 element 591
METHODS = Table(
    ("2", "ACH"), ("20", "CHK"), ("30", "FWT"), ("31", "FWT"), ("42", "FWT")
)
#: 5387, else 5375, of a price -> X12 element 236; most codes are the same.
PRICE_CODES = Table(
    ("NTP", "NET"), ("CON", "CON"), ("CT", "CON"), ("CAT", "CAT"), ("CA", "CAT")
)
