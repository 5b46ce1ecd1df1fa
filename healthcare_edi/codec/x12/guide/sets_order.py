"""Orders, their changes and acknowledgments: segments by place.

004010; 005010 has the same places. A segment of the standard that has no table of
elements is known by its place only.
"""

from .sets_shared import NAMES, NOTES

_HEAD = """
CUR O 1
REF O *
PER O 3
TAX O *
FOB O *
CTP O *
PAM O 10
CSH O 25
+SAC O 25
 SAC M 1
 CUR O 1
ITD O *
DIS O 20
INC O 1
DTM O 10
LDT O 12
LIN O 5
SI O *
PID O 200
MEA O 40
PWK O 25
PKG O 200
TD1 O 2
TD5 O 12
TD3 O 12
TD4 O 5
MAN O 10
PCT O *
CTB O 5
TXI O *
+LDT O *
 LDT M 1
 QTY O *
 MTX O *
 REF O *
+AMT O *
 AMT M 1
 REF O *
 DTM O 1
 PCT O *
"""
_LINE = """
 SI O *
 CUR O 1
 CN1 O 1
 PO3 O 25
 +CTP O *
  CTP M 1
  CUR O 1
 PAM O 10
 MEA O 40
 +PID O 1000
  PID M 1
  MEA O 10
 PWK O 25
 PO4 O *
 REF O *
 PER O 3
 +SAC O 25
  SAC M 1
  CUR O 1
  CTP O 1
 IT8 O *
 CSH O *
 ITD O 2
 DIS O 20
 INC O 1
 TAX O *
 FOB O *
 SDQ O 500
 IT3 O 5
 DTM O 10
 TC2 O *
 TD1 O 1
 TD5 O 12
 TD3 O 12
 TD4 O 5
 PCT O *
 MAN O 10
 MSG O *
 MTX O *
 SPI O *
 TXI O *
 CTB O *
 +QTY O *
  QTY M 1
  SI O *
"""
_SCHEDULE = """
 +SCH O 200
  SCH M 1
  TD1 O 2
  TD5 O 12
  TD3 O 12
  TD4 O 5
  REF O *
 +PKG O 200
  PKG M 1
  MEA O *
 LS O 1
 +LDT O *
  LDT M 1
  QTY O *
  MTX O 1
  REF O 3
 LE O 1
 +N9 O 1000
  N9 M 1
  DTM O *
  MSG O 1000
 +N1 O 200
  N1 M 1
  N2 O 2
  N3 O 2
  N4 O 1
  NX2 O *
  REF O 12
  PER O 3
  SI O *
  DTM O 1
  FOB O 1
  SCH O 200
  TD1 O 2
  TD5 O 12
  TD3 O 12
  TD4 O 5
  PKG O 200
 +SLN O 1000
  SLN M 1
  MSG O *
  SI O *
  PID O 1000
  PO3 O 104
  TC2 O *
  ADV O *
  DTM O 10
  CTP O 25
  PAM O 10
  PO4 O 1
  TAX O 3
  +SAC O 25
   SAC M 1
   CUR O 1
   CTP O 1
  +QTY O *
   QTY M 1
   SI O *
  +N9 O *
   N9 M 1
   DTM O *
   MSG O *
  +N1 O 10
   N1 M 1
   N2 O 2
   N3 O 2
   N4 O 1
   NX2 O *
   REF O 12
   PER O 3
   SI O *
 +AMT O *
  AMT M 1
  REF O 1
  PCT O *
"""
_TOTAL = """
+CTT O 1
 CTT M 1
 AMT O 1
"""
_ACK = """
 +ACK O 104
  ACK M 1
  DTM O 1
"""


def _line(tag, usage="M", more=""):
    return f"+{tag} {usage} 100000\n {tag} M 1\n LIN O *{_LINE}{more}{_SCHEDULE}"


SETS = {
    "850": f"BEG M 1{_HEAD}{NOTES}{NAMES}{_line('PO1')}{_TOTAL}",
    "855": f"BAK M 1{_HEAD}{NOTES}{NAMES}{_line('PO1', 'O', _ACK)}{_TOTAL}",
    "860": f"BCH M 1{_HEAD}{NOTES}{NAMES}{_line('POC', 'O')}{_TOTAL}",
    "865": f"BCA M 1{_HEAD}{NOTES}{NAMES}{_line('POC', 'O', _ACK)}{_TOTAL}",
}
