"""Sets, lists and records: what is among several.

A bare value or `has` asks for one member, `has_all` for all of them, `has_any` for one of them. `some` and `every` hold
a further test of the members of a list, `count` a test of how many there are. Every member of an empty list passes. Of
a record only what is tested counts, and a field that is not filled in passes no test.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

SETS = """
pets        | dog     | has: dog | has_any: [dog, cat] | has_all: [dog, cat] | count: {at_least: 2} | count: 1
------------+---------+----------+---------------------+---------------------+----------------------+---------
[]          | no      | no       | no                  | no                  | no                   | no
[dog]       | yes     | yes      | yes                 | no                  | no                   | yes
[cat]       | no      | no       | yes                 | no                  | no                   | yes
[dog, cat]  | yes     | yes      | yes                 | yes                 | yes                  | no
[cat, bird] | no      | no       | yes                 | no                  | yes                  | no
nothing     | unknown | unknown  | unknown             | unknown             | unknown              | unknown
"""

LISTS = """
children | some: {below: 3} | every: {below: 3} | some: 1 | count: 2 | has: 1  | has_any: [1, 2] | has_all: [1, 2]
---------+------------------+-------------------+---------+----------+---------+-----------------+----------------
[]       | no               | yes               | no      | no       | no      | no              | no
[1]      | yes              | yes               | yes     | no       | yes     | yes             | no
[1, 4]   | yes              | no                | yes     | yes      | yes     | yes             | no
[2, 1]   | yes              | yes               | yes     | yes      | yes     | yes             | yes
[4, 4]   | no               | no                | no      | yes      | no      | no              | no
nothing  | unknown          | unknown           | unknown | unknown  | unknown | unknown         | unknown
"""

RECORDS = """
passed = courses: {some: {passed: true}}
recent = courses: {some: {passed: true, on: {within_last: 1 year}}}
german = courses: {every: {subject: German}}
failed = courses: {some: {passed: false}}

given                                         | passed  | recent  | german  | failed
----------------------------------------------+---------+---------+---------+--------
courses: []                                   | no      | no      | yes     | no
courses: [{subject: German, passed: true}]    | yes     | no      | yes     | no
courses: [{passed: true, on: 2026-01-01}]     | yes     | yes     | no      | no
courses: [{passed: true, on: 2020-01-01}]     | yes     | no      | no      | no
courses: [{subject: German}, {passed: false}] | no      | no      | no      | yes
courses: [{passed: true}, {on: 2026-01-01}]   | yes     | no      | no      | no
nothing                                       | unknown | unknown | unknown | unknown
"""

ONE_RECORD = """
both = flat: {rooms: {at_least: 2}, warm: true}

given                        | flat: {rooms: {at_least: 2}} | flat: {warm: true} | both
-----------------------------+------------------------------+--------------------+--------
flat: {rooms: 2, warm: true} | yes                          | yes                | yes
flat: {rooms: 1, warm: true} | no                           | yes                | no
flat: {rooms: 3}             | yes                          | no                 | no
nothing                      | unknown                      | unknown            | unknown
"""

STATED_RECORDS = """
bad = previous_contacts: {some: {experience: bad}}
here = previous_contacts: {some: {organisation: house, experience: bad}}
often = previous_contacts: {count: {at_least: 2}}

given                                                         | bad | here | often
--------------------------------------------------------------+-----+------+------
previous_contacts: [{organisation: house}]                    | no  | no   | no
previous_contacts: [{organisation: house, experience: bad}]   | yes | yes  | no
previous_contacts: [{organisation: house}, {experience: bad}] | yes | no   | yes
nothing                                                       | no  | no   | no
"""


@pytest.mark.parametrize("case", cases(SETS))
def test_sets(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(LISTS))
def test_lists(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(RECORDS + ONE_RECORD + STATED_RECORDS))
def test_records(case: Case) -> None:
    case.check()
