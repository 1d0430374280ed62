"""What can hold at all, example by example; `test_satisfying` asks everybody there can be."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from builders import AS_OF, Raw, conditions, empty, vocabulary, yaml
from cafematch.model.values import Level
from cafematch.upkeep.conditions.cases import World
from cafematch.upkeep.conditions.implications import Implications
from cafematch.upkeep.conditions.satisfying import Satisfying

SETTABLE = {"tone": (Level(0, 0), Level(2, 2))}


@cache
def satisfying() -> Satisfying:
    """Return what decides about people."""
    return Satisfying(World(vocabulary(), empty().surroundings, SETTABLE), datetime.fromisoformat(AS_OF))


def lines(text: str) -> list[Raw]:
    """Return the lines of a condition, written one behind the other."""
    found: list[Raw] = yaml(f"[{text}]")
    return found


NEVER = """
{age: {at_least: 27}}, {age: {at_most: 26}}
{age: {above: 26}}, {age: {below: 27}}
{age: {above: 120}}
{age: {below: 0}}
{age: {between: [18, 26]}}, {age: {one_of: [17, 27]}}
{letter: true}, {not: {letter: true}}
{status: open}, {status: {one_of: [pending, refused]}}
{schooling: {above: degree}}
{schooling: {at_least: degree}}, {schooling: {below: secondary}}
{distance: {above: 1.5}}, {distance: {at_most: 1.5}}
{savings: {below: 0}}
{in_town: {at_least: 2 weeks}}, {in_town: {below: 14 days}}
{arrived: {above: 2026-03-01}}, {arrived: {below: 2026-03-02}}
{arrived: {within_last: 1 month}}, {arrived: {before_last: 2 months}}
{arrived: {within_next: 3 days}}, {arrived: {before_last: 0 days}}
{district: north}, {district: south}
{district: north}, {not: {district: town}}
{pets: {has_all: [dog, cat]}}, {not: {pets: dog}}
{need: housing.search}, {not: {need: housing}}
{need.housing.search.urgency: now}, {not: {need: housing.search}}
{need.housing.search.urgency: now}, {not: {need: housing}}
{need.housing.search.state: met}, {need: housing.search}
{language.de: {at_least: B1}}, {language.de.speaking: {below: B1}}
{language.de: {above: native}}
{feeling.shame: {above: 4}}
{competence.cooking_hosting.wants_to_use: "yes"}, {not: {competence: cooking_hosting}}
{parameter.tone: encouraging}
{children: {some: {below: 6}}}, {not: {children: {some: {below: 6}}}}
{age: {at_least: 18}}, {any: [{age: {below: 12}}, {all: [{age: 15}, {letter: true}]}]}
{not: {any: [{age: {below: 18}}, {age: {at_least: 18}}]}}
{letter: true, valid_from: 2027-01-01}, {letter: false}, {letter: true}
"""
"""What nobody can ever meet."""

OPEN = """
{age: {above: 26}}, {age: {below: 28}}
{district: north}, {district: town}
{language.de: {below: B1}}, {language.de.speaking: {at_least: B1}}
{need: housing}, {not: {need: housing.search}}
{need.housing.search.state: unknown}, {need.housing.search.urgency: now}
{need.housing.search.voiced_by: person}, {not: {need: housing.search}}
{arrived: {within_last: 1 month}}, {arrived: {before_last: 30 days}}
{arrived: {above: 2026-03-01}}, {arrived: {before_last: 1 year}}
{age: {at_least: {from: stated_age}}}, {stated_age: 20}, {age: 3}
{children: {every: {below: 6}}}, {children: {some: {above: 7}}}
{distance: {above: 1.5}}, {distance: {below: 1.6}}
{letter: true}, {letter: false, valid_from: 2026-06-01}
{letter: true}, {letter: false, valid_until: 2026-03-10}
{age: {below: 18}}, {age: {at_least: 18}, if_unknown: yes}
"""
"""What somebody may meet, now or some day, or what cannot be told."""

ALWAYS = """
{age: {at_least: 0}}
{any: [{age: {below: 18}}, {age: {at_least: 18}}]}
{any: [{letter: true}, {letter: false}]}
{not: {age: {above: 120}}}
{status: {one_of: [open, pending, refused]}}
{any: [{need: housing}, {not: {need: housing.search}}]}
{feeling.shame: {between: [0, 4]}}
{any: [{stated_letter: true}, {stated_letter: false}]}
{language.de: {at_least: A0}}
"""
"""What everybody meets of whom enough is known."""

NOT_ALWAYS = """
{any: [{stated_status: open}, {stated_status: pending}]}
{stated_age: {at_least: -1000}}
{district: {one_of: [town, village]}}
{any: [{children: {some: {below: 6}}}, {children: {every: {at_least: 6}}}]}
{any: [{need.daily.papers.detail.pages: {below: 1}}, {need.daily.papers.detail.pages: {at_least: 1}}]}
{need.housing.search.urgency: {at_least: later}}
"""
"""What somebody fails, by not stating it; or what cannot be told."""


def rows(table: str) -> list[str]:
    """Return the lines of a table."""
    return table.strip().splitlines()


@pytest.mark.parametrize("text", rows(NEVER))
def test_what_can_never_hold(text: str) -> None:
    assert satisfying().never(conditions(lines(text)))


@pytest.mark.parametrize("text", rows(OPEN))
def test_what_may_hold(text: str) -> None:
    assert not satisfying().never(conditions(lines(text)))


@pytest.mark.parametrize("text", rows(ALWAYS))
def test_what_always_holds(text: str) -> None:
    assert satisfying().always(conditions(lines(text)))


@pytest.mark.parametrize("text", rows(NOT_ALWAYS))
def test_what_need_not_hold(text: str) -> None:
    assert not satisfying().always(conditions(lines(text)))


@pytest.mark.parametrize(
    ("text", "clash"),
    [
        ("{letter: true}, {proof: true}", ()),
        ("{letter: true}, {age: {at_least: 27}}, {proof: true}, {age: {at_most: 26}}", (1, 3)),
        ("{age: {at_least: 27}}, {letter: true}, {age: {below: 0}}, {letter: false}", (2,)),
        ("{any: [{age: 1}, {letter: true}]}, {not: {letter: true}}, {proof: true}, {age: {above: 1}}", (0, 1, 3)),
    ],
)
def test_the_fewest_that_contradict_each_other(text: str, clash: tuple[int, ...]) -> None:
    assert satisfying().contradiction(conditions(lines(text)).parts) == clash


@pytest.mark.parametrize(
    ("line", "others", "follows"),
    [
        ("{age: {at_least: 12}}", "{age: {at_least: 18}}", True),
        ("{age: {at_least: 18}}", "{age: {at_least: 12}}", False),
        ("{not: {age: {below: 18}}}", "{age: {at_least: 18}}", True),
        ("{age: {between: [10, 30]}}", "{age: {above: 11}}, {age: {below: 29}}", True),
        ("{district: town}", "{district: north}", True),
        ("{need: housing}", "{need: housing.search}", True),
        ("{need: housing.search}", "{need.housing.search.wanted_now: true}", False),
        ("{language.de.reading: {at_least: A2}}", "{language.de: {above: A2}}", True),
        ("{any: [{letter: true}, {letter: false}]}", "{age: 3}", False),
        ("{letter: true}", "{letter: true, if_unknown: yes}", False),
        ("{letter: true, if_unknown: yes}", "{letter: true}", True),
        ("{children: {count: 2}}", "{children: {count: 2}}", True),
        (
            "{any: [{need.housing.search.urgency: now}, {need.housing.search.urgency: {at_most: days}}]}",
            "{need: housing.search}",
            True,
        ),
        (
            "{any: [{schooling: degree}, {schooling: secondary}]}",
            "{schooling: {at_least: secondary}}",
            False,
        ),
        ("{any: [{pets: cat}, {not: {pets: cat}}]}", "{pets: dog}", False),
        ("{any: [{pets: cat}, {not: {pets: cat}}]}", "{not: {pets: dog}}", True),
        ("{letter: true}", "{any: [{letter: true}]}, {proof: true, valid_from: 2027-01-01}", True),
        ("{any: [{letter: true, valid_from: 2027-01-01}, {proof: true}]}", "{proof: true}", True),
        ("{all: [{letter: true, valid_from: 2027-01-01}, {proof: true}]}", "{proof: true}", False),
        ("{age: {below: 18}}", "{age: {below: 16}}", True),
        ("{status: {one_of: [pending, open]}}", "{status: open}", True),
        ("{status: open}", "{status: {one_of: [pending, open]}}", False),
        ("{not: {status: {one_of: [pending, open]}}}", "{not: {status: open}}", False),
        ("{pets: {has_any: [cat, dog]}}", "{pets: dog}", True),
        ("{pets: {has_any: [cat, dog]}}", "{pets: {has_all: [cat, dog]}}", True),
        ("{any: [{proof: true}, {letter: true}]}", "{any: [{letter: true}, {proof: true}]}", True),
        ("{all: [{proof: true}, {letter: true}]}", "{letter: true}, {proof: true}", True),
        ("{letter: true, valid_until: 2027-01-01}", "{letter: true}", False),
    ],
)
def test_what_follows(line: str, others: str, follows: bool) -> None:
    """Whoever meets the others meets the line, too: also who has a need perhaps, or of whom something is not known."""
    assert satisfying().follows(conditions(lines(line)), *conditions(lines(others)).parts) is follows


@pytest.mark.parametrize(
    ("narrower", "wider", "implies"),
    [
        ("{age: {below: 16}}", "{age: {below: 18}}", True),
        ("{age: {below: 18}}", "{age: {below: 16}}", False),
        ("{age: 3}", "", True),
        ("", "{age: 3}", False),
        ("{letter: true, because: {de: nur so, en: just so}}", "{letter: true}", True),
        ("{language.de: {at_least: B1}}, {age: 3}", "{language.de.reading: {at_least: A2}}", True),
        ("{need: housing.search}", "{need: housing}", True),
        ("{age: 3}", "{any: [{age: 3}, {letter: true}]}", True),
        ("{age: 3}, {age: 4}", "{age: 5}", False),  # nobody is both, which is another flaw
        ("{age: 3}, {age: 4}", "{age: 3}, {age: 4}", True),
        ("{age: 3}", "{letter: true, if_unknown: yes}", False),
        ("{letter: true, valid_until: 2027-01-01}", "{letter: true, valid_until: 2027-01-01}", True),
        ("{letter: true, valid_until: 2027-01-01}", "{letter: true}", False),
    ],
)
def test_what_implies_another(narrower: str, wider: str, implies: bool) -> None:
    assert Implications(satisfying()).implies(conditions(lines(narrower)), conditions(lines(wider))) is implies


def test_what_takes_too_much_work_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    clash = conditions(lines("{any: [{letter: true}, {proof: true}]}, {age: {above: 26}}, {age: {below: 27}}"))
    assert satisfying().never(clash)
    monkeypatch.setattr("cafematch.upkeep.conditions.satisfying.MOST_CASES", 3)
    assert not satisfying().never(clash)
