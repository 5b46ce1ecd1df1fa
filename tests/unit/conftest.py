"""Property tests that say the same on every machine, however loaded it is.

Each run draws the same examples, so that a red run means a change and no luck. New ones
are drawn with ``HEALTHCARE_EXAMPLES=random`` in the environment; a longer search for
what breaks a reader is ``setup/fuzz``.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "random",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HEALTHCARE_EXAMPLES", "same"))
