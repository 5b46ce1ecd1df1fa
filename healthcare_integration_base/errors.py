"""What went wrong, as an instruction to the engine.

::

    IntegrationError
     ├─ RetryableError       nobody's fault, try again later (timeout, 429, 5xx)
     ├─ RejectedError        the partner's fault, tell the partner, open an exception
     │   └─ DecodeError      the bytes are not the declared format at all
     ├─ WaitingError         a named dependency is missing, resume when it arrives
     ├─ ConfigurationError   our fault: no handler, no mapping, no credential
     └─ UncertainError       sent, and nobody knows whether it arrived

The class tells the engine what to do, ``code`` tells a person where to look it up,
``where`` names the place. None of them ever carries a payload value.
"""


class IntegrationError(Exception):
    """Base of every foreseen failure."""

    def __init__(self, code, where="", text=""):
        super().__init__(f"{code} at {where}" if where else code)
        self.code = code
        self.where = where
        self.text = text


class RetryableError(IntegrationError):
    """Try again; ``retry_after`` (seconds) when the partner said when."""

    def __init__(self, code, where="", text="", retry_after=None):
        super().__init__(code, where, text)
        self.retry_after = retry_after


class RejectedError(IntegrationError):
    """The document cannot be accepted as it is; ``issues`` lists every reason."""

    def __init__(self, code, where="", text="", issues=()):
        super().__init__(code, where, text)
        self.issues = tuple(issues)


class DecodeError(RejectedError):
    """The bytes are not the format they were announced as."""


class WaitingError(IntegrationError):
    """Something named is missing; ``dependency`` is its key, ``order:PO00012``."""

    def __init__(self, code, where="", text="", dependency=""):
        super().__init__(code, where, text)
        self.dependency = dependency


class ConfigurationError(IntegrationError):
    """An administrator has to complete the set-up; the flow pauses once."""


class UncertainError(IntegrationError):
    """The partner may or may not have received it: verify, never resend blindly."""
