"""A list on its way into the comparison: copied as text, read in SQL."""

import csv
import io
import time
from hashlib import blake2b

from odoo import api, fields, models

from .. import catalogue_diff_sql as diff
from .. import catalogue_sql as sql
from . import healthcare_catalog_apply as apply

SHARES_FROM = 20
"""Rows from which on shares of a list mean something: one bad row of five is a row."""


class HealthcareCatalogLoad(models.Model):
    """Compares with what is known. No statement per row, except for odd units."""

    _inherit = "healthcare.catalog.load"

    @api.model
    def _take(self, feed, offers, values=None):
        """Receive a list: compare, judge, apply what needs nobody.

        :param offers: iterable of sequences in the order of ``catalogue_sql.COLUMNS``
            without the digest,
            text or None.
        :param dict values: of the load: ``name``, ``full``, ``message_id``,
            ``fingerprint``, ``uploaded_by_id``, ``catalogue_date``.
        :return: the load.
        """
        began = time.monotonic()
        load = self.sudo().create(
            {
                "name": feed.name,
                "feed_id": feed.id,
                "company_id": feed.company_id.id,
                "full": feed.full,
                **(values or {}),
            }
        )
        seen = load._stage(offers)
        load._match()
        load._compare()
        load._hold_contracts()
        sound = load._judge(len(seen))
        many = load._compare_new(sound)
        if sound:
            load._apply(many)
        else:
            load._stop()
        load._own(seen)
        self.env.cr.execute(sql.DROP)
        load.seconds = time.monotonic() - began
        feed.sudo().received_at = fields.Datetime.now()
        return load

    # -- copying and reading ---------------------------------------------------------

    def _stage(self, offers):
        """Copy the rows that do not say what they said last time.

        :return: ids of the vendor prices whose rows were the same.
        """
        self.env.flush_all()
        execute = self.env.cr.execute
        execute(sql.DROP)
        known = dict(self._run(sql.KNOWN).fetchall())
        by_digest = {digest: row for row, digest in known.items() if digest}
        salt, rows, fresh, seen = self._salt(), 0, [], set()
        for offer in offers:
            rows += 1
            said = "\x1f".join([part or "" for part in offer[1:]])
            digest = blake2b(said.encode(), digest_size=9, key=salt).hexdigest()
            row = by_digest.get(digest)
            if row is None or row in seen:
                fresh.append((*offer, digest))
            else:
                seen.add(row)
        self.count_rows = rows
        execute(sql.MISSING)
        execute(
            "INSERT INTO healthcare_missing SELECT unnest(%s::int[])",
            [list(known.keys() - seen)],
        )
        execute(sql.STAGE)
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(fresh)
        buffer.seek(0)
        self.env.cr.copy_expert(sql.COPY, buffer)
        self._run(sql.OFFER)
        self._run(sql.TWICE)
        execute("ANALYZE healthcare_offer")
        return seen

    def _salt(self):
        """What gives the same row another meaning: currency and tables of codes."""
        feed = self.feed_id
        pins = feed.connection_id and self.env["healthcare.mapping"]._pins(
            feed.connection_id
        )
        said = f"{feed.id}|{feed.currency_id.id}|{sorted((pins or {}).items())}"
        return blake2b(said.encode(), digest_size=16).digest()

    def _run(self, statement):
        self.env.cr.execute(statement, self._facts())
        return self.env.cr

    def _facts(self):
        """What the statements may name."""
        feed = self.feed_id
        partners = feed.partner_id | feed.partner_id.commercial_partner_id
        return {
            "load": self.id,
            "feed": feed.id,
            "company": self.company_id.id,
            "partners": partners.ids,
            "currency": feed.currency_id.id,
            "user": self.env.uid,
            "now": self.env.cr.now(),
            "today": fields.Date.context_today(self),
            "number": sql.NUMBER,
            "whole": sql.WHOLE,
            "day": sql.DAY,
            "digits": self.env["decimal.precision"].precision_get("Product Unit"),
            "rise": feed.rise_pct,
            "fall": feed.fall_pct,
            "jump": feed.jump_pct,
            "ask_new": feed.approve_new,
            "ask_gone": feed.approve_discontinued,
            "ask_orders": feed.ask_orders,
            "fresh": "approved",
        }

    # -- comparing and judging -------------------------------------------------------

    def _compare(self):
        """What is known and differs, what is refused, what is missing."""
        self._run(diff.CHANGED)
        self._run(diff.LISTED)
        if self.full:
            self._run(diff.GONE)
        self._forget()

    def _compare_new(self, sound):
        """New rows, and the open orders that all differences affect. Many new rows of a
        sound list are written as applied at once; they are inserted next."""
        many = sound and self._run(diff.NEW_COUNT).fetchone()[0] >= apply.BULK_FROM
        fresh = "applied" if many else "approved"
        self.env.cr.execute(diff.NEW, self._facts() | {"fresh": fresh})
        self._run(diff.REPACKED)
        self._run(diff.ORDERS)
        self._run(diff.ASK_ORDERS)
        self._run(diff.COUNT_ORDERS)
        self._forget()
        self._count()
        self.count_orders = self.env["healthcare.catalog.order"].search_count(
            [("load_id", "=", self.id)]
        )
        return many

    def _forget(self):
        self.env["healthcare.catalog.change"].invalidate_model()
        self.env["healthcare.catalog.order"].invalidate_model()

    def _judge(self, same):
        """Whether lines may be applied; what cannot be right waits as a whole.

        :param same: how many rows say what they said before.
        """
        failing, hits, jumping = self._run(diff.FIGURES).fetchone()
        active = len(self._run(sql.KNOWN).fetchall()) if self.full else 0
        rows, hits, feed = self.count_rows, hits + same, self.feed_id
        gone = self._count()["count_discontinued"]
        cause = False
        if not rows:
            cause = "empty"
        elif rows >= SHARES_FROM and failing > rows * feed.failing_pct / 100:
            cause = "failing"
        elif hits >= SHARES_FROM and jumping > hits * feed.jumping_pct / 100:
            cause = "jumping"
        elif self.full and gone > active * feed.shrink_pct / 100:
            cause = "shrink"
        self.cause = cause
        return not cause

    def _stop(self):
        """A refused list changes nothing; a held one waits for a person."""
        self.state = "held" if self.cause == "shrink" else "refused"
        if self.state == "refused":
            self._waiting()._decide("rejected", by_rule=True)
            self._of_state("approved")._decide("rejected", by_rule=True)
            self._count()

    def _own(self, seen):
        """The list stands behind what it repeats: one write for all of it."""
        if self.state in ("refused", "held"):
            return
        feed, now = self.feed_id, fields.Datetime.now()
        touched = set()
        statements = [diff.OWN, diff.REMEMBER, diff.UNCONFIRMED]
        if self.full:
            feed.sudo().full_confirmed_at = now
        else:
            statements.append(diff.CONFIRM_SOME)
            self.env.cr.execute(diff.CONFIRM_SAME, [now, list(seen)])
            touched |= seen
        for statement in statements:
            touched |= {row[0] for row in self._run(statement).fetchall()}
        self.env["product.supplierinfo"].browse(touched).invalidate_recordset()
        self.env["product.supplierinfo"].invalidate_model(["healthcare_feed_at"])
