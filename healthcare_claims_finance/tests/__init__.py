from . import test_bank_settlement
from . import test_denials
from . import test_handler_claim
from . import test_recognition
from . import test_remittance_held
from . import test_remittance_posting
from . import test_security
from . import test_unmatched
