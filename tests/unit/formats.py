"""Every codec and document of the house, without Odoo."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from lib.formats import CODECS, DOCUMENTS, codec_name  # noqa: E402

__all__ = ["CODECS", "DOCUMENTS", "codec_name", "codec_of"]


def codec_of(folder):
    """The codec whose name is the longest beginning of a sample folder's name."""
    names = [name for name in CODECS if folder.startswith(f"{name}_")]
    return CODECS[max(names, key=len)]
