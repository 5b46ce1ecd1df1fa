"""Where goods on their way may be, as carriers report it. Pure."""

STATUSES = [
    ("booked", "Booked"),
    ("picked_up", "Picked up"),
    ("in_transit", "On its way"),
    ("at_hub", "At a hub"),
    ("customs", "In customs"),
    ("out_for_delivery", "Out for delivery"),
    ("delivered", "Delivered"),
    ("attempted", "Delivery attempted"),
    ("delayed", "Delayed"),
    ("exception", "Problem on the way"),
    ("returned", "Going back"),
    ("cancelled", "Cancelled"),
]
TROUBLE = ("attempted", "delayed", "exception", "returned", "cancelled")
