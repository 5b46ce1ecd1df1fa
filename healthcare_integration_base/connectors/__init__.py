from . import manual
from . import folder
from . import http
from . import webhook
