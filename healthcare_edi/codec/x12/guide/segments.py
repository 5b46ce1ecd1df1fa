"""Segments of every trade, in the longer lengths of 005010 and with its repetitions.

Facts of structure only: which elements there are, how long, of which type, and which of
them belong together. What is not listed here is not checked.
"""

COMPOSITES = {
    "C001": "M/ID2-2 [O/R1-15 O/R1-10 O/ID2-2]*4",
    "C002": "M/ID1-2 [O/ID1-2]*4",
    "C003": "M/ID2-2 M/AN1-48 [O/AN2-2]*4 O/AN1-80 O/AN1-48",
    "C004": "M/N01-2 [O/N01-2]*3",
    "C022": "M/ID1-3 M/AN1-30 O/ID2-3 O/AN1-35 O/R1-18 O/R1-15 O/AN1-30 O/AN1-30"
    " O/ID1-1",
    "C023": "M/AN1-2 O/ID1-2 O/ID1-1",
    "C024": "M/ID2-3 [O/ID2-3]*2 O/ID2-2 O/ID2-3",
    "C030": "M/N01-2 O/N01-2 O/N01-4",
    "C035": "M/AN1-3 O/AN1-3 O/ID1-1",
    "C040": "M/ID2-3 M/AN1-50 [O/ID2-3 O/AN1-50]*2",
    "C042": "M/AN1-2 O/AN1-50",
    "C043": "M/AN1-30 M/AN1-30 O/ID2-3 O/ID1-3",
    "C056": "O/ID1-1 O/ID1-3 O/AN1-30",
    "C998": "M/AN1-35 O/AN1-99",
}

SEGMENTS = {
    "ST": "M/ID3-3 M/AN4-9 O/AN1-35",
    "SE": "M/N01-10 M/AN4-9",
    "BHT": "M/ID4-4 M/ID2-2 O/AN1-50 O/DT8-8 O/TM4-8 O/ID2-2",
    "HL": "M/AN1-12 O/AN1-12 M/ID1-2 O/ID1-1=0,1",
    "NM1": "M/ID2-3 M/ID1-1 O/AN1-60 O/AN1-35 O/AN1-25 O/AN1-10 O/AN1-10 O/ID1-2"
    " O/AN2-80 O/ID2-2 O/ID2-3 O/AN1-60 ; P0809 C1110 C1203",
    "N1": "M/ID2-3 O/AN1-60 O/ID1-2 O/AN2-80 O/ID2-2 O/ID2-3 ; R0203 P0304",
    "N2": "M/AN1-60 O/AN1-60",
    "N3": "M/AN1-55 O/AN1-55",
    "N4": "O/AN2-30 O/ID2-2 O/ID3-15 O/ID2-3 O/ID1-2 O/AN1-30 O/ID1-3 ; C0605",
    "PER": "M/ID2-2 O/AN1-60 [O/ID2-2 O/AN1-256]*3 O/AN1-20 ; P0304 P0506 P0708",
    "REF": "M/ID2-3 O/AN1-50 O/AN1-80 O/@C040 ; R0203",
    "DTM": "M/ID3-3 O/DT8-8 O/TM4-8 O/ID2-2 O/ID2-3 O/AN1-35 ; R020305 C0403 P0506",
    "DTP": "M/ID3-3 M/ID2-3 M/AN1-35",
    "AMT": "M/ID1-3 M/R1-18 O/ID1-1=C,D",
    "QTY": "M/ID2-2 O/R1-15 O/@C001 O/AN1-30 ; R0204 E0204",
    "CUR": "M/ID2-3 M/ID3-3 O/R4-10 O/ID2-3 O/ID3-3 O/ID3-3"
    " [O/ID3-3 O/DT8-8 O/TM4-8]*5",
    "LX": "M/N01-6",
    "LQ": "O/ID1-3 O/AN1-30 ; C0102",
    "NTE": "O/ID3-3 M/AN1-80",
    "K3": "M/AN1-80 O/ID1-2 O/@C001",
    "TRN": "M/ID1-2 M/AN1-50 O/AN10-10 O/AN1-50",
    "PWK": "M/ID2-2 O/ID1-2 O/N01-2 O/ID2-3 O/ID1-2 O/AN2-80 O/AN1-80 O/@C002"
    " O/ID1-2 ; P0506",
    "MSG": "M/AN1-264 O/ID2-2 O/N01-9 ; C0302",
    "BPR": "M/ID1-2 M/R1-18 M/ID1-1=C,D M/ID3-3 O/ID1-10 O/ID2-2 O/AN3-12 O/ID1-3"
    " O/AN1-35 O/AN10-10 O/AN9-9 O/ID2-2 O/AN3-12 O/ID1-3 O/AN1-35 O/DT8-8 O/ID1-3"
    " O/ID2-2 O/AN3-12 O/ID1-3 O/AN1-35 ; P0607 C0809 P1213 C1415 P1819 C2021",
    "AK1": "M/ID2-2 M/N01-9 O/AN1-12",
    "AK2": "M/ID3-3 M/AN4-9 O/AN1-35",
    "AK3": "M/ID2-3 M/N01-10 O/AN1-6 O/ID1-3",
    "AK4": "M/@C030 O/N01-4 M/ID1-3 O/AN1-99",
    "AK5": "M/ID1-1=A,E,M,R,W,X [O/ID1-3]*5",
    "AK9": "M/ID1-1=A,E,M,P,R,W,X M/N01-6 M/N01-6 M/N01-6 [O/ID1-3]*5",
    "IK3": "M/ID2-3 M/N01-10 O/AN1-6 O/ID1-3",
    "IK4": "M/@C030 O/N01-4 M/ID1-3 O/AN1-99",
    "IK5": "M/ID1-1=A,E,M,R,W,X [O/ID1-3]*5",
    "CTX": "M/@C998+ O/ID2-3 O/N01-10 O/AN1-6 O/@C030 O/@C998",
}

#: What 004010 has otherwise: shorter elements.
SEGMENTS_4010 = {
    "BHT": "M/ID4-4 M/ID2-2 O/AN1-30 O/DT8-8 O/TM4-8 O/ID2-2",
    "NM1": "M/ID2-3 M/ID1-1 O/AN1-35 O/AN1-25 O/AN1-25 O/AN1-10 O/AN1-10 O/ID1-2"
    " O/AN2-80 O/ID2-2 O/ID2-3 ; P0809 C1110",
    "N4": "O/AN2-30 O/ID2-2 O/ID3-15 O/ID2-3 O/ID1-2 O/AN1-30 ; C0605",
    "PER": "M/ID2-2 O/AN1-60 [O/ID2-2 O/AN1-80]*3 O/AN1-20 ; P0304 P0506 P0708",
    "REF": "M/ID2-3 O/AN1-30 O/AN1-80 O/@C040 ; R0203",
    "TRN": "M/ID1-2 M/AN1-30 O/AN10-10 O/AN1-30",
}
