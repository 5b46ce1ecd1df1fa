"""The last look at what goes to a payer: the set against its guide."""

from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.x12.checker import Checker
from ..codec.x12.delimiters import Delimiters
from ..codec.x12.values import FreeText, Repeated

#: Separators that no data has: the partner's own are held against it by the codec.
_SIGNS = Delimiters("\x1d", "\x1f", "\x1c", "\x1e")
#: Free text loses the separators that most partners use, and becomes shorter.
_BLANKS = str.maketrans("*:^~|>", " " * 6)


def hold(part):
    """The part, if its guide takes every segment and element of it.

    :raises RejectedError: with one issue per fault and its place in the set
        (``SV1[2]/SV1-04``); lengths, kinds of characters, codes and repetitions.
    """
    checker = Checker(part.code, part.version, _SIGNS)
    rows = (_SIGNS.element.join(map(_text, segment)) for segment in part.tree)
    for _row in checker.pass_on(rows):
        pass
    issues = checker.finish()
    if issues:
        first = issues[0]
        raise RejectedError(first.code, first.where, first.text, issues=issues)
    return part


def _text(value):
    if isinstance(value, FreeText):
        return value.translate(_BLANKS).strip()
    if isinstance(value, Repeated):
        return _SIGNS.repetition.join(value)
    if isinstance(value, tuple):
        return _SIGNS.component.join(value).rstrip(_SIGNS.component)
    return value
