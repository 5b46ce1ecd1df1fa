from . import models
from . import handlers
from . import connectors
from . import controllers
from . import wizards
from .hooks import post_init_hook
