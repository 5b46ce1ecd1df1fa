from . import batch
from . import webhook
from . import payload
from . import mapping
from . import health
from . import mailbox
from . import description
from . import errors
