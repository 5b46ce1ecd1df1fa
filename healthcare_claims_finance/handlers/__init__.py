from . import claim
from . import remittance
from . import compensation
