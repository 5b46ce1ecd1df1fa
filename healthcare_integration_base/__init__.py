from . import models
from . import connectors
from . import controllers
from . import wizards
from . import listener
