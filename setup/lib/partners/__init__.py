"""Simulated trading partners: suppliers, a warehouse, payers.

They stand outside: each knows only what it was sent and what it has to say about it,
writes with the same documents and codecs as a real partner would, and never looks into
the hospital's database.
"""
