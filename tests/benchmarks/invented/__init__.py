"""Invented files of any size."""
