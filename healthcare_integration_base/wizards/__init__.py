from . import message_action
from . import exception_resolve
from . import audit_verify
from . import decision
from . import map_now
from . import approval_refuse
from . import webhook
from . import message_undo
