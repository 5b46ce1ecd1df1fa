from . import manual
from . import folder
from . import http
from . import mailbox
from . import webhook
