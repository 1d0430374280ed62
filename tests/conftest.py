"""How properties are tried: fixed examples by default, many random ones with --hypothesis-profile=thorough."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

pytest.register_assert_rewrite("spec.tables", "oracle")

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A situation is made small by `strategies.smallest`, which knows what its parts are."""

settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, phases=WITHOUT_SHRINKING, suppress_health_check=SLOW
)
settings.register_profile(
    "thorough", max_examples=2_000, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=SLOW
)
settings.load_profile("ci")
