"""Words for the members of receipts, delivery events and service entries."""

FIELD_TEXTS = {
    "accepted_by": "Who at the hospital signed for the service.",
    "cancels": "Number of the earlier entry that this one takes back.",
    "ReceivedLine.condition": "accepted, damaged, refused, short or recalled.",
    "GoodsReceipt.event": "receive, reverse (booked by mistake) or return (sent back).",
    "entry_date": "Day of the entry.",
    "entry_number": "The supplier's number of the entry.",
    "estimated_date": "Day on which the carrier expects to deliver.",
    "happened_at": "Instant of the event.",
    "milestones": "What happened on the way, in any order.",
    "Milestone.location": "Where it happened.",
    "Milestone.status": "booked, picked_up, in_transit, at_hub, customs, "
    "out_for_delivery, delivered, attempted, delayed, exception, returned, cancelled.",
    "Milestone.reason": "Why, in words of the carrier.",
    "order_numbers": "The orders in the shipment, where the carrier knows them.",
    "performed_by": "Who did the service.",
    "performed_on": "Day of the service.",
    "period_from": "First day of the service.",
    "period_to": "Last day of the service.",
    "GoodsReceipt.reason": "Why it was taken back, in words of the site.",
    "reverses": "Number of the receipt that is taken back.",
    "signed_by": "Who took the delivery.",
    "status_number": "Number of the status message, unique for the carrier.",
}
