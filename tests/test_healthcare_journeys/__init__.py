from . import canonical
from . import models
from . import handlers
from . import controllers
