from . import batch
from . import webhook
from . import payload
from . import health
