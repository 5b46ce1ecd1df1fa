from . import test_accept
from . import test_drain
from . import test_send
from . import test_webhook
from . import test_connection
from . import test_mapping
