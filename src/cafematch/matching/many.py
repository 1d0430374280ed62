"""Many people: one piece of work for each, in order, with bounded memory, here or over any executor.

The matcher is too large to be sent with every task. A worker that does not hold it says so, and only then it is sent; it
stays in the worker's memory for all tasks that follow. Every worker is woken at once, yet those who hold the matcher come to
hold it one after the other: tasks under way are few at first and one more with every answer, and a task that came back
undone because nobody held it is asked for again, in case somebody holds it by now, before the matcher is sent again.

What came of a task travels as bytes and becomes values here, with the search for garbage held: of all that costs one
process for the sake of many, this is most.
"""

from __future__ import annotations

import gc
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from hashlib import blake2b
from itertools import islice
from multiprocessing import parent_process
from typing import Any, Generic, TypeVar

from cafematch.quick import dataclass, garbage_collection_paused

M = TypeVar("M")
T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[M, T], R]
"""What is done with a matcher for one person; a worker in another process must be able to import it."""

TOGETHER = 8
"""So many people make one task: enough that sending it costs little beside doing it."""
AHEAD = 64
"""So many tasks at most are under way or wait to be taken, whatever comes before them."""
AT_FIRST = 8
"""So many tasks are under way before anything is answered: so many workers are woken at once, further ones with every answer."""

_held: dict[str, Any] = {}
"""The matcher that this process works with, by its digest. It never changes, and holds nothing about a person."""


def for_each(matcher: M, work: Work[M, T, R], people: Iterable[T], executor: Executor | None) -> Iterator[R]:
    """Yield what came of the work for each person, in their order.

    What a piece of work raises, or the executor, is raised in its turn: after what came of everybody before. `people` is
    read no further than AHEAD tasks before what was yielded. Whoever stops listening stops the work.
    """
    if executor is None:
        yield from (work(matcher, person) for person in people)
        return
    tasks: _Tasks[T, R] = _Tasks(executor, work, pickle.dumps(matcher))
    rest = iter(people)
    answered = 0
    try:
        while True:
            while len(tasks) < min(AT_FIRST + answered, AHEAD) and (some := list(islice(rest, TOGETHER))):
                tasks.hand_in(some)
            if not tasks:
                return
            yield from tasks.next()
            answered += 1
    finally:
        tasks.cancel()


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """Some people, and what is to come of them: bytes, or None from a worker that does not hold the matcher."""

    people: list[T]
    future: Future[bytes | None]
    sent: int
    """How often the matcher had been sent by then."""

    def came_back(self) -> bool:
        """Return whether it was given to a worker that does not hold the matcher."""
        future = self.future
        return future.done() and not future.cancelled() and not future.exception() and future.result() is None

    def is_over(self) -> bool:
        """Return whether something came of it: an answer, an error, or that it was cancelled."""
        return self.future.done() and not self.came_back()


class _Tasks(Generic[T, R]):
    """The tasks under way, in order. Those who do them get the matcher as they turn out to lack it."""

    def __init__(self, executor: Executor, work: Work[Any, T, R], parcel: bytes) -> None:
        self._executor = executor
        self._work = work
        self._parcel = parcel
        self._digest = blake2b(parcel).hexdigest()
        self._sent = 0
        self._under_way: deque[_Task[T]] = deque()

    def __len__(self) -> int:
        return len(self._under_way)

    def hand_in(self, people: list[T]) -> None:
        """Put a task after all others."""
        self._under_way.append(self._submit(people, None))

    def next(self) -> list[R]:
        """Wait for what comes of the first task and take it out; what its work raised is raised.

        If the work failed for somebody in the middle, this is what came of those before, and the others are the next task.
        """
        self._ask_again()
        while not self._under_way[0].is_over():
            wait([task.future for task in self._under_way if not task.future.done()], return_when=FIRST_COMPLETED)
            self._ask_again()
        task = self._under_way.popleft()
        found = task.future.result()
        assert found is not None
        with garbage_collection_paused():
            done: list[R] = pickle.loads(found)
        if others := task.people[len(done) :]:
            self._under_way.appendleft(self._submit(others, None))
        return done

    def _ask_again(self) -> None:
        """Hand in whatever came back, with the matcher if nobody got it since: else somebody may hold it by now."""
        for place, task in enumerate(self._under_way):
            if task.came_back():
                parcel = self._parcel if task.sent == self._sent else None
                self._under_way[place] = self._submit(task.people, parcel)

    def cancel(self) -> None:
        """Give up what nobody has begun."""
        for task in self._under_way:
            task.future.cancel()

    def _submit(self, people: list[T], parcel: bytes | None) -> _Task[T]:
        self._sent += parcel is not None
        try:
            future = self._executor.submit(_do, self._digest, parcel, self._work, people)
        except RuntimeError as error:  # broken or shut down; what it did before is still to be told
            future = Future()
            future.set_exception(error)
        return _Task(people, future, self._sent)


def _do(digest: str, parcel: bytes | None, work: Work[Any, T, Any], people: list[T]) -> bytes | None:
    """Do a task in a worker, as far as the work does not fail; a failure of the first person's is raised.

    Returns None if the worker does not hold the matcher and it was not sent along.
    """
    matcher = _held.get(digest)
    if matcher is None:
        if parcel is None:
            return None
        matcher = _unpacked(parcel)
        _held[digest] = matcher
    done: list[Any] = []
    for person in people:
        try:
            done.append(work(matcher, person))
        except Exception:
            if not done:
                raise
            break
    return pickle.dumps(done)


def _unpacked(parcel: bytes) -> Any:
    """Return the matcher that was sent; whatever this process held before is given up.

    In a process made for work the search for garbage passes over it: it would walk through all of it again and again.
    """
    of_its_own = parent_process() is not None
    if _held:
        _held.clear()
        if of_its_own:
            gc.unfreeze()
            gc.collect()
    with garbage_collection_paused():
        matcher = pickle.loads(parcel)
    if of_its_own:
        gc.freeze()
    return matcher
