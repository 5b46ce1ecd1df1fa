from . import approval
from . import continuity_pack
from . import dispute
from . import supplier_account
from . import supplier_link
from . import supplier_notice
