from . import test_purchase_order
from . import test_order_acknowledgment
from . import test_ship_notice
from . import test_goods_receipt
from . import test_supplier_invoice
from . import test_bill_hold
from . import test_exact_quantities
from . import test_security
