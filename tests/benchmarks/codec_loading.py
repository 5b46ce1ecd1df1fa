"""Finds the cases of every format: ``codec_cases/*.py``."""

import importlib.util
from pathlib import Path

from lib import ground

ground.register()

FOLDER = Path(__file__).parent / "codec_cases"


def case_files():
    """Every file of cases, in the order of their names."""
    return sorted(FOLDER.glob("[a-z]*.py"))


def load_cases(path, quick):
    """The cases of one file; ``quick``: smaller payloads."""
    spec = importlib.util.spec_from_file_location(f"codec_cases_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.cases(quick)
