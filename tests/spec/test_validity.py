"""Lines with dates: in force from `valid_from` to `valid_until`, both days included.

A line that is not in force yet, and one that another line of the same fact has replaced, say nothing. A line that has
ended without a successor leaves nobody knowing what holds now: it is unknown, and never a reason to ask the person.
A successor speaks about the same fact, and until it is in force itself nobody knows either.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

TODAY = """
from = [{age: {at_least: 18}, valid_from: 2026-03-11}]
until = [{age: {at_least: 18}, valid_until: 2026-03-11}]
both = [{age: {at_least: 18}, valid_from: 2026-03-11, valid_until: 2026-03-11}]

given                            | from    | until   | both
---------------------------------+---------+---------+--------
as_of: 2026-03-10T10:00, age: 18 | yes     | yes     | yes
as_of: 2026-03-10T10:00, age: 17 | yes     | no      | yes
as_of: 2026-03-10T10:00          | yes     | unknown | yes
as_of: 2026-03-11T10:00, age: 18 | yes     | yes     | yes
as_of: 2026-03-11T10:00, age: 17 | no      | no      | no
as_of: 2026-03-11T10:00          | unknown | unknown | unknown
as_of: 2026-03-12T10:00, age: 18 | yes     | unknown | unknown
as_of: 2026-03-12T10:00, age: 17 | no      | unknown | unknown
as_of: 2026-03-12T10:00          | unknown | unknown | unknown
"""

SUCCESSOR = """
new = [{age: {at_least: 18}, valid_until: 2026-01-31}, {age: {at_least: 16}, valid_from: 2026-02-01}]
gap = [{age: {at_least: 18}, valid_until: 2026-01-31}, {age: {at_least: 16}, valid_from: 2026-04-01}]
other = [{age: {at_least: 18}, valid_until: 2026-01-31}, {letter: true, valid_from: 2026-02-01}]

given                                          | new | gap     | other
-----------------------------------------------+-----+---------+--------
as_of: 2026-01-31T10:00, age: 17, letter: true | no  | no      | no
as_of: 2026-01-31T10:00, age: 18, letter: true | yes | yes     | yes
as_of: 2026-03-11T10:00, age: 17, letter: true | yes | unknown | unknown
as_of: 2026-03-11T10:00, age: 15, letter: true | no  | unknown | unknown
as_of: 2026-03-11T10:00, age: 18, letter: true | yes | unknown | unknown
as_of: 2026-04-01T10:00, age: 17, letter: true | yes | yes     | unknown
as_of: 2026-04-01T10:00, age: 15, letter: true | no  | no      | unknown
"""

BESIDE_OTHERS = """
and = [{letter: true}, {age: {at_least: 18}, valid_until: 2026-01-31}]
or = [{any: [{letter: true}, {age: {at_least: 18}, valid_until: 2026-01-31}]}]
soon = [{any: [{letter: true}, {age: {at_least: 18}, valid_from: 2026-04-01}]}]

given                  | and     | or      | soon
-----------------------+---------+---------+--------
letter: true, age: 20  | unknown | yes     | yes
letter: true, age: 3   | unknown | yes     | yes
letter: false, age: 20 | no      | unknown | no
age: 20                | unknown | unknown | unknown
"""

NOTHING_IN_FORCE = """
any = [{any: [{letter: true, valid_from: 2026-04-01}]}]
not = [{not: {letter: true, valid_from: 2026-04-01}}]
nots = [{not: [{letter: true, valid_from: 2026-04-01}]}]
ended = [{not: {letter: true, valid_until: 2026-01-31}}]
whole = [{not: {letter: true}, valid_from: 2026-04-01}]

given         | any | not | nots | ended   | whole
--------------+-----+-----+------+---------+------
letter: true  | yes | yes | yes  | unknown | yes
letter: false | yes | yes | yes  | unknown | yes
nothing       | yes | yes | yes  | unknown | yes
"""


@pytest.mark.parametrize("case", cases(TODAY))
def test_the_first_and_the_last_day_are_included(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(SUCCESSOR))
def test_a_successor_replaces_a_line_that_has_ended(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(BESIDE_OTHERS))
def test_lines_with_dates_beside_others(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(NOTHING_IN_FORCE))
def test_where_no_line_is_in_force_there_is_nothing_to_fail(case: Case) -> None:
    case.check()
