"""Who owns a question: never nobody, never a robot, and not always the same person."""

from odoo import api, models

from ..outcome import Finding


class HealthcareException(models.Model):
    """The rule by which an exception finds its owner."""

    _inherit = "healthcare.exception"

    @api.model
    def _owner(self, finding, kind, message, connection, company, load=None):
        """The first of: named in the finding, default of the type, a member of the
        owner team in the company, owner of the flow, owner of the connection.

        Somebody who left, or the account that applies documents, is passed over.

        :param dict load: open questions by user id, filled and counted up here, so
            that the questions of one batch are spread as well.
        """
        people = self._candidates(finding, kind, message, connection, company)
        return self._least_loaded(people, {} if load is None else load)

    @api.model
    def _candidates(self, finding, kind, message, connection, company):
        """The people among whom :meth:`_owner` chooses; never nobody."""
        named = self.env["res.users"].browse(finding.user_id or [])
        flow = message.flow_id if message else self.env["healthcare.flow"]
        connection = connection or flow.connection_id
        return (
            self._members(named, company)
            or self._members(kind.user_id, company)
            or self._members(kind.group_id.user_ids, company)
            or self._members(kind.group_id.all_user_ids, company)
            or self._members(flow.owner_id, company)
            or self._members(connection.owner_id, company)
            or self.env.ref("base.user_admin", False)
            or self.env.ref("base.user_root")
        )

    def _hand_over(self):
        """Find another owner for the open ones of these, since theirs has left."""
        load = {}
        for exception in self.filtered(lambda row: row.state == "open"):
            exception.user_id = self._owner(
                Finding(exception.code, exception.name),
                exception.type_id,
                exception.message_id,
                exception.connection_id,
                exception.company_id,
                load,
            )

    @api.model
    def _members(self, users, company):
        """Those of ``users`` who can own a question of ``company``.

        Asked first for the people of the team itself, then for those who belong to it
        through a higher role: a manager does not do the clerk's daily work.
        """
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and not user.healthcare_service_account
                and company in user.company_ids
            )
        )

    @api.model
    def _least_loaded(self, users, load):
        """Spread the work: the member with the fewest open exceptions."""
        unknown = [user_id for user_id in users.ids if user_id not in load]
        if len(users) > 1 and unknown:
            groups = self._read_group(
                [("state", "=", "open"), ("user_id", "in", unknown)],
                ["user_id"],
                ["__count"],
            )
            load.update(dict.fromkeys(unknown, 0))
            load.update({user.id: count for user, count in groups})
        chosen = min(users, key=lambda user: (load.get(user.id, 0), user.id))
        if chosen.id in load:
            load[chosen.id] += 1
        return chosen
