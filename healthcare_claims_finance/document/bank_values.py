"""Values that all bank formats share: days, instants, balances that must agree."""

import re
from datetime import date, datetime, timezone
from functools import lru_cache

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(1900, 2200)


@lru_cache(maxsize=4096)
def read_day(text):
    """The day of an ISO 8601 date or instant as the bank wrote it; None if unreadable.

    A zone does not move the day: a booking date is the bank's own.
    """
    if not _DAY.match(text) or (len(text) > 10 and text[10] not in "TZ+-"):
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None


def read_instant(text):
    """An ISO 8601 instant as aware datetime, without a zone as UTC; None if unreadable.

    Fractions of any length are cut to microseconds.
    """
    text = re.sub(r"(\.[0-9]{1,6})[0-9]*", lambda found: found[1].ljust(7, "0"), text)
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
