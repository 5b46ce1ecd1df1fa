"""What may be wrong with goods at the dock, and the question of each. Pure."""

KINDS = [
    ("over", "More than ordered"),
    ("unordered", "Not on the order"),
    ("damaged", "Damaged"),
    ("refused", "Refused"),
    ("recalled", "Recalled lot"),
    ("short", "Missing"),
]
QUESTION = {
    "over": "RECEIPT_OVER",
    "unordered": "UNORDERED_ITEM",
    "damaged": "DAMAGED",
    "refused": "DAMAGED",
    "recalled": "RECALL_LOT",
}
