"""How what is not as expected names a step, and where in a list of `expect.yaml` it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cafematch.matching.suggestion import Message, Step
from cafematch.upkeep.scenarios.answered import Answered
from cafematch.upkeep.scenarios.failures import Failure

Looking = Mapping[str, Callable[[Answered, Any], Iterator[Failure]]]
"""What looks at each key of an expectation: it yields what does not hold."""


def named_step(step: Step) -> Message:
    """Return a step by its service and kind."""
    return Message.of("named_step", name=step.name, id=step.service, kind=step.kind)


def step_at(rank: int, step: Step) -> Message:
    """Return a step by where it stands: the rank of its path, its position there."""
    return Message.of("where_step", path=rank, position=step.position, step=named_step(step))


def place_in(expected: Sequence[str], words: Iterable[str]) -> tuple[int, ...]:
    """Return where in a list the first of some words stands."""
    return next(((position,) for position, word in enumerate(expected) if word in {*words}), ())
