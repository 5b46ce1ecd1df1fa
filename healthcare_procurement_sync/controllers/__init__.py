from . import approval
from . import supplier_link
from . import supplier_account
from . import dispute
