"""Where the invented sample files are."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "samples"


def sample_files():
    """Every ``<document>/<case>.edi``."""
    return sorted(FOLDER.glob("*/*.edi"))
