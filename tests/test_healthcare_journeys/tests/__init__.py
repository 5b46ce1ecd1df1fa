from . import test_claim_to_cash
from . import test_denials_of_access
from . import test_explain
from . import test_trace
from . import test_connectors
from . import test_door
from . import test_order_to_bill
from . import test_one_queue
