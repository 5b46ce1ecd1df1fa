"""Where in a payload something stands, for people: the text and the part to mark."""

from typing import NamedTuple


class Located(NamedTuple):
    """``text[start:end]`` is the place; ``text`` the whole payload as it was read."""

    text: str
    start: int
    end: int

    @property
    def found(self):
        """The text of the place itself."""
        return self.text[self.start : self.end]

    def around(self, characters):
        """``(before, found, after)`` with at most so many characters on each side."""
        return (
            self.text[max(0, self.start - characters) : self.start],
            self.found,
            self.text[self.end : self.end + characters],
        )
