from . import healthcare_match_release
from . import order_preview
from . import healthcare_supplier_decision
