"""Beside the words of a fault: its level, what to do about it, and the standard's code.

``TA105`` interchange note (element I18), ``AK905`` group error (716), ``IK502`` set
error (718), ``IK304`` segment error (720), ``IK403`` element error (723); the 997 has
the same numbers under AK5, AK3 and AK4.
"""

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    GROUP,
    INTERCHANGE,
    SEGMENT,
    SET,
)

_AGAIN = "Ask the partner to send the file again."
_COUNT = "Check that nothing was lost; ask the partner to correct its count."
_GUIDE = "Compare the segment with the partner's guide; the partner has to correct it."
_VALUE = "The partner has to correct the value."
_NAME = "Ask the partner for what is missing."

#: code -> level, reference, advice
DETAILS = {
    "x12.encoding": (INTERCHANGE, "", "Agree on the character set with the partner."),
    "x12.bom": (INTERCHANGE, "", ""),
    "x12.prefix": (INTERCHANGE, "TA105:022", "Ask the partner to send the file alone."),
    "x12.trailing": (
        INTERCHANGE,
        "TA105:022",
        "See what stands there; it is not read.",
    ),
    "x12.wrapped": (INTERCHANGE, "", "Look for a transfer that breaks lines."),
    "x12.segment.newline": (INTERCHANGE, "", "Look for a transfer that breaks lines."),
    "x12.binary.length": (SEGMENT, "IK304:8", _VALUE),
    "x12.isa.missing": (INTERCHANGE, "TA105:022", _AGAIN),
    "x12.isa.width": (INTERCHANGE, "TA105:022", "The partner has to pad the ISA."),
    "x12.isa.separator": (
        INTERCHANGE,
        "TA105:026",
        "The partner has to choose a separator that no number holds.",
    ),
    "x12.isa.date": (INTERCHANGE, "TA105:014", _VALUE),
    "x12.isa.time": (INTERCHANGE, "TA105:015", _VALUE),
    "x12.isa.duplicate": (INTERCHANGE, "TA105:025", "Find out which one counts."),
    "x12.iea.missing": (INTERCHANGE, "TA105:023", _AGAIN),
    "x12.iea.unexpected": (INTERCHANGE, "TA105:022", _AGAIN),
    "x12.iea01.count": (INTERCHANGE, "TA105:021", _COUNT),
    "x12.iea02.control": (INTERCHANGE, "TA105:001", _AGAIN),
    "x12.gs.missing": (GROUP, "TA105:024", "The partner has to add the group."),
    "x12.gs01.code": (GROUP, "AK905:1", "Check which document this is."),
    "x12.gs08.version": (GROUP, "AK905:2", "The version of the group is used."),
    "x12.ge.missing": (GROUP, "AK905:3", _AGAIN),
    "x12.ge.unexpected": (GROUP, "TA105:022", _AGAIN),
    "x12.ge01.count": (GROUP, "AK905:5", _COUNT),
    "x12.ge02.control": (GROUP, "AK905:4", _AGAIN),
    "x12.st02.duplicate": (SET, "IK502:23", "Find out whether one is a repetition."),
    "x12.se.missing": (SET, "IK502:2", _AGAIN),
    "x12.se.unexpected": (SET, "IK502:2", _AGAIN),
    "x12.se01.count": (SET, "IK502:4", _COUNT),
    "x12.se02.control": (SET, "IK502:3", _AGAIN),
    "x12.amount": (ELEMENT, "IK403:6", _VALUE),
    "x12.amount.missing": (ELEMENT, "IK403:1", _NAME),
    "x12.date": (ELEMENT, "IK403:8", _VALUE),
    "x12.date.missing": (ELEMENT, "IK403:1", _NAME),
    "x12.segment.missing": (SEGMENT, "IK304:3", _NAME),
    "x12.element.missing": (ELEMENT, "IK403:1", _NAME),
    "x12.segment.place": (SEGMENT, "IK304:2", _GUIDE),
    "x12.pair": (ELEMENT, "IK403:2", _NAME),
    "x12.hl.parent": (SEGMENT, "IK304:8", _GUIDE),
    "x12.hl.cycle": (SEGMENT, "IK304:8", _GUIDE),
    "x12.hl.duplicate": (SEGMENT, "IK304:8", _GUIDE),
    "x12.hl.level": (SEGMENT, "IK304:8", _GUIDE),
    "x12.hl.code": (SEGMENT, "IK304:8", _GUIDE),
    "x12.stc.category": (ELEMENT, "IK403:7", _VALUE),
    "x12.component": (ELEMENT, "IK403:13", _GUIDE),
    "x12.segment.unknown": (SEGMENT, "IK304:1", _GUIDE),
    "x12.segment.unexpected": (SEGMENT, "IK304:2", _GUIDE),
    "x12.loop.max": (SEGMENT, "IK304:4", _GUIDE),
    "x12.segment.max": (SEGMENT, "IK304:5", _GUIDE),
    "x12.segment.set": (SEGMENT, "IK304:6", _GUIDE),
    "x12.segment.order": (SEGMENT, "IK304:7", _GUIDE),
    "x12.element.conditional": (ELEMENT, "IK403:2", _NAME),
    "x12.element.many": (ELEMENT, "IK403:3", _GUIDE),
    "x12.element.short": (ELEMENT, "IK403:4", _VALUE),
    "x12.element.long": (ELEMENT, "IK403:5", _VALUE),
    "x12.element.character": (ELEMENT, "IK403:6", _VALUE),
    "x12.element.code": (ELEMENT, "IK403:7", _VALUE),
    "x12.element.date": (ELEMENT, "IK403:8", _VALUE),
    "x12.element.time": (ELEMENT, "IK403:9", _VALUE),
    "x12.element.exclusion": (ELEMENT, "IK403:10", _VALUE),
    "x12.element.repeated": (ELEMENT, "IK403:12", _GUIDE),
    "x12.component.many": (ELEMENT, "IK403:13", _GUIDE),
    "x12.component.missing": (ELEMENT, "IK403:1", _NAME),
    "x12.repetition": (ELEMENT, "IK403:12", _GUIDE),
    "x12.write.missing": (ELEMENT, "", "Complete what is written, then send it again."),
    "x12.write.total": (SEGMENT, "", "Correct the charge or the lines."),
    "x12.write.limit": (SEGMENT, "", "Divide it, or leave out what is not needed."),
    "x12.write.guide": (SET, "", "File it with the system that treats the patient."),
}
