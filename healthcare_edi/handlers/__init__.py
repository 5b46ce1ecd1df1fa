from . import functional_acknowledgment
