"""The bound for several needs: never below what any choice of services brings, and no higher where it is exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from cafematch.matching.planning.covering import MOST_TOGETHER, Covering, Needs, Stake, offers_of

POINTS = st.integers(-30, 8)


class Option(NamedTuple):
    """A service that answers some of the needs: its points, and whose it is."""

    id: str
    organisation: str
    needs: Needs
    points: int


class Network:
    """Some options, and the bounds of what they bring."""

    def __init__(self, stakes: Sequence[Stake], options: Sequence[Option], entries: dict[str, int]) -> None:
        offers = offers_of(((own.organisation, own.needs, own.points) for own in options), entries.__getitem__)
        self.covering = Covering(stakes, {own.id: own.needs for own in options}, offers)

    def most(self, position: int, chosen: Iterable[str], organisations: Iterable[str]) -> int:
        """Return the most that the needs from a position on can bring beside the chosen."""
        covering = self.covering
        return covering.most(position, covering.met(chosen), covering.here(organisations))


@st.composite
def drawn(draw: st.DrawFn, most_needs: int = 4) -> tuple[list[Stake], list[Option], dict[str, int]]:
    """Return needs, services of a few organisations that answer some of them, and what entering each costs."""
    count = draw(st.integers(1, most_needs))
    stakes = [Stake(draw(st.integers(0, 60)), draw(st.integers(-40, 0))) for _ in range(count)]
    organisations = ("east", "lake", "west")
    needs = st.sets(st.integers(0, count - 1), min_size=1).map(lambda found: tuple(sorted(found)))
    services = draw(st.lists(st.tuples(st.sampled_from(organisations), needs, POINTS), max_size=6))
    options = [Option(f"{owner}.s{n}", owner, own, points) for n, (owner, own, points) in enumerate(services)]
    return stakes, options, {name: draw(st.integers(-25, 0)) for name in organisations}


def brought(
    stakes: Sequence[Stake], steps: Sequence[Option], entries: dict[str, int], position: int, before: Sequence[Option]
) -> int:
    """Return what the needs from a position on bring with these steps more, those before them paid for."""
    met = {need for option in (*before, *steps) for need in option.needs}
    entered = {option.organisation for option in steps} - {option.organisation for option in before}
    stake = sum(stakes[need].answered if need in met else stakes[need].open for need in range(position, len(stakes)))
    return stake + sum(option.points for option in steps) + sum(entries[name] for name in entered)


def needed(option: Option, steps: Sequence[Option], position: int) -> bool:
    """Return whether of these steps one alone answers some need from a position on."""
    others = {need for other in steps if other != option for need in other.needs}
    return any(need >= position and need not in others for need in option.needs)


@given(drawn(), st.data())
def test_no_choice_brings_more(made: tuple[list[Stake], list[Option], dict[str, int]], data: st.DataObject) -> None:
    """Of the steps of a plan each alone answers something, unless it opens others; what such steps bring is not told here."""
    stakes, options, entries = made
    network = Network(stakes, options, entries)
    position = data.draw(st.integers(0, len(stakes)))
    before = data.draw(st.lists(st.sampled_from(options), unique=True, max_size=2)) if options else []
    bound = network.most(position, [option.id for option in before], {option.organisation for option in before})
    others = [option for option in options if option not in before and max(option.needs) >= position]
    for size in range(len(others) + 1):
        for steps in combinations(others, size):
            if all(needed(option, (*before, *steps), position) for option in steps):
                assert brought(stakes, steps, entries, position, before) <= bound


@given(drawn(most_needs=3))
def test_it_is_reached_where_every_step_answers_one_need(
    made: tuple[list[Stake], list[Option], dict[str, int]],
) -> None:
    stakes, options, entries = made
    options = [Option(option.id, option.organisation, option.needs[:1], min(0, option.points)) for option in options]
    every = [steps for size in range(len(options) + 1) for steps in combinations(options, size)]
    best = max(brought(stakes, steps, entries, 0, ()) for steps in every)
    assert Network(stakes, options, entries).most(0, (), ()) == best


def test_an_organisation_is_entered_once() -> None:
    stakes = [Stake(10, -5)] * 2
    options = [Option("east.a", "east", (0,), 0), Option("east.b", "east", (1,), -1), Option("west.b", "west", (1,), 0)]
    network = Network(stakes, options, {"east": -4, "west": -4})
    assert network.most(0, (), ()) == 20 - 4 - 1
    assert network.most(1, ("east.a",), ("east",)) == 10 - 1
    assert network.most(1, ("east.a",), ()) == 10 - 4


def test_of_many_needs_the_first_are_looked_at_alone() -> None:
    count = MOST_TOGETHER + 2
    options = [Option(f"east.s{need}", "east", (need,), -1) for need in range(count)]
    network = Network([Stake(10, 0)] * count, options, {"east": -3})
    assert network.most(0, (), ()) == 2 * 10 + MOST_TOGETHER * 9 - 3
    assert network.most(1, (), ()) == 10 + MOST_TOGETHER * 9 - 3
    assert network.most(2, (), ()) == MOST_TOGETHER * 9 - 3
