from . import journey_probe
from . import healthcare_format
