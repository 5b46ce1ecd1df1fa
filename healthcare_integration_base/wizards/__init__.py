from . import message_action
from . import exception_resolve
