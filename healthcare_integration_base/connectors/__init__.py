from . import manual
from . import folder
from . import http
