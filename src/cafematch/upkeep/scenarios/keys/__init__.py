"""Whether an answer is as expected: one function for each key of `expect.yaml` that yields what does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.upkeep.scenarios.answered import Answered
from cafematch.upkeep.scenarios.failures import Failure, Otherwise
from cafematch.upkeep.scenarios.keys import paths, whole
from cafematch.upkeep.scenarios.keys.telling import Looking


def look_at(answered: Answered, key: str) -> Iterator[Failure]:
    """Yield what of an answer is not as a key of its expectation says.

    The same about the same service is told once, with the first place where it is so: it has one reason.
    """
    told = set[tuple[object, ...]]()
    for failure in _KEYS[key](answered, getattr(answered.expectation, key)):
        if isinstance(failure.shortfall, Otherwise):
            same = failure.shortfall.step.service, failure.path, failure.found
            if same in told:
                continue
            told.add(same)
        yield failure


_KEYS: Looking = {**paths.KEYS, **whole.KEYS}
