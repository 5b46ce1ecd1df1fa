"""One vector of buying in a real database: each group has a file of its own.

A group whose file is not there is reckoned with the product's pure rules.
"""

import importlib

from . import vectors_pure


def run(env, vector):
    """Carry out one vector.

    :param env: an environment of the superuser in the company to use; nothing is
        committed here.
    :return: reasons why it fails; empty when it passes.
    """
    name = f"{__package__}.vectors_procurement_{vector['group']}"
    try:
        group = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return vectors_pure.run(vector)
    return group.run(env, vector)
