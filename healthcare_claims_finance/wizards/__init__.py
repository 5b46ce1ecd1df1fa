from . import healthcare_remittance_match
