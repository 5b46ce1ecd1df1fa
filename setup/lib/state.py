"""What setup/run remembers between two starts."""

import json
import os


class State:
    """A few facts in ``home/state.json``, written whole or not at all."""

    def __init__(self, layout):
        self.path = layout.home / "state.json"
        try:
            self.values = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.values = {}

    def get(self, name, default=None):
        """The fact ``name``."""
        return self.values.get(name, default)

    def set(self, **facts):
        """Remember ``facts``."""
        self.values.update(facts)
        partial = self.path.with_suffix(".part")
        partial.write_text(json.dumps(self.values, indent=1), encoding="utf-8")
        os.replace(partial, self.path)

    def clear(self):
        """Forget everything."""
        self.values = {}
        self.path.unlink(missing_ok=True)
