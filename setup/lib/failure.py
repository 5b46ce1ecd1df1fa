"""The one exception a command shows to the person in front of it."""


class SetupError(Exception):
    """A step cannot go on.

    :param cause: what is wrong, in one sentence, without a stack trace
    :param remedy: what the reader can do about it, as a command where there is one
    """

    def __init__(self, cause, remedy=""):
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy
