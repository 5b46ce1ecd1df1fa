"""Where the invented sample files are."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "samples"


def sample_files(codec=""):
    """Every ``<document>/<case>.<extension>`` that has or wants a golden ``.json``.

    A sample that is JSON itself is called ``<case>.fhir.json`` or the like.

    :param codec: only folders that begin with this codec's name.
    """
    return sorted(
        path
        for path in FOLDER.glob(f"{codec}_*/*" if codec else "*/*")
        if path.is_file() and golden_file(path) != path
    )


def golden_file(path):
    """The golden file of a sample: ``a.edi`` and ``a.fhir.json`` have ``a.json``."""
    return path.with_name(path.name.split(".")[0] + ".json")
