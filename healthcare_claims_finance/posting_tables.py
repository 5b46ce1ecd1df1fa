"""The tables behind remittance posting: roles, reasons and provider codes as data.

Nothing here decides; :mod:`posting_rules` reads it. Account types are Odoo's
``account_type`` values. Codes are the public X12 code values, the words are our own.
"""

from typing import NamedTuple


class Role(NamedTuple):
    """What an account is for; ``reconcile`` items are matched one by one."""

    name: str
    account_type: str
    reconcile: bool


ROLES = {
    "AR_PAYER": Role("Insurance receivable", "asset_receivable", True),
    "AR_PATIENT": Role("Patient receivable", "asset_receivable", True),
    "AR_ALLOWANCE": Role("Estimated allowance", "asset_current", False),
    "UNBILLED_AR": Role("Unbilled services", "asset_current", False),
    "REMIT_CLEARING": Role("Remittance clearing", "asset_current", True),
    "UNAPPLIED_CASH": Role("Unapplied payer cash", "liability_current", True),
    "REMIT_SUSPENSE": Role("Remittance suspense", "liability_current", True),
    "PLB_SUSPENSE": Role("Provider adjustment suspense", "asset_current", True),
    "PAYER_RECOUP": Role("Payer takebacks announced", "liability_current", True),
    "PAYER_REFUND_LIAB": Role("Refunds due to payers", "liability_current", True),
    "PATIENT_REFUND_LIAB": Role("Refunds due to patients", "liability_current", True),
    "PATIENT_DEPOSIT": Role("Patient deposits", "liability_current", True),
    "ADVANCE_LIAB": Role("Payer advances", "liability_current", True),
    "WITHHOLD_RECV": Role("Payer withhold", "asset_current", True),
    "TAX_LEVY": Role("Tax and levy withheld", "asset_current", True),
    "DUE_FROM_AFFILIATE": Role("Due from affiliate", "asset_current", True),
    "DUE_TO_AFFILIATE": Role("Due to affiliate", "liability_current", True),
    "REV_GROSS": Role("Patient service revenue, gross", "income", False),
    "REV_NET": Role("Patient service revenue, net", "income", False),
    "REV_CONTRA": Role("Contractual adjustments", "income", False),
    "SEQUESTRATION": Role("Sequestration", "income", False),
    "CAP_CONTRA": Role("Capitated services", "income", False),
    "CAP_REVENUE": Role("Capitation revenue", "income", False),
    "INCENTIVE_REVENUE": Role("Payer incentives", "income_other", False),
    "SETTLEMENT": Role("Payer settlements", "income", False),
    "DENIAL_WRITEOFF": Role("Denial write-off", "income", False),
    "SMALL_BALANCE": Role("Small balance write-off", "income", False),
    "CHARITY": Role("Charity care", "income", False),
    "INTEREST_INCOME": Role("Payer interest", "income_other", False),
    "PENALTY": Role("Payer penalties", "expense", False),
    "CARD_FEES": Role("Card and lockbox fees", "expense", False),
    "BAD_DEBT": Role("Bad debt", "expense", False),
}

PARTNER_ROLES = frozenset(
    {
        "AR_PAYER",
        "AR_PATIENT",
        "REMIT_CLEARING",
        "UNAPPLIED_CASH",
        "REMIT_SUSPENSE",
        "PLB_SUSPENSE",
        "PAYER_RECOUP",
        "PAYER_REFUND_LIAB",
        "PATIENT_REFUND_LIAB",
        "PATIENT_DEPOSIT",
        "ADVANCE_LIAB",
        "WITHHOLD_RECV",
        "TAX_LEVY",
    }
)
"""Roles whose items carry a partner; the others are sums of the result account."""

# Classes of a claim adjustment. A class is what happens to the amount.
INFORMATIONAL = "informational"
PRIOR_PAYER = "prior_payer"
CONTRACTUAL = "contractual"
SEQUESTRATION = "sequestration"
CAPITATION = "capitation"
COST_SHARE = "cost_share"
PATIENT_NONCOVERED = "patient_noncovered"
BUNDLED = "bundled"
PAYER_INITIATED = "payer_initiated"
DENIAL = "denial"

DENIED_CLASSES = frozenset({BUNDLED, PAYER_INITIATED, DENIAL})
"""The amount stays in the payer's receivable and somebody works on it."""

PREDETERMINATION = "25"
REVERSAL = "22"
FORWARDED = frozenset({"19", "20", "21"})
PRIMARY = frozenset({"1", "19"})

CONTRACTUAL_REASONS = frozenset({"45", "59", "44", "94", "131", "144", "237", "P24"})
BUNDLING_REASONS = frozenset({"97", "231", "234", "236", "B15"})
COST_SHARE_COMPONENTS = {
    "1": "deductible",
    "2": "coinsurance",
    "3": "copay",
    "66": "deductible",
    "187": "spending_account",
    "241": "copay",
    "247": "deductible",
    "248": "coinsurance",
}
PATIENT_COMPONENTS = (
    ("deductible", "Deductible"),
    ("coinsurance", "Coinsurance"),
    ("copay", "Copay"),
    ("spending_account", "Spending account"),
    ("non_covered", "Not covered"),
)

# (classes' test, class): the first row that matches wins.
CLASSIFICATION = (
    (None, frozenset({"101"}), INFORMATIONAL),
    (frozenset({"OA"}), frozenset({"23"}), PRIOR_PAYER),
    (frozenset({"PI"}), None, PAYER_INITIATED),
    (None, frozenset({"253"}), SEQUESTRATION),
    (frozenset({"CO", "OA"}), frozenset({"24"}), CAPITATION),
    (frozenset({"CO", "OA"}), CONTRACTUAL_REASONS, CONTRACTUAL),
    (frozenset({"PR"}), frozenset(COST_SHARE_COMPONENTS), COST_SHARE),
    (frozenset({"PR"}), None, PATIENT_NONCOVERED),
    (None, BUNDLING_REASONS, BUNDLED),
    (None, None, DENIAL),
)

CLASS_ROLES = {
    CONTRACTUAL: "REV_CONTRA",
    SEQUESTRATION: "SEQUESTRATION",
    CAPITATION: "CAP_CONTRA",
    COST_SHARE: "AR_PATIENT",
    PATIENT_NONCOVERED: "AR_PATIENT",
    BUNDLED: "REV_CONTRA",
}

PROVIDER_ROLES = {
    "WO": "PAYER_RECOUP",
    "FB": "PAYER_RECOUP",
    "72": "PAYER_RECOUP",
    "B2": "PAYER_RECOUP",
    "L6": "INTEREST_INCOME",
    "CR": "INTEREST_INCOME",
    "50": "PENALTY",
    "51": "PENALTY",
    "L3": "PENALTY",
    "AP": "ADVANCE_LIAB",
    "PI": "ADVANCE_LIAB",
    "CT": "CAP_REVENUE",
    "RA": "CAP_REVENUE",
    "E3": "WITHHOLD_RECV",
    "IR": "TAX_LEVY",
    "LE": "TAX_LEVY",
    "IP": "INCENTIVE_REVENUE",
    "BN": "INCENTIVE_REVENUE",
    "90": "REV_CONTRA",
} | dict.fromkeys(
    ("LS", "IS", "PL", "CV", "DM", "GO", "HM", "CW", "OA", "RE", "C5"), "SETTLEMENT"
)
"""PLB03-1 to role; a code that is not here goes to PLB_SUSPENSE for review."""


def classify(group, reason):
    """The class of one adjustment (CAS01, CARC); unknown codes are denials.

    A denial is never written off by itself, so the safe answer for a code nobody knows
    is to leave the amount open and let a person look.
    """
    for groups, reasons, name in CLASSIFICATION:
        if groups is not None and group not in groups:
            continue
        if reasons is None or reason in reasons:
            return name
    return DENIAL
