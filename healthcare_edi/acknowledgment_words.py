"""What the codes of acknowledgments mean, in our own plain words.

Facts behind the codes: X12 data elements 720, 723, 718, 716 and I18, UN/EDIFACT data
element 0085 and HL7 table 0357.
"""

import re

SEGMENT = {
    "1": "A segment is not known to the partner.",
    "2": "A segment stands where the partner does not expect it.",
    "3": "A segment that must be there is missing.",
    "4": "A loop occurs more often than allowed.",
    "5": "A segment occurs more often than allowed.",
    "6": "A segment is not part of this document.",
    "7": "A segment stands in the wrong order.",
    "8": "A segment has elements that are wrong.",
    "I4": "A segment is not used by the partner's guide.",
    "I6": "A segment is missing that depends on others.",
    "I7": "A loop occurs too rarely.",
    "I8": "A segment does not fit the partner's guide.",
    "I9": "A segment must not be there in this case.",
}
ELEMENT = {
    "1": "A mandatory element is empty.",
    "2": "An element is missing that others make necessary.",
    "3": "There are more elements than the segment has.",
    "4": "A value is too short.",
    "5": "A value is too long.",
    "6": "A value holds a character that is not allowed.",
    "7": "A code is not one that the partner takes.",
    "8": "A date is not valid.",
    "9": "A time is not valid.",
    "10": "Elements exclude each other.",
    "12": "An element is repeated too often.",
    "13": "An element has more components than it should.",
    "I6": "A code is not one of the partner's guide.",
    "I9": "A value does not fit another one.",
    "I10": "An element is not used by the partner's guide.",
    "I11": "An element is repeated more often than the guide allows.",
    "I12": "A value does not match the pattern of the guide.",
    "I13": "A value is missing that depends on others.",
}
SET = {
    "1": "The partner does not take this kind of document.",
    "2": "The document has no trailer.",
    "3": "The control numbers in header and trailer differ.",
    "4": "The number of segments in the trailer is wrong.",
    "5": "Segments of the document are wrong.",
    "6": "The control number is missing or not valid.",
    "7": "The control number is missing or came before.",
    "23": "The control number is not unique in its group.",
    "I5": "The document does not fit the guide that it names.",
    "I6": "The partner does not take this version of the guide.",
}
GROUP = {
    "1": "The partner does not take this kind of group.",
    "2": "The partner does not take this version.",
    "3": "The group has no trailer.",
    "4": "The control numbers of the group differ.",
    "5": "The number of documents in the group is wrong.",
    "6": "The control number of the group is not valid.",
    "19": "The control number of the group came before.",
}
INTERCHANGE = {
    "001": "The control numbers of the interchange differ.",
    "002": "The partner does not take this standard.",
    "003": "The partner does not take this version of the envelope.",
    "004": "The segment terminator is not valid.",
    "005": "The sender's qualifier is not valid.",
    "006": "The sender is not known to the partner.",
    "007": "The receiver's qualifier is not valid.",
    "008": "The receiver is not known to the partner.",
    "014": "The date of the interchange is not valid.",
    "015": "The time of the interchange is not valid.",
    "016": "The standard of the interchange is not valid.",
    "017": "The version of the interchange is not valid.",
    "018": "The control number of the interchange is not valid.",
    "020": "Test or production is not stated.",
    "021": "The number of groups is wrong.",
    "022": "The structure of the envelope is wrong.",
    "023": "The interchange ends too early.",
    "024": "The contents of the interchange are not valid.",
    "025": "The control number of the interchange came before.",
    "026": "The element separator is not valid.",
    "027": "The component separator is not valid.",
}
CONTRL = {
    "2": "The partner does not take this version or level.",
    "7": "The receiver is not the one that was addressed.",
    "12": "A value is not valid.",
    "13": "Something that must be there is missing.",
    "14": "A value is not supported in this place.",
    "15": "Something is not supported in this place.",
    "16": "There are too many parts.",
    "18": "The partner gives no reason.",
    "20": "A separator is used wrongly.",
    "21": "A character is not allowed.",
    "22": "A separator is not valid.",
    "23": "The sender is not known to the partner.",
    "26": "The number came before.",
    "28": "References in header and trailer differ.",
    "29": "A count is wrong.",
    "30": "Groups and messages are mixed.",
    "35": "Something is repeated too often.",
    "37": "A value holds a character of the wrong kind.",
    "39": "A value is too long.",
    "40": "A value is too short.",
}
HL7 = {
    "100": "A segment that must be there is missing, or the order is wrong.",
    "101": "A field that must be there is missing.",
    "102": "A field has the wrong type of data.",
    "103": "A value is not in the table of its field.",
    "200": "The partner does not take this type of message.",
    "201": "The partner does not take this event.",
    "202": "The partner does not take this use (test or production).",
    "203": "The partner does not take this version.",
    "204": "A key is not known to the partner.",
    "205": "A key exists already at the partner.",
    "206": "A record is locked at the partner; send it again.",
    "207": "The partner's application failed; send it again later.",
}
TABLES = {
    **dict.fromkeys(("AK304", "IK304"), SEGMENT),
    **dict.fromkeys(("AK403", "IK403"), ELEMENT),
    **{f"{tag}50{n}": SET for tag in ("AK", "IK") for n in range(2, 7)},
    **{f"AK90{n}": GROUP for n in range(5, 10)},
    "TA105": INTERCHANGE,
    "CONTRL": CONTRL,
    "HL70357": HL7,
}
LEVELS = {
    "interchange": "The partner complains about the interchange.",
    "group": "The partner complains about the group.",
    "set": "The partner complains about the document.",
    "segment": "The partner complains about a segment.",
    "element": "The partner complains about an element.",
}
ADVICE = {
    "element": "Correct the value in the record or its mapping, then send it again.",
    "segment": "Compare the document with the partner's guide, then send it again.",
    "set": "Agree on the document and its version, then send it again.",
    "group": "Compare version and numbers with the partner's settings.",
    "interchange": "Compare identifiers and numbers with the trading partner's.",
}


# What a code, a tag and a loop look like. A partner may write anything in their places,
# and copies of values are among it.
_CODE = re.compile(r"[A-Z]{0,2}[0-9]{1,4}")
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_LOOP = re.compile(r"[0-9]{4}[A-Z]{0,2}|[A-Z][A-Z0-9]{1,2}")


def code_of(error):
    """The code of an :class:`AcknowledgedError`, ``AK403:7``; of what is no code only
    the element it stands in."""
    table, _, value = error.code.partition(":")
    if table not in TABLES:
        table = "?"
    return f"{table}:{value if _CODE.fullmatch(value) else '?'}"


def tag_of(error):
    """The tag of the segment that is complained about, empty if it is none."""
    return error.segment if _TAG.fullmatch(error.segment) else ""


def words(code, level=""):
    """What a partner's code (``AK403:7``) says; of an unknown one its level."""
    table, _, value = code.partition(":")
    text = TABLES.get(table, {}).get(value)
    return text or LEVELS.get(level) or "The partner complains."


def place(error):
    """Where an :class:`AcknowledgedError` stands in what we sent: ``ST[1]/2 PO1-04``
    as words, without any value."""
    parts = []
    if tag_of(error):
        parts.append(error.segment)
    if error.position:
        parts.append(f"segment {error.position}")
    if error.element:
        number = f"element {error.element}"
        parts.append(f"{number}.{error.component}" if error.component else number)
    if _LOOP.fullmatch(error.loop):
        parts.append(f"loop {error.loop}")
    return ", ".join(parts)


def sentence(error):
    """One complaint in one line: words, place, code."""
    where, code = place(error), code_of(error)
    tail = f"{where}; {code}" if where else code
    return f"{words(code, error.level)} ({tail})"


def as_issue(error):
    """The same as the JSON of an issue, to be shown beside our own."""
    code = code_of(error)
    return {
        "code": f"ack.{code.lower().replace(':', '.')}",
        "where": place(error),
        "severity": "error",
        "text": words(code, error.level),
        "advice": ADVICE.get(error.level, ""),
        "level": error.level,
        "reference": code,
        # Where the segment is found again in what we sent.
        "segment": tag_of(error),
        "position": error.position,
        "element": error.element,
    }
