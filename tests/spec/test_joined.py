"""`{from: FACT}`: a value that is the person's own, so that person and service can be joined.

It stands wherever a value may stand. While the fact it names is unknown, so is the test; a statement that nobody made
gives nothing to compare with, so no test passes.
"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from builders import conditions
from spec.tables import Case, cases

VALUES = """
age = age: {from: stated_age}
least = age: {at_least: {from: stated_age}}
one = age: {one_of: {from: stated_age}}

given                   | age     | least   | one
------------------------+---------+---------+--------
age: 20, stated_age: 18 | no      | yes     | no
age: 18, stated_age: 18 | yes     | yes     | yes
age: 17, stated_age: 18 | no      | no      | no
age: 17                 | no      | no      | no
stated_age: 18          | unknown | unknown | unknown
nothing                 | unknown | unknown | unknown
"""

UNKNOWN_VALUES = """
given                                  | stated_age: {at_least: {from: age}} | district: {from: stated_district}
---------------------------------------+-------------------------------------+----------------------------------
age: 18, stated_age: 18                | yes                                 | unknown
age: 19, stated_age: 18                | no                                  | unknown
stated_age: 18                         | unknown                             | unknown
district: north                        | no                                  | no
stated_district: town                  | no                                  | unknown
district: north, stated_district: town | no                                  | yes
district: town, stated_district: north | no                                  | no
"""

ONE_OF = """
meets = doctor: house, conflict_organisations: [house, house.cafe]
avoids = doctor: house, conflict_organisations: [house.cafe]

condition                                               | meets | avoids | nothing
--------------------------------------------------------+-------+--------+--------
doctor: {one_of: {from: conflict_organisations}}        | yes   | no     | unknown
not: {doctor: {one_of: {from: conflict_organisations}}} | no    | yes    | unknown
"""

SETS = """
given                                | pets: {has_any: {from: stated_pets}} | pets: {has_all: {from: stated_pets}}
-------------------------------------+--------------------------------------+-------------------------------------
pets: [dog], stated_pets: [dog]      | yes                                  | yes
pets: [dog], stated_pets: [dog, cat] | yes                                  | no
pets: [dog], stated_pets: [cat]      | no                                   | no
pets: [dog]                          | no                                   | yes
stated_pets: [dog]                   | unknown                              | unknown
"""

BOUNDS = """
given                   | age: {between: [{from: stated_age}, 30]} | age: {between: [3, {from: stated_age}]}
------------------------+------------------------------------------+----------------------------------------
age: 20, stated_age: 18 | yes                                      | no
age: 18, stated_age: 18 | yes                                      | yes
age: 17, stated_age: 18 | no                                       | yes
age: 17                 | no                                       | no
stated_age: 18          | unknown                                  | unknown
"""

DURATIONS = """
given                                 | arrived: {within_last: {from: in_town}}
--------------------------------------+----------------------------------------
arrived: 2026-03-01, in_town: 2 weeks | yes
arrived: 2026-01-01, in_town: 2 weeks | no
arrived: 2026-01-01                   | unknown
in_town: 2 weeks                      | unknown
"""


@pytest.mark.parametrize("case", cases(VALUES + UNKNOWN_VALUES + ONE_OF + SETS))
def test_a_value_of_the_person_stands_where_a_value_would(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(BOUNDS))
def test_it_stands_for_a_bound(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(DURATIONS))
def test_it_stands_for_a_duration(case: Case) -> None:
    case.check()


@pytest.mark.parametrize(
    ("fact", "test"),
    [
        ("age", {"at_least": {"from": "nickname"}}),
        ("age", {"one_of": {"from": "pets"}}),
        ("arrived", {"below": {"from": "age"}}),
        ("pets", {"has_any": {"from": "children"}}),
        ("schooling", {"at_least": {"from": "language.de"}}),
    ],
)
def test_a_value_of_another_type_is_refused_while_reading(fact: str, test: object) -> None:
    with pytest.raises(ValidationError):
        conditions([{fact: test}])
