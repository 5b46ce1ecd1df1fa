"""ACKNOWLEDGERS: who answers an interchange, by syntax.

Each is a pure function ``acknowledge(decoded, findings, control, standard)`` that
returns the :class:`FunctionalAcknowledgment` rows for a :class:`Decoded`. ``findings``
holds what reading complained about, ``{part.where: (issues ...)}``.
"""

from .cxml_acknowledging import acknowledge as cxml
from .edifact_acknowledging import acknowledge as edifact
from .hl7_acknowledging import acknowledge as hl7
from .x12_acknowledging import acknowledge as x12

ACKNOWLEDGERS = {"cxml": cxml, "edifact": edifact, "hl7": hl7, "x12": x12}

__all__ = ["ACKNOWLEDGERS"]
