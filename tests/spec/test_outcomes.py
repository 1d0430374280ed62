"""Outcomes: what a step makes true for the steps after it.

They only add. A fact becomes what the step says; a set or list grows by it; a level, of a language too, takes the
higher one. A level nobody knew is at least what the step brings and may be more. One skill of a language rises alone.
"""

from __future__ import annotations

import pytest

from builders import Raw, catalog, conditions, knowledge, yaml
from cafematch.matching.judging.truth import truth

FACTS = """
before               | a step brings       | asked               | after
letter: false        | letter: true        | letter: true        | yes
nothing              | letter: true        | letter: true        | yes
declined: [letter]   | letter: true        | letter: true        | yes
letter: true         | proof: true         | letter: true        | yes
letter: false        | proof: true         | letter: true        | no
status: pending      | status: open        | status: open        | yes
status: pending      | status: open        | status: pending     | no
nothing              | age: 30             | age: {at_least: 18} | yes
district: village    | district: north     | district: town      | yes
stated_letter: false | stated_letter: true | stated_letter: true | yes
nothing              | stated_letter: true | stated_letter: true | yes
"""

SETS_AND_LISTS = """
before             | a step brings      | asked                              | after
pets: [cat]        | pets: [dog]        | pets: {has_all: [cat, dog]}        | yes
pets: []           | pets: [dog]        | pets: dog                          | yes
nothing            | pets: [dog]        | pets: dog                          | yes
nothing            | pets: [dog]        | pets: cat                          | unknown
stated_pets: [cat] | stated_pets: [dog] | stated_pets: {count: 2}            | yes
children: [9]      | children: [1]      | children: {has: 9}                 | yes
children: [9]      | children: [1]      | children: {count: 2}               | yes
homes: [north]     | homes: [village]   | homes: {has_all: [north, village]} | yes
"""

LEVELS = """
before            | a step brings        | asked                            | after
schooling: none   | schooling: primary   | schooling: {at_least: primary}   | yes
schooling: degree | schooling: primary   | schooling: degree                | yes
schooling: degree | schooling: primary   | schooling: primary               | no
nothing           | schooling: primary   | schooling: {at_least: primary}   | yes
nothing           | schooling: primary   | schooling: {at_least: secondary} | unknown
nothing           | schooling: primary   | schooling: {at_most: primary}    | unknown
nothing           | schooling: secondary | schooling: {at_most: primary}    | no
"""

LANGUAGES = """
before                          | a step brings   | asked                               | after
languages: {de: A1}             | language.de: B1 | language.de: {at_least: B1}         | yes
languages: {de: C1}             | language.de: B1 | language.de: {at_least: C1}         | yes
languages: {ar: C1}             | language.de: B1 | language.de: {at_least: B1}         | yes
languages: {ar: C1}             | language.de: B1 | language.ar: {at_least: B1}         | yes
languages: {de: A1}             | language.de: B1 | language.de.speaking: B1            | yes
nothing                         | language.de: B1 | language.de: {at_least: B1}         | yes
nothing                         | language.de: B1 | language.de: {at_least: B2}         | unknown
nothing                         | language.de: B1 | language.de.writing: {at_least: A2} | yes
nothing                         | language.de: B1 | language.fr: {at_least: A1}         | unknown
languages: {de: {speaking: C1}} | language.de: B1 | language.de.speaking: C1            | yes
languages: {de: {speaking: C1}} | language.de: B1 | language.de.writing: {at_least: B1} | yes
languages: {de: {speaking: C1}} | language.de: B1 | language.de.writing: {at_least: C1} | unknown
"""

SKILLS = """
before              | a step brings            | asked                                | after
languages: {de: A1} | language.de.speaking: B1 | language.de.speaking: {at_least: B1} | yes
languages: {de: A1} | language.de.speaking: B1 | language.de.writing: {at_least: B1}  | no
languages: {de: A1} | language.de.speaking: B1 | language.de: {at_least: B1}          | no
languages: {de: B1} | language.de.speaking: C1 | language.de: {at_least: B1}          | yes
nothing             | language.de.speaking: B1 | language.de.speaking: {at_least: B1} | yes
nothing             | language.de.speaking: B1 | language.de: {at_least: B1}          | unknown
"""

SEVERAL_STEPS = """
before              | a step brings                                     | asked                       | after
nothing             | letter: true; proof: true                         | letter: true                | yes
pets: []            | pets: [dog]; pets: [cat]                          | pets: {has_all: [dog, cat]} | yes
children: []        | children: [1]; children: [2]                      | children: {has_all: [1, 2]} | yes
schooling: none     | schooling: secondary; schooling: primary          | schooling: secondary        | yes
languages: {de: A1} | language.de: B2; language.de: A2                  | language.de: B2             | yes
languages: {de: A1} | language.de.speaking: B1; language.de.writing: B1 | language.de: {at_least: B1} | no
languages: {de: A1} | language.de: A2; language.de.speaking: B1         | language.de.speaking: B1    | yes
"""


def rows(*tables: str) -> list[list[str]]:
    """Return the cells of every row, headings left out."""
    lines = [line for table in tables for line in table.strip().splitlines()[1:]]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def brought(steps: str) -> list[str]:
    """Return each outcome of a cell."""
    return [step.strip() for step in steps.split(";")]


@pytest.mark.parametrize(
    ("before", "steps", "asked", "after"), rows(FACTS, SETS_AND_LISTS, LEVELS, LANGUAGES, SKILLS, SEVERAL_STEPS)
)
def test_outcomes_only_add(before: str, steps: str, asked: str, after: str) -> None:
    outcomes = dict(enumerate(brought(steps)))
    network = catalog(
        {"id": f"house.s{number}", "outcomes": [yaml(f"{{{said}}}")]} for number, said in outcomes.items()
    )
    known = knowledge({} if before == "nothing" else yaml(f"{{{before}}}"))
    later = known.after([outcome for number in outcomes for outcome in network.services[f"house.s{number}"].outcomes])
    assert truth(conditions([yaml(f"{{{asked}}}")]), later).name.lower() == after


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_outcomes_is_no_matter_where_they_add(order: int) -> None:
    services = [
        {"id": "house.one", "outcomes": [{"pets": ["dog"]}, {"schooling": "primary"}, {"language.de": "B1"}]},
        {"id": "house.two", "outcomes": [{"pets": ["cat"]}, {"schooling": "degree"}, {"language.de": "A2"}]},
    ]
    network = catalog(services)
    outcomes = [outcome for id_ in ("house.one", "house.two") for outcome in network.services[id_].outcomes]
    later = knowledge({"languages": {"de": "A1"}}).after(outcomes[::order])
    asked: list[Raw] = [{"pets": {"has_all": ["dog", "cat"]}}, {"schooling": "degree"}, {"language.de": "B1"}]
    assert truth(conditions(asked), later).name == "YES"
