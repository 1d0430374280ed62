"""Many people: one piece of work for each, in order, with bounded memory, here or over any executor.

The matcher is too large to be sent with every task. A worker that does not hold it says so, and only then it is sent; it
stays in the worker's memory for all tasks that follow. The number of tasks under way begins with one and grows with every
answer, so that workers get to know the matcher one after the other and not all at once.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

M = TypeVar("M")
T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[M, T], R]
"""What is done with a matcher for one person; a worker in another process must be able to import it."""

TOGETHER = 8
"""So many people make one task: enough that sending it costs little beside doing it."""
AHEAD = 64
"""So many tasks at most are under way or wait to be taken, whatever comes before them."""

_held: dict[str, Any] = {}
"""The matcher that this process works with, by its digest. It never changes, and holds nothing about a person."""


def for_each(matcher: M, work: Work[M, T, R], people: Iterable[T], executor: Executor | None) -> Iterator[R]:
    """Yield what came of the work for each person, in their order; what a piece of work raises is raised in its turn.

    `people` is read no further than AHEAD tasks before what was yielded. Whoever stops listening stops the work.
    """
    if executor is None:
        yield from (work(matcher, person) for person in people)
        return
    parcel = pickle.dumps(matcher)
    digest = blake2b(parcel).hexdigest()
    rest = iter(people)
    under_way: deque[tuple[list[T], Future[list[R] | None]]] = deque()
    answered = 0
    try:
        while True:
            while len(under_way) <= min(answered, AHEAD - 1) and (some := list(islice(rest, TOGETHER))):
                under_way.append((some, executor.submit(_do, digest, None, work, some)))
            if not under_way:
                return
            some, future = under_way.popleft()
            found = future.result()
            if found is None:
                found = executor.submit(_do, digest, parcel, work, some).result()
            assert found is not None
            answered += 1
            yield from found
    finally:
        for _, future in under_way:
            future.cancel()


def _do(digest: str, parcel: bytes | None, work: Work[Any, T, R], people: list[T]) -> list[R] | None:
    """Do a task in a worker; None if the worker does not hold the matcher and it was not sent along."""
    matcher = _held.get(digest)
    if matcher is None:
        if parcel is None:
            return None
        matcher = pickle.loads(parcel)
        _held.clear()
        _held[digest] = matcher
    return [work(matcher, person) for person in people]
