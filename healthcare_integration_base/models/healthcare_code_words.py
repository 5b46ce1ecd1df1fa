"""What a reason code says, in words for the screen. The code stays the stable name."""

import re

from odoo import api, fields, models

BUG = re.compile(r"bug(?:\.(\w+))?")
STATUS = re.compile(r"http\.([1-5]\d\d)")


class HealthcareCodeWords(models.AbstractModel):
    """A sentence per code; an addon adds its own. A code without one is said by its
    last word: *something* is not known, is missing, cannot be read."""

    _name = "healthcare.code.words"
    _description = "Reason codes in words"

    @api.model
    def _sentences(self):
        """``{code: sentence}``."""
        _ = self.env._
        return {
            "approval.outdated": _("What was shown for approval has changed since."),
            "approval.refused": _("A person refused it."),
            "arrived": _("What it waited for has arrived."),
            "authority.wrong_side": _("The other system owns this field."),
            "codec.missing": _("The addon that reads this syntax is not installed."),
            "credential.missing": _("The connection has no secret that counts today."),
            "canonical.missing": _("A field that must be there is missing."),
            "delivery.collided": _("It met another change again and again."),
            "delivery.lost": _("Every worker that took it was lost."),
            "duplicate.content": _("An earlier message said exactly the same."),
            "duplicate.first_failed": _(
                "The message that it repeats came to nothing: it takes its place."
            ),
            "flow.ambiguous": _("Several flows of the connection take this document."),
            "flow.field_needed": _(
                "The flow leaves out a field by which documents are told apart."
            ),
            "flow.missing": _("The connection has no flow for this document."),
            "format.no_writer": _("No installed format writes this document."),
            "format.unknown_document": _("No installed format reads this document."),
            "folder.not_set": _("The connection names no folder."),
            "folder.unreadable": _("The folder or a file in it cannot be read."),
            "folder.unwritable": _("The folder cannot be written."),
            "handler.missing": _("No installed addon takes documents of this kind on."),
            "http.connect_timeout": _("No connection to the partner in time."),
            "http.connection_lost": _("The connection broke off."),
            "http.name_unknown": _("The partner's address has no such name."),
            "http.no_answer": _("The partner took it and did not answer in time."),
            "http.tls": _("The partner's certificate is not trusted."),
            "http.unreachable": _("The partner cannot be reached."),
        } | self._more_sentences()

    @api.model
    def _more_sentences(self):
        _ = self.env._
        return {
            "key.conflict": _("Its key was used before, for other content."),
            "layout.missing": _("No field layout in force reads this feed."),
            "mapping.unknown": _("A code of the partner has no translation."),
            "mode.assisted": _("A person looks at it first."),
            "mode.shadow": _("The flow only observes: nothing was changed."),
            "opened.parts": _("It holds several documents, each with its own message."),
            "partner.busy": _("The partner is busy."),
            "payload.empty": _("It holds no document."),
            "replay": _("Sent round again."),
            "rule.breach": _("A rule of ours stops it."),
            "send.uncertain": _("It left, and nobody saw an answer."),
            "sent.by_person": _("A person says that it arrived."),
            "subject.overtaken": _(
                "Later documents about the same thing have taken effect already."
            ),
            "vault.no_key": _("The key that opens it is not on this server."),
            "vault.unknown_key": _("The key that opens it is not on this server."),
            "verify.given_up": _("The partner could not say whether it arrived."),
            "waited": _("It is tried again after a wait."),
        }

    @api.model
    def _tails(self):
        """``{last word: sentence about a thing}``."""
        _ = self.env._
        unreadable = _("%(thing)s: it breaks the rules of its format.")
        return {
            "unknown": _("%(thing)s: nobody here knows it."),
            "missing": _("%(thing)s: it is missing."),
            "empty": _("%(thing)s: there is nothing in it."),
            "syntax": unreadable,
            "encoding": _("%(thing)s: its characters cannot be read."),
            "character": _("%(thing)s: it holds a character that is not allowed."),
            "too_long": _("%(thing)s: it is too long."),
            "conflict": _("%(thing)s: it contradicts what is here."),
            "duplicate": _("%(thing)s: it is here already."),
            "closed": _("%(thing)s: it is closed."),
            "amount": _("%(thing)s: an amount cannot be used."),
            "decimals": _("%(thing)s: it has more decimals than the currency."),
            "differs": _("%(thing)s: it differs from what is here."),
        }

    @api.model
    def _say(self, code, known=None):
        """One sentence for ``code``; empty for none.

        :param known: ``_sentences()``, by who asks for many.
        """
        if not code:
            return ""
        return self._sentence(code, known) or _spelled(code.split("."))

    @api.model
    def _sentence(self, code, known=None):
        """One sentence for ``code``; empty where only its own words are known."""
        known = self._sentences() if known is None else known
        if code in known:
            return known[code]
        if found := BUG.fullmatch(code):
            return self.env._(
                "A defect in our software (%(name)s).", name=found[1] or "?"
            )
        if found := STATUS.fullmatch(code):
            return self.env._("The partner answered %(status)s.", status=found[1])
        *things, tail = code.split(".")
        sentence = self._tails().get(tail)
        return sentence % {"thing": _spelled(things)} if sentence and things else ""


class HealthcareMessage(models.Model):
    """The reason beside its code."""

    _inherit = "healthcare.message"

    code_text = fields.Char(string="Why", compute="_compute_code_text")

    @api.depends("code", "note")
    @api.depends_context("lang")
    def _compute_code_text(self):
        """Beside a note, which says it in a sentence, the bare words of a code are
        noise."""
        words = self.env["healthcare.code.words"]
        known = words._sentences()
        for message in self:
            say = words._sentence if message.note else words._say
            message.code_text = message.code and say(message.code, known)


class HealthcareMessageAttempt(models.Model):
    """The reason beside its code."""

    _inherit = "healthcare.message.attempt"

    code_text = fields.Char(string="Why", compute="_compute_code_text")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_code_text(self):
        _fill(self)


def _fill(records):
    words = records.env["healthcare.code.words"]
    known = words._sentences()
    for record in records:
        record.code_text = words._say(record.code, known)


def _spelled(words):
    """``["edifact", "write"]``: "Edifact, write"."""
    text = ", ".join(word.replace("_", " ") for word in words)
    return text[:1].upper() + text[1:]
