"""The states of a charge and the only moves between them. Pure data.

*received* somebody says that something was used; *validated* all of it is known and
nothing has to leave stock; *stock_issued* the goods left the books; *handed_off*
billing may take it; *acknowledged* and *rejected* are billing's answers; *corrected*
another record stands for it; *reversed* it was taken back; *not_charged* a person or a
rule decided that it costs but is not billed.
"""

MOVES = {
    "received": {"validated", "stock_issued", "not_charged", "corrected", "reversed"},
    "validated": {"stock_issued", "handed_off", "not_charged", "corrected", "reversed"},
    "stock_issued": {"handed_off", "not_charged", "corrected", "reversed"},
    "handed_off": {"acknowledged", "rejected", "reversed"},
    "acknowledged": {"reversed"},
    "rejected": {"handed_off", "not_charged", "corrected", "reversed"},
    "not_charged": {"stock_issued", "handed_off", "reversed"},
    "corrected": set(),
    "reversed": set(),
}

LABELS = [
    ("received", "Received"),
    ("validated", "Complete"),
    ("stock_issued", "Goods issued"),
    ("handed_off", "Handed to billing"),
    ("acknowledged", "Billed"),
    ("rejected", "Refused by billing"),
    ("not_charged", "Not charged"),
    ("corrected", "Corrected"),
    ("reversed", "Reversed"),
]

OPEN = frozenset({"received", "validated", "stock_issued", "rejected"})
"""Not with billing, and nobody has decided that it need not be."""
BILLABLE = frozenset({"handed_off", "acknowledged"})


def may_move(before, after):
    """Whether a charge may go from one state to another."""
    return after in MOVES.get(before, ())
