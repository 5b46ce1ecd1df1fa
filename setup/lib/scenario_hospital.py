"""The invented hospital group of the demo: who trades with it, what it orders.

All names, numbers and prices are made up. Amounts are text, so that nothing passes
through a float.
"""

OWN_IDENTIFIER = "GENHOSP"
OWN_NPI = "1999999984"
SITE = "MAIN"
#: Watched folders of every connection that exchanges files.
IN, OUT = "in", "out"

SUPPLIERS = (
    {
        "key": "meridian",
        "name": "Meridian Medical Supply",
        "identifier": "MERIDIANMED",
        "items": ("gloves", "syringe", "needle", "mask"),
    },
    {
        "key": "norwood",
        "name": "Norwood Surgical",
        "identifier": "NORWOODSURG",
        "items": ("dressing", "suture", "bag", "tape", "tape_soft"),
    },
)
#: Has no interface: it answers on the pages behind a signed link.
PORTAL_SUPPLIER = {
    "key": "larkspur",
    "name": "Larkspur Textiles",
    "items": ("drape", "gown", "bag_closed"),
}

#: Every item is stocked in pieces and bought in boxes of 100.
ITEMS = {
    "gloves": ("GLV-NIT-M", "Examination gloves, nitrile, medium", "MM-4410", "12.00"),
    "syringe": ("SYR-10ML", "Syringe 10 ml, sterile", "MM-2210", "21.50"),
    "needle": ("NDL-21G", "Needle 21 G, sterile", "MM-2121", "9.80"),
    "mask": ("MSK-SURG", "Surgical mask, type IIR", "MM-7002", "14.40"),
    "dressing": ("DRS-10X10", "Wound dressing 10 x 10 cm", "NS-8801", "48.00"),
    "suture": ("SUT-3-0", "Suture 3-0, absorbable", "NS-3300", "186.00"),
    "bag": ("BAG-EMESIS", "Emesis bag", "NS-0907", "31.20"),
    "tape": ("TPE-SILK", "Surgical tape, silk, 2.5 cm", "NS-1101", "64.00"),
    "tape_soft": ("TPE-SOFT", "Surgical tape, soft, 2.5 cm", "NS-1105", "61.00"),
    "drape": ("DRP-120", "Surgical drape 120 x 150 cm", "LK-501", "82.00"),
    "gown": ("GWN-ISO", "Isolation gown, level 2", "LK-220", "58.00"),
    "bag_closed": ("BAG-RING", "Emesis bag with ring", "LK-907", "33.60"),
}
#: Not sold by lot.
WITHOUT_LOT = ("mask", "bag", "bag_closed", "tape", "tape_soft", "drape", "gown")

#: What the buyer orders; ``conduct`` says how the supplier treats the order.
ORDERS = (
    {
        "key": "clean",
        "supplier": "meridian",
        "lines": (("gloves", 10), ("syringe", 20)),
    },
    {
        "key": "short",
        "supplier": "norwood",
        "lines": (("dressing", 12), ("suture", 4), ("bag", 15)),
    },
    {
        "key": "price",
        "supplier": "meridian",
        "lines": (("needle", 30), ("mask", 25)),
    },
    {"key": "contract", "supplier": "meridian", "lines": (("gloves", 30),)},
    {"key": "substitute", "supplier": "norwood", "lines": (("tape", 8),)},
    {"key": "portal", "supplier": "larkspur", "lines": (("drape", 6), ("gown", 12))},
)

CLEARINGHOUSE = {
    "key": "clearinghouse",
    "name": "Interlake Clearinghouse",
    "identifier": "INTERLAKE",
}
PAYERS = (
    {
        "key": "cascade",
        "name": "Cascade Health Plan",
        "identifier": "CASC1",
        "trace_id": "1930000011",
        "class": "commercial",
        "appeal_days": 90,
    },
    {
        "key": "pinecrest",
        "name": "Pinecrest Mutual",
        "identifier": "PINE2",
        "trace_id": "1930000022",
        "class": "commercial",
        "appeal_days": 60,
    },
)

#: Invented claims: number, payer, services (procedure, charge). ``decision`` names what
#: the payer decides, see partners.payer; without one the claim stays open.
CLAIMS = (
    ("GH-70011", "cascade", (("HC:99214", "185.00"),), "full"),
    ("GH-70012", "cascade", (("HC:73610", "240.00"), ("HC:99213", "130.00")), "agreed"),
    ("GH-70013", "cascade", (("HC:29881", "4200.00"),), "patient"),
    ("GH-70014", "cascade", (("HC:99215", "260.00"), ("HC:95810", "980.00")), "denied"),
    ("GH-70015", "cascade", (("HC:36415", "24.00"),), None),
    ("GH-70021", "pinecrest", (("HC:97110", "96.00"),), "agreed"),
    ("GH-70022", "pinecrest", (("HC:70450", "1150.00"),), "agreed"),
)

#: Where each role starts after the login: external id of an action by login.
START = {
    "admin": "healthcare_integration_base.healthcare_overview_action",
    "procurement": "purchase.purchase_rfq",
    "ap": "healthcare_procurement_sync.healthcare_match_action",
    "denials": "healthcare_claims_finance.healthcare_denial_case_action",
    "cash": "healthcare_claims_finance.healthcare_remittance_action",
    "operator": "healthcare_integration_base.healthcare_message_attention_action",
    "cfo": "account.open_account_journal_dashboard_kanban",
    "auditor": "healthcare_integration_base.healthcare_message_action",
    "ward": "healthcare_procurement_sync.healthcare_requisition_action_mine",
    "head": "healthcare_procurement_sync.healthcare_approval_action",
}

WAREHOUSE = {"key": "warehouse", "name": "Central warehouse", "flow": "receipts"}
OWN_FILES = {"key": "own-files", "name": "Files put in by hand"}


def item(key):
    """One item as a dict."""
    code, name, catalogue, price = ITEMS[key]
    return {
        "key": key,
        "code": code,
        "name": name,
        "catalogue": catalogue,
        "price": price,
        "by_lot": key not in WITHOUT_LOT,
    }


def find(rows, key):
    """The row with this ``key``."""
    return next(row for row in rows if row["key"] == key)
