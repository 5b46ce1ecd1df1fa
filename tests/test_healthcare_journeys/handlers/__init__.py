from . import journey_probe
