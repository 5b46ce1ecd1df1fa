"""pyx12 as judge of what we write: it has maps of the implementation guides."""

import functools
import io
import logging
from unittest import mock

import pyx12.map_if
import pyx12.params
import pyx12.x12n_document

PARAMETERS = pyx12.params.ParamsBase()


@functools.cache
def _map(*arguments):
    """A guide, read once: pyx12 too keeps it from one interchange to the next."""
    return _load(*arguments)


_load = pyx12.map_if.load_map_file


def judge(payload):
    """``(accepted, complaints)`` of pyx12 about a file of interchanges."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logger = logging.getLogger("pyx12")
    logger.addHandler(handler)
    before, logger.propagate = logger.propagate, False
    try:
        with mock.patch.object(pyx12.map_if, "load_map_file", _map):
            accepted = pyx12.x12n_document.x12n_document(
                PARAMETERS, io.StringIO(payload.decode()), None, None
            )
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
    return accepted, said.getvalue()
