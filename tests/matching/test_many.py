"""Many people: the same answers in the same order, however many work at them; bounded, and the matcher sent once."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafematch import Matcher, Profile
from cafematch.matching import many
from cafematch.matching.many import AHEAD, AT_FIRST, TOGETHER, for_each
from shipped import EXAMPLES, bordeaux, matcher_for, neuwerder, profile_of

PEOPLE = [profile_of(example) for example in EXAMPLES if matcher_for(example) is neuwerder()][:24]


def echo(matcher: Matcher, number: int) -> int:
    return number


def refuse_seven(matcher: Matcher, number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def one_with_the_other(matcher: str, number: int) -> tuple[str, int]:
    return matcher, number


def where_the_matcher_is(matcher: Matcher, number: int) -> tuple[int, int]:
    return os.getpid(), id(matcher)


class Here(Executor):
    """Does what it is given at once, and notes how often the matcher came along."""

    def __init__(self) -> None:
        self.sent = 0
        self.tasks = 0

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        self.tasks += 1
        self.sent += arguments[1] is not None
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*arguments, **named))
        except ValueError as error:
            future.set_exception(error)
        return future


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    many._held.clear()
    yield
    many._held.clear()


def test_many_are_answered_like_each_alone() -> None:
    assert list(neuwerder().suggest_many(PEOPLE, top=2)) == [neuwerder().suggest(person, top=2) for person in PEOPLE]


def test_processes_give_the_same_answers_in_the_same_order() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert list(neuwerder().suggest_many(PEOPLE, executor)) == list(neuwerder().suggest_many(PEOPLE))


def test_threads_give_the_same_answers_in_the_same_order() -> None:
    with ThreadPoolExecutor(3) as executor:
        assert list(neuwerder().suggest_many(PEOPLE, executor)) == list(neuwerder().suggest_many(PEOPLE))


@settings(max_examples=25)
@given(st.lists(st.integers(), max_size=200))
def test_nothing_is_lost_doubled_or_turned_around(numbers: list[int]) -> None:
    many._held.clear()
    executor = Here()
    assert list(for_each(neuwerder(), echo, numbers, executor)) == numbers
    tasks = -(-len(numbers) // TOGETHER)
    asked_again = min(tasks, AT_FIRST)  # handed in before anybody held the matcher
    assert executor.sent == bool(numbers)
    assert executor.tasks == tasks + asked_again


class Forgetful(Here):
    """As if every task came to a worker that has never been here before."""

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        many._held.clear()
        return super().submit(fn, *arguments, **named)


@settings(max_examples=25)
@given(st.lists(st.integers(), max_size=200))
def test_workers_that_come_and_go_are_sent_the_matcher_again(numbers: list[int]) -> None:
    executor = Forgetful()
    assert list(for_each(neuwerder(), echo, numbers, executor)) == numbers
    assert executor.sent == -(-len(numbers) // TOGETHER)


def test_every_worker_reads_the_matcher_once() -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        places = set(for_each(neuwerder(), where_the_matcher_is, range(40 * TOGETHER), executor))
    assert len(places) == len({process for process, _ in places})


def passed_over(matcher: Matcher, person: Profile) -> int:
    matcher.suggest(person)
    return gc.get_freeze_count()


def test_a_worker_keeps_nothing_of_a_matcher_that_another_one_follows() -> None:
    turns = [(neuwerder(), PEOPLE[0]), (bordeaux(), profile_of("bastide-cook-who-eats-alone"))] * 5
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        counts = [next(for_each(matcher, passed_over, [person], executor)) for matcher, person in turns]
    assert 0 < counts[-1] <= counts[1]
    assert gc.get_freeze_count() == 0


def test_people_are_read_no_further_than_needed() -> None:
    read = 0

    def endless() -> Iterator[int]:
        nonlocal read
        while True:
            read += 1
            yield read

    answers = for_each(neuwerder(), echo, endless(), Here())
    for taken in range(1, 3 * AHEAD * TOGETHER):
        assert next(answers) == taken
        assert read <= taken + AHEAD * TOGETHER
    answers.close()  # type: ignore[attr-defined]


def test_an_error_is_raised_in_its_turn() -> None:
    for executor in (None, Here()):
        answers = for_each(neuwerder(), refuse_seven, range(20), executor)
        before: list[int] = []
        with pytest.raises(ValueError, match="seven"):
            before.extend(iter(lambda answers=answers: next(answers), None))  # type: ignore[misc]
        assert before == list(range(7))


def end_the_process(matcher: Matcher, number: int) -> int:
    if number == 20 * TOGETHER:
        os._exit(9)
    return number


def test_a_worker_that_dies_is_told_in_its_turn() -> None:
    taken: list[int] = []
    with ProcessPoolExecutor(1, get_context("spawn")) as executor, pytest.raises(BrokenProcessPool):
        taken.extend(for_each(neuwerder(), end_the_process, range(10_000), executor))
    assert taken == list(range(20 * TOGETHER))


class ShutDown(Here):
    """Takes so many tasks, then none."""

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if self.tasks == AT_FIRST + 3:
            raise RuntimeError("cannot schedule new futures after shutdown")
        return super().submit(fn, *arguments, **named)


def test_an_executor_that_takes_nothing_more_is_told_in_its_turn() -> None:
    taken: list[int] = []
    with pytest.raises(RuntimeError, match="after shutdown"):
        taken.extend(for_each(neuwerder(), echo, range(10_000), ShutDown()))
    assert taken == list(range(3 * TOGETHER))


def test_networks_take_turns_over_one_executor() -> None:
    with ThreadPoolExecutor(2) as executor:
        ways = [for_each(name, one_with_the_other, range(300), executor) for name in ("one", "other")]
        found = [*zip(*ways, strict=True)]
    assert found == [(("one", number), ("other", number)) for number in range(300)]


class Closing(Here):
    """Shut down by somebody else after so many tasks."""

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if self.tasks < AT_FIRST + 3:
            return super().submit(fn, *arguments, **named)
        future: Future[Any] = Future()
        future.cancel()
        return future


def test_what_is_cancelled_by_others_is_told_in_its_turn() -> None:
    taken: list[int] = []
    with pytest.raises(CancelledError):
        taken.extend(for_each(neuwerder(), echo, range(10_000), Closing()))
    assert taken == list(range(3 * TOGETHER))


def test_who_stops_listening_stops_what_is_still_waiting() -> None:
    begun, go_on = [], threading.Event()

    def slow(matcher: Matcher, number: int) -> int:
        begun.append(number)
        if number >= TOGETHER * 3:
            go_on.wait(60)
        return number

    with ThreadPoolExecutor(1) as executor:
        answers = for_each(neuwerder(), slow, range(10_000), executor)
        for _ in range(TOGETHER * 3):
            next(answers)
        answers.close()  # type: ignore[attr-defined]
        go_on.set()
    assert len(begun) < TOGETHER * 8


def test_a_matcher_travels_whole() -> None:
    copy = pickle.loads(pickle.dumps(neuwerder()))
    assert copy.suggest(PEOPLE[0]) == neuwerder().suggest(PEOPLE[0])


@pytest.fixture
def cluster() -> Iterator[Executor]:
    """Two workers of a Dask cluster on this machine; skipped where there is no Dask, or where it may open no ports."""
    distributed = pytest.importorskip("distributed", reason="the extra cafematch[dask] is not installed")
    try:
        workers = distributed.LocalCluster(n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None)
    except (OSError, RuntimeError, TimeoutError) as error:
        pytest.skip(f"no cluster can be started here: {error}")
    with workers, distributed.Client(workers) as client:
        yield client.get_executor()


def test_a_cluster_gives_the_same_answers_in_the_same_order(cluster: Executor) -> None:
    assert list(neuwerder().suggest_many(PEOPLE, cluster)) == list(neuwerder().suggest_many(PEOPLE))
    places = set(for_each(neuwerder(), where_the_matcher_is, range(40 * TOGETHER), cluster))
    assert len(places) == len({process for process, _ in places})


def test_nobody_is_answered_with_nothing() -> None:
    nobody: list[Profile] = []
    assert list(neuwerder().suggest_many(nobody)) == list(neuwerder().suggest_many(nobody, Here())) == []
