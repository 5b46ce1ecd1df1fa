"""What the commands in ``setup/`` share: find or bring Odoo, PostgreSQL and Python.

Python's standard library only, on Python 3.10 or later: everything here runs before
anything has been installed.
"""
