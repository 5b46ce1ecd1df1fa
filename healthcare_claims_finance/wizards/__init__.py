from . import healthcare_claim_overpayment
from . import healthcare_remittance_match
