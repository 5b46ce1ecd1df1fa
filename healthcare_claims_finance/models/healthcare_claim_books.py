"""What the ledger and earlier remittances know of the claims of one remittance."""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models

from ..money import exact
from ..posting_tables import FORWARDED
from ..posting_types import ZERO, ClaimAccount, PostedClaim

LIVE = ("posted", "duplicate", "informational")


@dataclass
class Books:
    """``in_order`` one account or None per claim of the remittance; ``accounts`` by
    (claim id, payer id); ``items`` open receivable items by the same key."""

    in_order: list
    accounts: dict
    items: dict
    recoup: object = ZERO
    patients: dict = field(default_factory=dict)


class HealthcareClaimBooks(models.AbstractModel):
    """Opens the books for the posting engine; a constant number of queries."""

    _name = "healthcare.claim.books"
    _description = "Claims as the ledger knows them"

    @api.model
    def _open_books(self, remittance, document, matches, policy):
        """:class:`Books` for one remittance; ``matches`` as the matching gave them."""
        claims = self.env["healthcare.claim"].union(*(m.claim for m in matches))
        account = self.env["healthcare.account.role"]._accounts(remittance.company_id)
        items = self.env["healthcare.ledger"]._open_items(account["AR_PAYER"], claims)
        payer = remittance.payer_id
        posted = self._posted(claims, payer)
        next_payers = self._next_payers(remittance, document, matches)
        accounts = {}
        for claim in claims:
            key = (claim.id, payer.id)
            accounts[key] = self._account(
                claim,
                payer,
                items.get(key, ()),
                posted.get(claim.id, []),
                next_payers.get(claim.id),
                policy,
            )
        in_order = [
            accounts.get((match.claim.id, payer.id)) if match.claim else None
            for match in matches
        ]
        recoup = self._recoup(account["PAYER_RECOUP"], payer)
        return Books(in_order, accounts, items, recoup)

    def _account(self, claim, payer, items, posted, next_payer, policy):
        own = payer == claim.payer_id
        virtual = policy.recognition == "on_remittance" and not claim.recognised
        opened = sum((residual for _line, residual in items), ZERO)
        if virtual:
            opened = exact(claim.charge) + sum(
                (row.amount for p in posted for row in p.rows if row.role == "REV_NET"),
                ZERO,
            )
        expected = exact(claim.expected_amount) if own else ZERO
        return ClaimAccount(
            claim.id,
            payer.id,
            f"patient:{claim._patient_token()}",
            exact(claim.charge),
            opened,
            expected or None,
            next_payer,
            (own and claim.adjudicated) or any(not p.reversed for p in posted),
            exact(claim.allowance_open) if own else ZERO,
            exact(claim.gross_up_open) if own else ZERO,
            virtual,
            posted,
        )

    def _next_payers(self, remittance, document, matches):
        """``{claim id: payer id}``: the claim's own next payer, else the crossover."""
        codes = {
            row.crossover_payer.identifier
            for row in document.claims
            if row.crossover_payer and row.status in FORWARDED
        }
        known = self.env["healthcare.payer.identifier"]._payers(
            codes, remittance.company_id
        )
        found = {}
        for row, match in zip(document.claims, matches, strict=True):
            claim = match.claim
            if not claim or remittance.payer_id != claim.payer_id:
                continue
            crossover = row.crossover_payer and known.get(
                row.crossover_payer.identifier
            )
            payer = claim.next_payer_id or crossover
            if payer:
                found[claim.id] = payer.id
        return found

    def _posted(self, claims, payer):
        """``{claim id: [PostedClaim]}`` of earlier payments of this payer, in order."""
        earlier = self.env["healthcare.remittance.claim"].search(
            [
                ("claim_id", "in", claims.ids),
                ("payer_id", "=", payer.id),
                ("state", "in", LIVE),
                ("status", "!=", "25"),
            ],
            order="id",
        )
        rows = defaultdict(list)
        for row in earlier.row_ids:
            rows[row.remittance_claim_id.id].append(row._row(exact(row.amount)))
        found = defaultdict(list)
        for record in earlier:
            found[record.claim_id.id].append(
                PostedClaim(
                    record.id,
                    record.claim_number,
                    record.payer_claim_number or "",
                    exact(record.charge),
                    exact(record.paid),
                    tuple(rows[record.id]),
                    frozenset(line.signature for line in record.line_ids),
                    record.signature or "",
                    bool(record.reversed_by_id),
                )
            )
        return found

    def _recoup(self, account, payer):
        """What the payer announced to take back and has not taken yet."""
        groups = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("partner_id", "=", payer.id),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum"],
        )
        return -exact(groups[0][0] if groups else 0.0)
