"""Units of XML formats and the house's codes for them, which are those of X12 355.

UN/ECE recommendation 20, packages of recommendation 21 with an X before them. A code
that is not listed stays as it is.
"""

from .edifact_vocabulary import Table

UNITS = Table(
    ("EA", "EA"),
    ("C62", "EA"),
    ("PCE", "EA"),
    ("H87", "PC"),
    ("XBX", "BX"),
    ("XCS", "CA"),
    ("CS", "CA"),
    ("XCT", "CT"),
    ("XPK", "PK"),
    ("XPA", "PK"),
    ("XBG", "BG"),
    ("XBO", "BO"),
    ("XVI", "VI"),
    ("XAM", "AM"),
    ("XTU", "TB"),
    ("XPX", "PL"),
    ("XRO", "RL"),
    ("KT", "KT"),
    ("SET", "ST"),
    ("PR", "PR"),
    ("NPR", "PR"),
    ("DZN", "DZ"),
    ("CEN", "HU"),
    ("MIL", "TH"),
    ("KGM", "KG"),
    ("GRM", "GR"),
    ("LTR", "LT"),
    ("MLT", "ML"),
    ("MTR", "MR"),
    ("CMT", "CM"),
)
