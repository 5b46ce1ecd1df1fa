from . import message_action
from . import exception_resolve
from . import audit_verify
