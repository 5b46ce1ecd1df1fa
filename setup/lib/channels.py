"""The queue_job channels string, checked before Odoo sees it.

queue_job raises ValueError on a wrong string and then the whole server does not
start, with a stack trace as the only explanation.
"""

from .failure import SetupError

# One drain job per lane works at a time per channel; rings come one per lane.
DEFAULT_CHANNELS = "root:4,root.healthcare:3"
FLAGS = {"sequential", "paused"}


def check_channels(text):
    """Return ``text`` if queue_job will accept it.

    :param text: comma-separated ``name:capacity[:option[=value]...]``
    :raises SetupError: names the part that is wrong
    """
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, *settings = part.split(":")
        if name != "root" and not name.startswith("root."):
            raise _wrong(part, "the name must be root or start with 'root.'")
        capacity = settings[0] if settings else "1"
        if not capacity.isdigit():
            raise _wrong(part, "the capacity must be a whole number")
        flags = {setting.partition("=")[0] for setting in settings[1:]}
        if flags - FLAGS - {"throttle"}:
            raise _wrong(part, "options are sequential, paused and throttle=SECONDS")
        if "sequential" in flags and capacity != "1":
            raise _wrong(part, "a sequential channel must have the capacity 1")
    return text


def capacity(text):
    """The capacity of the channel ``root``, which bounds all others."""
    for part in text.split(","):
        name, *settings = part.strip().split(":")
        if name == "root":
            return int(settings[0]) if settings else 1
    return 1


def _wrong(part, why):
    return SetupError(f"The queue_job channel '{part}' is wrong: {why}.")
