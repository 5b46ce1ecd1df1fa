"""One message twice: as it is translated today, and as a draft would translate it."""

from odoo import api, models
from odoo.exceptions import UserError

from ..mapping_table import ANY
from ..redact import handling
from .healthcare_drain_apply import Failure
from .healthcare_mapping_lookup import InForce
from .healthcare_preview_difference import TECHNICAL
from .healthcare_preview_recorder import current

TEXT = ("char", "text", "html")


class HealthcareMapping(models.Model):
    """In a certification the draft counts instead of what is in force."""

    _inherit = "healthcare.mapping"

    @api.model
    def _in_force(self, company):
        rows = super()._in_force(company)
        draft = self._draft_of_run()
        if draft is None or draft.company_id != company:
            return rows
        place = (draft.domain, draft.connection_id.id or 0)
        others = [row for row in rows if (row.domain, row.connection_id) != place]
        return (*others, InForce(draft.id, *place, draft.rule))

    @api.model
    def _tables(self, version_ids, codes):
        draft = self._draft_of_run()
        if draft is None or draft.id not in version_ids:
            return super()._tables(version_ids, codes)
        # A draft changes, so it is read and never kept compiled.
        found = {draft.id: self._read_rows(draft.id, [*codes, ANY])}
        others = [row for row in version_ids if row != draft.id]
        tables = super()._tables(others, codes)
        found |= dict(zip(others, tables, strict=True))
        return [found[row] for row in version_ids]

    @api.model
    def _draft_of_run(self):
        recorder = current(self.env.cr)
        return recorder.draft if recorder is not None else None


class HealthcarePreview(models.AbstractModel):
    """The two runs and their comparison, field by field."""

    _inherit = "healthcare.preview"

    @api.model
    def _rehearse_certify(self, ids, version_id):
        """``[{message_id, comparable, outcomes, same, different}]``.

        What a message did is taken back first, as far as its handler can; then it is
        applied twice from the same records. ``same`` counts equal fields, ``different``
        lists ``{model, record, field, label, live, draft}`` with masked texts.
        """
        version = self.env["healthcare.mapping.version"].browse(version_id)
        messages = self.env["healthcare.message"].browse(ids)
        with handling(f"{len(ids)} messages"):
            return [self._twice(message, version) for message in messages]

    @api.model
    def _twice(self, message, version):
        recorder = current(self.env.cr)
        savepoint = self.env.cr.savepoint()
        undone = self._forgotten(message)
        live, live_state = self._run_with(message, None)
        draft, draft_state = self._run_with(message, version)
        savepoint.close()
        self._clean(recorder)
        same, different = _compare(live, draft)
        if live_state != draft_state:
            row = {"model": "", "record": "", "field": "outcome", "label": "outcome"}
            different.insert(0, row | {"live": live_state, "draft": draft_state})
        else:
            same += 1
        return {
            "message_id": message.id,
            "comparable": bool(undone or live or draft or different),
            "outcomes": (live_state, draft_state),
            "same": same,
            "different": different,
        }

    @api.model
    def _forgotten(self, message):
        """Take back what the message did; False when it did nothing or cannot be."""
        self._read_if_needed(message)
        if message.state not in ("done", "partly") or message.compensated_at:
            return False
        savepoint = self.env.cr.savepoint()
        try:
            message._undo_once()
            savepoint.close(rollback=False)
            return True
        except UserError:
            savepoint.close()
            return False

    @api.model
    def _run_with(self, message, version):
        """``({(model, key): {field: (comparable, label, shown)}}, outcome)``."""
        recorder = current(self.env.cr)
        self._clean(recorder)
        savepoint = self.env.cr.savepoint()
        mark = len(self.env.cr.postcommit._funcs)
        recorder.draft = version
        try:
            result = self.env["healthcare.drain"]._apply_group([message])[0]
            raw, _effects = recorder.take(self.env)
            state = "failed" if isinstance(result, Failure) else result.state
            code = result.code or ""
            return self._fields_of(raw, recorder), f"{state} {code}".strip()
        finally:
            recorder.draft = None
            savepoint.close()
            self.env["healthcare.drain"]._forget(mark)
            self._clean(recorder)

    @api.model
    def _clean(self, recorder):
        recorder.before.clear()
        recorder.created.clear()
        recorder.effects.clear()

    @api.model
    def _fields_of(self, raw, recorder):
        """Changed fields of a run; new records are told apart by their order."""
        difference = self.env["healthcare.preview.difference"]
        found, counts = {}, {}
        for change in raw:
            if (change.model, change.res_id) in recorder.created:
                number = counts[change.model] = counts.get(change.model, 0) + 1
                key = (change.model, f"new {number}")
            else:
                key = (change.model, str(change.res_id))
            after = difference._stable_columns(change, change.after, recorder) or {}
            before = difference._stable_columns(change, change.before, recorder) or {}
            fields = self.env[change.model]._fields
            found[key] = {
                name: (
                    after.get(name),
                    fields[name]._description_string(self.env) or name,
                    self._masked(fields[name], (change.after or {}).get(name)),
                )
                for name in after.keys() | before.keys()
                if name not in TECHNICAL
            }
        return found

    @api.model
    def _masked(self, field, value):
        """A value in words; of a text only how long it is, of a person nothing."""
        if value and field.type in TEXT:
            return f"({len(str(value))} characters)"
        if value and field.type == "many2one" and field.comodel_name == "res.partner":
            partner = self.env["res.partner"].sudo().browse(value).exists()
            return partner.display_name if partner.is_company else f"#{value}"
        return self.env["healthcare.preview.difference"]._shown(field, value)


def _compare(live, draft):
    """``(number of equal fields, [differences])`` of two runs."""
    same, different = 0, []
    for key in sorted(live.keys() | draft.keys()):
        ours, theirs = live.get(key, {}), draft.get(key, {})
        for name in sorted(ours.keys() | theirs.keys()):
            one, two = ours.get(name), theirs.get(name)
            if one and two and one[0] == two[0]:
                same += 1
                continue
            different.append(
                {
                    "model": key[0],
                    "record": key[1],
                    "field": name,
                    "label": (one or two)[1],
                    "live": one[2] if one else "",
                    "draft": two[2] if two else "",
                }
            )
    return same, different
