from . import healthcare_control_number
from . import healthcare_trading_partner
from . import healthcare_connection
from . import healthcare_format
from . import healthcare_drain
