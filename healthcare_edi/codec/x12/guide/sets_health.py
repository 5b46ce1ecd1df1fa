"""Claims, payments of claims, their status, eligibility: segments by loop, 005010.

The loops of hierarchical levels (HL) stand beside each other: which level is below
which is said by HL02, and a level of any kind may follow one of any other.
"""


def _at(depth, text):
    """A table at a depth of loops."""
    return "\n".join(" " * depth + line for line in text.strip("\n").splitlines())


def _names(*rows):
    """Loops that begin with an NM1: name of the loop, NM101, what may follow."""
    lines = []
    for name, codes, *others in rows:
        first = f"NM1={codes}" if codes else "NM1"
        lines += [f"+{name} O *", f" {first} M 1", *(f" {other}" for other in others)]
    return "\n".join(lines)


_WHERE = ("N3 O 1", "N4 O 1")
_PROVIDER = ("PRV O 1", *_WHERE, "REF O 20", "PER O 2")
_CLAIM_NAMES = _names(
    ("2310A", "DN,P3,71", *_PROVIDER),
    ("2310B", "82,72", *_PROVIDER),
    ("2310C", "77,ZZ", *_PROVIDER),
    ("2310D", "DQ,DK", *_PROVIDER),
    ("2310E", "PW,QB,FA", *_PROVIDER),
    ("2310F", "45,DD", *_PROVIDER),
)
_OTHER_NAMES = _names(
    ("2330A", "IL", *_WHERE, "REF O 3"),
    ("2330B", "PR", *_WHERE, "PER O 2", "DTP O 1", "REF O 9"),
    ("2330C", "DN,P3,71,QC", *_WHERE, "REF O 9"),
    ("2330D", "82,72", "REF O 9"),
    ("2330E", "77,ZZ", "REF O 9"),
    ("2330F", "DQ,DK", "REF O 9"),
    ("2330G", "85,FA", "REF O 9"),
)
_LINE_NAMES = _names(
    ("2420A", "82,72", *_PROVIDER),
    ("2420B", "QB,ZZ", *_PROVIDER),
    ("2420C", "77", *_PROVIDER),
    ("2420D", "DQ", *_PROVIDER),
    ("2420E", "DK", *_PROVIDER),
    ("2420F", "DN,P3", *_PROVIDER),
    ("2420G", "PW", *_PROVIDER),
    ("2420H", "45", *_PROVIDER),
)
_CLAIM = f"""
+2300 O 100
 CLM M 1
 DTP O 40
 CL1 O 1
 DN1 O 1
 DN2 O 35
 PWK O 10
 CN1 O 1
 DSB O 1
 UR O 1
 AMT O 40
 REF O 30
 K3 O 10
 NTE O 20
 CR1 O 1
 CR2 O 1
 CR3 O 1
 CR4 O 3
 CR5 O 1
 CR6 O 1
 CR8 O 9
 CRC O 100
 HI O 25
 QTY O 10
 HCP O 1
 +2305 O 6
  CR7 M 1
  HSD O 12
{_at(1, _CLAIM_NAMES)}
 +2320 O 10
  SBR M 1
  CAS O 99
  AMT O 15
  DMG O 1
  OI O 1
  MIA O 1
  MOA O 1
{_at(2, _OTHER_NAMES)}
 +2400 O 999
  LX M 1
  SV1 O 1
  SV2 O 1
  SV3 O 1
  TOO O 32
  SV4 O 1
  SV5 O 1
  SV6 O 1
  SV7 O 1
  HI O 25
  PWK O 10
  CR1 O 1
  CR2 O 5
  CR3 O 1
  CR4 O 3
  CR5 O 1
  CRC O 3
  DTP O 20
  QTY O 5
  MEA O 20
  CN1 O 1
  REF O 30
  AMT O 15
  K3 O 10
  NTE O 10
  PS1 O 1
  IMM O *
  HSD O 1
  HCP O 1
  +2410 O *
   LIN M 1
   CTP O 1
   REF O 1
{_at(2, _LINE_NAMES)}
  +2430 O *
   SVD M 1
   CAS O 99
   DTP O 9
   AMT O 20
  +2440 O *
   LQ M 1
   FRM M 99
"""
_SUBMITTER = """
+1000A M 1
 NM1=41 M 1
 N2 O 1
 PER O 2
+1000B M 1
 NM1=40 M 1
"""
_STATUS_LINE = """
 SVC M 1
 STC O *
 REF O 5
 DTP O 2
"""


def _level(name, codes, inner, *parts):
    """A level: its HL, the names in it, and what else it holds."""
    names = _names((inner, "", *_WHERE, "PER O 3", "REF O 9", "AAA O 9", "PRV O 1",
                    "DMG O 1", "INS O 1", "HI O 1", "MPI O 1", "DTP O 9"))  # fmt: skip
    body = "\n".join(_at(1, part) for part in (names, *parts))
    return f"+{name} O *\n HL/3={codes} M 1\n AAA O 9\n DMG O 1\n TRN O 3\n{body}\n"


_TRACED = f"""
+2200 O *
 TRN M 1
 STC O *
 REF O 10
 DTP O 5
 QTY O 5
 AMT O 5
 +2220 O *
{_at(1, _STATUS_LINE)}
"""
_REQUESTED = """
+2200 O *
 TRN M 1
 REF O 10
 AMT O 1
 DTP O 2
 +2210 O *
  SVC M 1
  REF O 1
  DTP O 1
"""
_COUNTED = "STC O *\nREF O *\nDTP O *\nQTY O *\nAMT O *"
_ASKED = """
+2110 O 99
 EQ M 1
 AMT O 2
 III O 10
 REF O 1
 DTP O 1
"""
_BENEFIT = """
+2110 O *
 EB M 1
 HSD O 9
 REF O 9
 DTP O 20
 AAA O 9
 MSG O 10
 +2115 O 10
  III M 1
 LS O 1
 +2120 O 23
  NM1 M 1
  N3 O 1
  N4 O 1
  PER O 3
  PRV O 1
 LE O 1
"""


def _levels(lowest):
    """BHT and the levels of 270 to 277; ``lowest`` is what a person's level holds."""
    return "BHT M 1\nREF O 3\n" + "".join(
        (
            _level("2000A", "20", "2100A", lowest),
            _level("2000B", "21", "2100B", lowest),
            _level("2000C", "19", "2100C", lowest),
            _level("2000D", "22,PT", "2100D", lowest),
            _level("2000E", "23", "2100E", lowest),
        )
    )


SETS = {
    "837": f"""
BHT M 1
REF O 3
{_SUBMITTER.strip()}
+2000A M *
 HL/3=20 M 1
 PRV O 1
 CUR O 1
{_at(1, _names(("2010AA", "85", *_WHERE, "REF O 10", "PER O 2")))}
{_at(1, _names(("2010AB", "87", *_WHERE)))}
{_at(1, _names(("2010AC", "PE", *_WHERE, "REF O 3")))}
+2000B O *
 HL/3=22 M 1
 SBR M 1
 PAT O 1
{_at(1, _names(("2010BA", "IL", *_WHERE, "DMG O 1", "REF O 5", "PER O 1")))}
{_at(1, _names(("2010BB", "PR", *_WHERE, "REF O 5")))}
{_at(1, _CLAIM)}
+2000C O *
 HL/3=23 M 1
 PAT M 1
{_at(1, _names(("2010CA", "QC", *_WHERE, "DMG O 1", "REF O 5", "PER O 1")))}
{_at(1, _CLAIM)}
""",
    "835": """
BPR M 1
NTE O *
TRN M 1
CUR O 1
REF O 10
DTM O 1
+1000A M 1
 N1=PR M 1
 N3 O 1
 N4 O 1
 REF O 4
 PER O 10
+1000B M 1
 N1=PE M 1
 N3 O 1
 N4 O 1
 REF O 10
 RDM O 1
+2000 O *
 LX M 1
 TS3 O 1
 TS2 O 1
 +2100 M *
  CLP M 1
  CAS O 99
  NM1 M 9
  MIA O 1
  MOA O 1
  REF O 99
  DTM O 9
  PER O 3
  AMT O 20
  QTY O 20
  +2110 O 999
   SVC M 1
   DTM O 9
   CAS O 99
   REF O 99
   AMT O 20
   QTY O 20
   LQ O 99
PLB O *
""",
    "999": """
AK1 M 1
+2000 O *
 AK2 M 1
 +2100 O *
  IK3 M 1
  CTX O 10
  +2110 O *
   IK4 M 1
   CTX O 10
 IK5 M 1
AK9 M 1
""",
    "270": _levels(_ASKED),
    "271": _levels(_BENEFIT),
    "276": _levels(_REQUESTED),
    "277": _levels(f"{_COUNTED}\n{_TRACED.strip()}"),
}
#: The implementation guide of professional claims allows fewer service lines.
SETS["837P"] = SETS["837"].replace("+2400 O 999", "+2400 O 50")
