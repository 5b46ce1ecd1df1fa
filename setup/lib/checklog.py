"""Read a log of Odoo for lines that should not be there."""

import re

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>WARNING|ERROR|CRITICAL) \S+ "
    r"(?P<logger>[\w.]+): (?P<text>.*)"
)
# Tools that Odoo calls print without its log format.
BARE = re.compile(r"^(Traceback \(most recent call last\)|\S*:\d+: \((ERROR|SEVERE)/)")
# Each pattern with the reason why it is no fault of ours.
ALLOWED = (
    # Debian's package lacks files that nothing of ours uses.
    re.compile(r"selfie_segmentation"),
    # Odoo's own view of module descriptions, before our addons are looked at.
    re.compile(r"\(WARNING/2\)"),
)


def suspicious(text, allowed=()):
    """Lines of ``text`` that are warnings, errors or stack traces.

    :param allowed: compiled patterns the caller expects
    """
    patterns = (*ALLOWED, *allowed)
    found = []
    for line in text.splitlines():
        if not (LINE.match(line) or BARE.match(line)):
            continue
        if not any(pattern.search(line) for pattern in patterns):
            found.append(line[:300])
    return found
