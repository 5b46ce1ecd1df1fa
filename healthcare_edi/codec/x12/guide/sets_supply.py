"""Shipments and invoices: segments by place.

004010; 005010 has the same places. A segment of the standard that has no table of
elements is known by its place only.
"""

from .sets_shared import NAMES

SETS = {
    "856": """
BSN M 1
DTM O 10
+HL M 200000
 HL M 1
 LIN O 1
 SN1 O 1
 SLN O 1000
 PRF O 1
 PO4 O 1
 PID O 200
 MEA O 40
 PWK O 25
 PKG O 25
 TD1 O 20
 TD5 O 12
 TD3 O 12
 TD4 O 5
 TSD O 1
 REF O *
 PER O 3
 +LHR O *
  LHR M 1
 CLD O 200
 MAN O *
 DTM O 10
 FOB O 1
 PAL O 1
 +N1 O 200
  N1 M 1
  N2 O 2
  N3 O 2
  N4 O 1
  REF O 12
  PER O 3
  FOB O 1
 SDQ O 50
 ETD O 1
 CUR O 1
 SAC O *
 ITD O *
 QTY O *
 AMT O *
 TSD O *
CTT O 1
""",
    "810": f"""
BIG M 1
NTE O 100
CUR O 1
REF O 12
YNQ O 10
PER O 3
{NAMES}
ITD O *
DTM O 10
FOB O 1
PID O 200
MEA O 40
PWK O 25
PKG O 25
L7 O 1
BAL O *
INC O 1
PAM O *
+LM O 10
 LM M 1
 LQ M 100
+N9 O 1
 N9 M 1
 MSG M 10
+V1 O *
 V1 M 1
 R4 O *
 DTM O *
+FA1 O *
 FA1 M 1
 FA2 M *
+IT1 O 200000
 IT1 M 1
 CRC O 1
 QTY O 5
 CUR O 1
 IT3 O 5
 TXI O 10
 CTP O 25
 PAM O 10
 MEA O 40
 +PID O 1000
  PID M 1
  MEA O 10
 PWK O 25
 PKG O 25
 PO4 O 1
 ITD O 2
 REF O *
 YNQ O 10
 PER O 5
 SDQ O 500
 DTM O 10
 CAD O *
 L7 O *
 SR O 1
 +SAC O 25
  SAC M 1
  TXI O 10
 +SLN O 1000
  SLN M 1
  DTM O 1
  REF O *
  PID O 1000
  SAC O 25
  TC2 O 2
  TXI O 10
 +N1 O 200
  N1 M 1
  N2 O 2
  N3 O 2
  N4 O 1
  REF O 12
  PER O 3
 +LM O 10
  LM M 1
  LQ M 100
TDS M 1
TXI O 10
CAD O 1
AMT O *
+SAC O 25
 SAC M 1
 TXI O 10
+ISS O *
 ISS M 1
 PID O 1
CTT O 1
""",
}
