from . import claim
from . import claim_acknowledgment
from . import remittance
from . import compensation
