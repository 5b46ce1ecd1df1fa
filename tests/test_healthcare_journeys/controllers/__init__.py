from . import bare, plain
