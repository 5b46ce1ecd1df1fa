from . import models
from . import connectors
from . import handlers
from . import controllers
from . import wizards
