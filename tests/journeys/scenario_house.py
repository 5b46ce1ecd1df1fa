"""A hospital in which the demo of setup/run has been played once."""

import io
import shutil
from decimal import Decimal

from lib import roles, scenario
from lib.console import Progress

BALANCE = """
SELECT COALESCE(sum(l.balance), 0) FROM account_move_line l
  JOIN healthcare_account_role r ON r.account_id = l.account_id
 WHERE r.role = %s AND l.parent_state = 'posted'
"""


class Played:
    """A hospital in which the demo has been played once.

    ``lines`` is the summary that was printed, ``context`` the scenario's.
    """

    def __init__(self, live):
        self.live = live
        credentials, self.missing_groups = roles.reset_passwords(
            live.program, live.database
        )
        folder = live.layout.home / "partners" / live.database
        shutil.rmtree(folder, ignore_errors=True)
        self.context = scenario.Context(
            url=live.url,
            database=live.database,
            credentials=credentials,
            files=None,
            program=live.program,
            progress=Progress(io.StringIO()),
        )
        self.lines = scenario.run(self.context)

    def value(self, statement, *values):
        """The first column of the first row."""
        return self.live.query(statement, list(values))[0][0]

    def balance(self, role):
        """Balance of the account that plays ``role``."""
        return Decimal(str(self.value(BALANCE, role)))
