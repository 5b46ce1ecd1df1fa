from . import test_format
from . import test_trading_partner
from . import test_opening
from . import test_acknowledging
from . import test_acknowledged
from . import test_interchange
from . import test_screen
from . import test_tour
