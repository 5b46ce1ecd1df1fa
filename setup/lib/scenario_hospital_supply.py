"""The invented supply of the demo hospital: sites, contract, approvals, stock."""

from .scenario_hospital import SITE

SOUTH = "SOUTH"
#: The second facility keeps its stock in a system of its own.
FACILITY = {"key": "south", "code": SOUTH, "name": "South Campus"}
#: Cost centres: code, name, facility.
CENTRES = (
    ("4100", "Nursing Main", SITE),
    ("4200", "Nursing South", SOUTH),
)

#: A contract with tiers: prices per box by item, tier and quantity.
CONTRACT = {
    "key": "meridian_2207",
    "supplier": "meridian",
    "number": "GPO-2207",
    "name": "Gloves and syringes",
    "source": "gpo",
    "tiers": (("C01", "Tier 1", 1, 0), ("C02", "Tier 2", 2, 25000)),
    "roster": ((SITE, "C02"), (SOUTH, "C01")),
    "prices": (
        ("gloves", "C01", 0, "12.00", "Annex B, 2.1"),
        ("gloves", "C02", 0, "11.40", "Annex B, 2.1"),
        ("syringe", "C01", 0, "21.50", "Annex B, 2.4"),
        ("syringe", "C02", 0, "20.60", "Annex B, 2.4"),
        ("syringe", "C02", 50, "19.80", "Annex B, 2.4"),
    ),
}

#: Who approves what: name, document, from which amount, login of the approver.
RULES = (
    ("Head of nursing", "requisition", 500, "head"),
    ("Chief financial officer", "order", 10000, "cfo"),
)

#: What may stand in for what, as the committee decided.
GROUP = {"key": "emesis", "name": "Emesis bags", "items": ("bag", "bag_closed")}
#: The same item from somebody else: item, supplier, its number, price per box.
SECOND_SOURCE = ("bag", "larkspur", "LK-900", "32.50")
#: Care stops without these.
CRITICAL = ("mask",)
REQUESTABLE = ("gloves", "mask", "gown", "tape", "tape_soft", "dressing", "bag")

#: Four weeks of usage: item, facility, pieces a day, pieces left.
USED = (
    ("bag", SITE, 150, 900),
    ("mask", SITE, 100, 2500),
    ("tape", SITE, 20, 600),
    ("gown", SITE, 30, 900),
    ("bag", SOUTH, 40, 0),
    ("mask", SOUTH, 90, 0),
)
#: What the second facility counted: item, pieces, lot, days until its expiry.
COUNTED = (
    ("bag", 2600, "", 0),
    ("mask", 110, "", 0),
    ("gown", 480, "", 0),
    ("gloves", 700, "G-2291", 40),
)

#: What the wards ask for; the buyer orders the one with the key ``ordered`` at once.
REQUISITIONS = (
    {
        "key": "waiting",
        "facility": SOUTH,
        "place": "South, ward 3",
        "lines": (("gown", 40), ("mask", 30)),
    },
    {
        "key": "ordered",
        "facility": SITE,
        "place": "Main, ward 7",
        "lines": (("gloves", 5),),
    },
)

#: The price list that waits: one price rises by more than is accepted unseen.
PRICE_LIST = {"supplier": "norwood", "item": "suture", "factor": "1.04"}

#: The account on file, and the one that somebody wants to be paid to (invented).
BANK = {
    "supplier": "norwood",
    "phone": "+1 555 0100 210",
    "account": "000123456789",
    "wanted": "000987654321",
}
FINANCE = {"key": "finance", "name": "Finance system"}
