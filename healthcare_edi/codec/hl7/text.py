"""Bytes of one message to text: MSH-18 is asked, and believed only if the bytes agree.

Real senders leave MSH-18 empty, copy it from an example, or name a set they do not use.
UTF-8 proves itself: bytes of another set are hardly ever valid UTF-8 by chance.
"""

#: HL7 table 0211, first repetition of MSH-18 -> Python's codec.
CHARSETS = {
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "UTF8": "utf-8",
    "ISO IR6": "ascii",
    "ISO IR14": "shift_jis",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_2",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "BIG-5": "big5",
    "CNS 11643-1992": "euc_tw",
} | {f"8859/{n}": f"iso8859-{n}" for n in (*range(1, 12), *range(13, 17))}
FALLBACK = "latin-1"


def decode_text(data, declared):
    """``(text, charset, code)`` of a message; ``code`` of a fault or empty.

    :param declared: MSH-18 as it stands there. Never fails.
    """
    name = declared.strip().upper()
    wanted = CHARSETS.get(name)
    code = "hl7.charset.unknown" if name and wanted is None else ""
    if data.isascii() and wanted not in ("iso2022_jp", "iso2022_jp_2"):
        return data.decode("ascii"), wanted or "utf-8", code
    try:
        text = data.decode("utf-8")
        if wanted not in (None, "utf-8"):
            code = "hl7.charset.differs"
        return text, "utf-8", code
    except UnicodeDecodeError:
        pass
    if wanted not in (None, "utf-8", "ascii"):
        try:
            return data.decode(wanted), wanted, code
        except (UnicodeDecodeError, LookupError):
            pass
    if not code:
        code = "hl7.charset.differs" if name else "hl7.charset.guessed"
    return data.decode(FALLBACK), FALLBACK, code
