from . import procurement
from . import purchase_order
from . import order_acknowledgment
from . import order_acknowledgment_line
from . import ship_notice
from . import goods_receipt
from . import goods_receipt_booking
from . import supplier_invoice
