from . import healthcare_format
