"""What every test shares: how hard Hypothesis tries.

Warnings are errors, by the settings of pytest in `pyproject.toml`.
"""

import os

from hypothesis import HealthCheck, settings

# The machine that runs the tests may be slow: only the time limit of pytest counts, not
# Hypothesis's own measure of each example.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=50,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("stress", parent=settings.get_profile("ci"), max_examples=2000)
settings.load_profile("stress" if os.environ.get("CTG_STRESS") == "1" else "ci")
