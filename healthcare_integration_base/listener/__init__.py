from . import spawn
