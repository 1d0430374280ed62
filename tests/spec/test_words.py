"""Yes-or-no facts, choices, places, providers, free words: what is the same or not.

A bare value is what the fact must be; `one_of` lists several. A place stands for everything that lies in it: north,
middle and south lie in town, the village does not.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

WORDS = """
letter  | true    | false   | one_of: [true] | one_of: [true, false]
--------+---------+---------+----------------+----------------------
true    | yes     | no      | yes            | yes
false   | no      | yes     | no             | yes
nothing | unknown | unknown | unknown        | unknown

status  | open    | one_of: [open, pending] | one_of: [refused]
--------+---------+-------------------------+------------------
open    | yes     | yes                     | no
pending | no      | yes                     | no
refused | no      | no                      | yes
nothing | unknown | unknown                 | unknown

nickname | Ada     | one_of: [Ada, Bo]
---------+---------+------------------
Ada      | yes     | yes
Bo       | no      | yes
ada      | no      | no
nothing  | unknown | unknown

free_at | Mo-Fr   | one_of: [Mo-Fr, Sa]
--------+---------+--------------------
Mo-Fr   | yes     | yes
Sa      | no      | yes
nothing | unknown | unknown

doctor     | house.cafe | house   | one_of: [house, house.cafe]
-----------+------------+---------+----------------------------
house.cafe | yes        | no      | yes
house      | no         | yes     | yes
nothing    | unknown    | unknown | unknown
"""

PLACES = """
district | north   | town    | village | one_of: [north, middle] | one_of: [town, village]
---------+---------+---------+---------+-------------------------+------------------------
north    | yes     | yes     | no      | yes                     | yes
middle   | no      | yes     | no      | yes                     | yes
south    | no      | yes     | no      | no                      | yes
town     | no      | yes     | no      | no                      | yes
village  | no      | no      | yes     | no                      | yes
nothing  | unknown | unknown | unknown | unknown                 | unknown
"""

SEVERAL_PLACES = """
homes            | some: town | every: town | has: town | has_any: [town] | has_all: [town, village]
-----------------+------------+-------------+-----------+-----------------+-------------------------
[north]          | yes        | yes         | yes       | yes             | no
[town]           | yes        | yes         | yes       | yes             | no
[village]        | no         | no          | no        | no              | no
[north, village] | yes        | no          | yes       | yes             | yes
[]               | no         | yes         | no        | no              | no
nothing          | unknown    | unknown     | unknown   | unknown         | unknown
"""


@pytest.mark.parametrize("case", cases(WORDS))
def test_the_same_or_not(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(PLACES + SEVERAL_PLACES))
def test_a_place_stands_for_all_that_lies_in_it(case: Case) -> None:
    case.check()
