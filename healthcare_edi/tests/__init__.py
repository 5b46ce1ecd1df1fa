from . import test_format
from . import test_trading_partner
from . import test_opening
