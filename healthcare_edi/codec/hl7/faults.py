"""Everything that can be wrong with an HL7 v2 payload, under stable codes.

``reference`` is the code of HL7 table 0357 that an ERR segment says it with.
"""

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    GROUP,
    INTERCHANGE,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

SEQUENCE = "HL70357:100"
REQUIRED = "HL70357:101"
DATA_TYPE = "HL70357:102"
TABLE = "HL70357:103"
EVENT = "HL70357:201"
PROCESSING = "HL70357:202"
VERSION = "HL70357:203"
DUPLICATE = "HL70357:205"
INTERNAL = "HL70357:207"

_COUNT = "Ask the sender whether messages were lost; send the batch again if so."
_AGAIN = "Ask the sender to correct the message and to send it again."

FAULTS = FaultTable(
    {
        "hl7.bom": Fault(
            INTERCHANGE, "A byte order mark stands before the first message."
        ),
        "hl7.frame": Fault(
            INTERCHANGE,
            "Framing characters of MLLP are part of the payload; they were removed.",
            "Take the payload out of its frame before it is handed over.",
        ),
        "hl7.prefix": Fault(
            INTERCHANGE,
            "Text stands before the first message.",
            "Ask the sender to begin with MSH, FHS or BHS.",
        ),
        "hl7.too_many": Fault(
            INTERCHANGE,
            "The payload holds more messages than one payload may.",
            "Ask the sender for smaller files.",
        ),
        "hl7.bhs.missing": Fault(
            GROUP, "A batch trailer without header.", _COUNT, SEQUENCE
        ),
        "hl7.fhs.missing": Fault(
            INTERCHANGE, "A file trailer without header.", _COUNT, SEQUENCE
        ),
        "hl7.bts.missing": Fault(
            GROUP, "The batch is not closed; it may be cut off.", _COUNT, SEQUENCE
        ),
        "hl7.fts.missing": Fault(
            INTERCHANGE, "The file is not closed; it may be cut off.", _COUNT, SEQUENCE
        ),
        "hl7.bts1.count": Fault(
            GROUP, "BTS-1 is not the number of messages.", _COUNT, DATA_TYPE
        ),
        "hl7.fts1.count": Fault(
            INTERCHANGE, "FTS-1 is not the number of batches.", _COUNT, DATA_TYPE
        ),
        "hl7.msh1": Fault(
            SET, "MSH-1 is no separator; the message cannot be read.", _AGAIN, REQUIRED
        ),
        "hl7.msh2.length": Fault(
            ELEMENT,
            "MSH-2 has not four or five encoding characters.",
            "Ask the sender to write MSH-2 as the standard has it.",
            DATA_TYPE,
        ),
        "hl7.msh2.signs": Fault(
            ELEMENT,
            "The encoding characters of MSH-2 are not different signs; the usual ones "
            "were taken.",
            _AGAIN,
            DATA_TYPE,
        ),
        "hl7.msh9.missing": Fault(
            ELEMENT, "The message does not say what it is (MSH-9).", _AGAIN, REQUIRED
        ),
        "hl7.msh10.missing": Fault(
            ELEMENT,
            "The message has no control number (MSH-10); it cannot be acknowledged.",
            _AGAIN,
            REQUIRED,
        ),
        "hl7.msh10.duplicate": Fault(
            ELEMENT,
            "The control number occurs twice in this payload.",
            "Ask the sender for a number of its own for each message.",
            DUPLICATE,
        ),
        "hl7.msh11.processing": Fault(
            ELEMENT,
            "MSH-11 says neither production, test nor training.",
            "Ask the sender to write P, T or D.",
            PROCESSING,
        ),
        "hl7.msh12.version": Fault(
            ELEMENT,
            "MSH-12 names no version from 2.1 to 2.9; it was read all the same.",
            "Ask the sender which version this is.",
            VERSION,
        ),
        "hl7.charset.unknown": Fault(
            ELEMENT,
            "MSH-18 names a character set that is not known.",
            "Ask the sender for a name of HL7 table 0211.",
            TABLE,
        ),
        "hl7.charset.differs": Fault(
            ELEMENT,
            "The bytes are not of the character set that MSH-18 names.",
            "Ask the sender to correct MSH-18; check names with accents.",
            TABLE,
        ),
        "hl7.charset.guessed": Fault(
            ELEMENT,
            "The bytes are not UTF-8 and MSH-18 is empty; read as ISO 8859-1.",
            "Ask the sender to state the character set in MSH-18.",
            TABLE,
        ),
        "hl7.segment.broken": Fault(
            SEGMENT,
            "A line break stands inside a segment; the lines were joined.",
            r"Ask the sender to write \.br\ for a line break.",
            SEQUENCE,
        ),
        "hl7.segment.missing": Fault(
            SEGMENT, "A mandatory segment is missing.", _AGAIN, SEQUENCE
        ),
        "hl7.segment.place": Fault(
            SEGMENT, "A segment stands where it has no meaning.", _AGAIN, SEQUENCE
        ),
        "hl7.field.missing": Fault(
            ELEMENT, "A mandatory field is missing.", _AGAIN, REQUIRED
        ),
        "hl7.event": Fault(
            ELEMENT,
            "This event is not taken.",
            "Ask the sender to leave it out, or ask for support of it.",
            EVENT,
        ),
        "hl7.event.differs": Fault(
            ELEMENT,
            "EVN-1 and MSH-9 name different events; MSH-9 counts.",
            "Ask the sender to correct EVN-1.",
            TABLE,
        ),
        "hl7.number": Fault(
            ELEMENT, "An amount or quantity cannot be read.", _AGAIN, DATA_TYPE
        ),
        "hl7.time": Fault(
            ELEMENT,
            "A date or time cannot be read.",
            "Ask the sender to write it as YYYYMMDDHHMMSS with offset.",
            DATA_TYPE,
        ),
        "hl7.time.zone": Fault(
            ELEMENT,
            "A time without offset, also in MSH-7; it was taken for UTC.",
            "Ask the sender to state the offset in MSH-7.",
            DATA_TYPE,
        ),
        "hl7.time.precision": Fault(
            ELEMENT, "Only a day is stated; midnight was taken.", "", DATA_TYPE
        ),
        "hl7.code": Fault(
            ELEMENT,
            "A code is not in its table.",
            "Ask the sender for a code of the table.",
            TABLE,
        ),
        "hl7.currency.several": Fault(
            ELEMENT, "Several currencies in one charge.", _AGAIN, DATA_TYPE
        ),
        "hl7.ack.control": Fault(
            ELEMENT,
            "The acknowledgment does not say which message it is for (MSA-2).",
            _AGAIN,
            REQUIRED,
        ),
    }
)

#: The texts alone, by code.
TEXTS = {code: row.text for code, row in FAULTS.items()}
fault = FAULTS.issue
