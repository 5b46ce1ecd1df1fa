"""Invented EDIFACT messages for tests."""


def message(kind, *segments, version="D:96A:UN:EAN008"):
    """A message of segments without terminators; a bare number is its reference."""
    reference = "1"
    if segments and segments[-1].isdigit():
        *segments, reference = segments
    return [
        f"UNH+{reference}+{kind}:{version}",
        *segments,
        f"UNT+{len(segments) + 2}+{reference}",
    ]


def interchange(*messages, una="UNA:+.? '\n", reference="701", charset="UNOC"):
    """Messages in an envelope, with standard separators and a line per segment."""
    rows = [f"UNB+{charset}:3+SENDER:14+RECEIVER:14+260112:0930+{reference}"]
    for segments in messages:
        rows += segments
    rows.append(f"UNZ+{len(messages)}+{reference}")
    return una + "".join(f"{row}'\n" for row in rows)
