from . import healthcare_match_release
