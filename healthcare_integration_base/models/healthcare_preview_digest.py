"""When two runs did the same: a fingerprint of a difference."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from odoo import api, models

from .healthcare_preview_difference import TECHNICAL

UNSTABLE = ("name", "display_name", "move_name", "color", "access_token", "uuid")
"""Columns of a new record that two equal runs fill differently: names with a number,
colours and tokens drawn at random."""
NUMBERS = ("integer", "float", "monetary")
AGGREGATES = {
    "stock.quant": (
        ("product_id", "location_id", "lot_id", "package_id", "owner_id"),
        ("quantity", "reserved_quantity"),
    ),
}
"""Rows that only sum up what others did: what tells them apart, and their sums. Whether
the row was there before makes no difference."""


class HealthcarePreviewDifference(models.AbstractModel):
    """Compared is what is done to a number, not where it stood: of two receipts of one
    item, approved together, the second still does what was shown."""

    _inherit = "healthcare.preview.difference"

    @api.model
    def _digest(self, raw, recorder):
        """SHA-256 of a difference: equal when two runs do the same.

        Ids of new records, drawn numbers and the present instant are replaced, since
        they differ between a rehearsal and the performance.
        """
        rows, sums = [], {}
        for change in raw:
            if self._is_trace(change.model):
                continue
            if change.model in AGGREGATES:
                self._add_up(change, recorder, sums)
                continue
            row = self._stable_row(change, recorder)
            if row:
                rows.append(row)
        rows += [
            [*json.loads(key), f"{total.normalize():f}"]
            for key, total in sums.items()
            if total
        ]
        rows.sort(key=lambda row: json.dumps(row, default=str, sort_keys=True))
        text = json.dumps(rows, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _is_trace(self, model):
        """Whether rows of a model only note what other rows did.

        They are shown and not compared: the second of two equal changes has nothing
        left to note. Addons extend it.
        """
        return False

    @api.model
    def _stable_row(self, change, recorder):
        """One record for the comparison; None when nothing of it counts."""
        before, after = (
            self._stable_columns(change, values, recorder)
            for values in (change.before, change.after)
        )
        if before is not None and after is not None:
            self._as_steps(change, before, after)
        if before == after:
            return None
        key = recorder.created.get((change.model, change.res_id))
        name = key.rpartition(":")[0] if key else str(change.res_id)
        return [change.model, name, before, after]

    @api.model
    def _as_steps(self, change, before, after):
        """Numbers of a changed record by how much they move."""
        fields = self.env[change.model]._fields
        for name in before.keys() | after.keys():
            if fields[name].type in NUMBERS:
                old, new = change.before.get(name) or 0, change.after.get(name) or 0
                before.pop(name, None)
                after[name] = f"{(Decimal(new) - Decimal(old)).normalize():f}"

    @api.model
    def _add_up(self, change, recorder, sums):
        names, totals = AGGREGATES[change.model]
        fields = self.env[change.model]._fields
        before, after = change.before or {}, change.after or {}
        row = after or before
        place = [self._stable(fields[name], row.get(name), recorder) for name in names]
        for name in totals:
            key = json.dumps([change.model, name, place])
            step = Decimal(after.get(name) or 0) - Decimal(before.get(name) or 0)
            sums[key] = sums.get(key, Decimal(0)) + step

    @api.model
    def _stable_columns(self, change, values, recorder):
        if values is None:
            return None
        fields = self.env[change.model]._fields
        full = change.before is None or change.after is None
        found = {}
        for name, value in values.items():
            field = fields.get(name)
            if field is None or name in TECHNICAL or value in (None, False, ""):
                continue
            if not full and change.before.get(name) == change.after.get(name):
                continue
            if name in UNSTABLE and full:
                continue
            if field.type == "many2one_reference":
                # Whose id it is says another column; both sides name the record there.
                continue
            written = values is change.after
            if (
                written
                and field.type == "datetime"
                and _is_now(value, recorder.started)
            ):
                found[name] = "now"
                continue
            found[name] = self._stable(field, value, recorder)
        return found

    @api.model
    def _stable(self, field, value, recorder):
        if field.type == "many2one":
            if field.comodel_name == "healthcare.message":
                # A corrected copy does what its original was shown to do.
                return "message"
            key = recorder.created.get((field.comodel_name, value))
            return key.rpartition(":")[0] if key else value
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        if isinstance(value, str):
            for drawn in recorder.drawn:
                value = value.replace(drawn, "#")
        return value


def _is_now(text, started):
    """Whether a column holds an instant of the run itself."""
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    slack = timedelta(seconds=1)
    now = datetime.now(UTC).replace(tzinfo=None)
    return started - slack <= instant <= now + slack
