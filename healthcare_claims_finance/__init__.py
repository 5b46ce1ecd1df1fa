from . import models
from . import handlers
from . import wizards


def post_init_hook(env):
    """Every company with a chart of accounts gets its accounts and journals."""
    env["healthcare.account.role"]._set_up_companies()
