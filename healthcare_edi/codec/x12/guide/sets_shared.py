"""Loops that several sets of the supply chain have."""

NAMES = """
+N1 O 200
 N1 M 1
 N2 O 2
 N3 O 2
 N4 O *
 NX2 O *
 REF O 12
 PER O 3
 SI O *
 FOB O 1
 TD1 O 2
 TD5 O 12
 TD3 O 12
 TD4 O 5
 PKG O 200
"""
NOTES = """
+N9 O 1000
 N9 M 1
 DTM O *
 MSG O 1000
 PWK O *
 EFI O *
"""
