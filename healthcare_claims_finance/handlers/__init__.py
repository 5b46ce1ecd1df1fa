from . import claim
from . import remittance
