"""The states of a message and the only moves between them. Pure data.

Inbound: *received* is stored and not yet understood, *due* is understood and may be
applied; one that repeats the content of an earlier one becomes a *duplicate* as soon as
it is understood. A drain leases inbound messages by the batch, beside their rows, and
takes one whose turn it is from *received* to its outcome in one step. Outbound: *due*
waits to be sent, *leased* is in the hands of a drain, *sending* was handed to the
partner and has no answer yet.
"""

#: What a drain may make of an inbound message in one step.
WORKED = {
    "due",
    "done",
    "partly",
    "duplicate",
    "conflict",
    "rejected",
    "retry",
    "waiting",
    "parked",
    "to_approve",
    "failed",
    "dead",
    "skipped",
}

INBOUND = {
    "received": {"leased"} | WORKED,
    "due": {"leased"} | WORKED,
    "leased": {"received"} | WORKED,
    "retry": {"leased", "due", "received", "dead", "skipped"},
    "waiting": {"due", "received", "dead", "skipped"},
    "parked": {"due", "skipped", "duplicate"},
    "to_approve": {"due", "done", "skipped"},
    "failed": {"due", "received", "skipped"},
    "dead": {"due", "received", "skipped"},
    "rejected": {"due", "received", "skipped"},
    "partly": {"due", "done"},
    "conflict": {"skipped"},
    "done": {"due"},
    # When the one that it repeats came to nothing.
    "duplicate": {"due"},
    "skipped": {"due", "received"},
}

OUTBOUND = {
    "draft": {"due", "skipped"},
    "due": {"leased", "skipped", "waiting"},
    "leased": {"due", "sending", "sent", "retry", "failed", "dead", "waiting"},
    "sending": {
        "due",
        "sent",
        "acknowledged",
        "retry",
        "uncertain",
        "refused",
        "failed",
        "dead",
    },
    "sent": {"acknowledged", "refused", "due"},
    "acknowledged": set(),
    "refused": {"due", "skipped"},
    "retry": {"leased", "due", "dead", "skipped"},
    "waiting": {"due", "dead", "skipped"},
    "uncertain": {"due", "sent", "acknowledged", "dead", "skipped"},
    "failed": {"due", "skipped"},
    "dead": {"due", "skipped"},
    "skipped": {"due"},
}

TRANSITIONS = {"in": INBOUND, "out": OUTBOUND}

#: Nothing waits behind a message in one of these: its subject's successors may go on.
SETTLED = frozenset(
    {
        "done",
        "partly",
        "duplicate",
        "conflict",
        "rejected",
        "skipped",
        "sent",
        "acknowledged",
        "refused",
    }
)

#: A person or an arrival must move these before their successors may go on.
HELD = frozenset({"waiting", "parked", "to_approve", "failed", "dead", "uncertain"})

#: A drain may take these once ``due_at`` has passed.
CLAIMABLE = ("received", "due", "retry")


def can_move(direction, before, after):
    """Whether a message of ``direction`` (``in``, ``out``) may move like that."""
    return after in TRANSITIONS[direction].get(before, ())
