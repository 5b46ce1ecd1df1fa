from . import webhook
from . import payload
from . import health
