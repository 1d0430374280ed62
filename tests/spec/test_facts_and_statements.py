"""Two worlds: facts and statements.

A fact nobody has asked about is unknown, and so is one the person would not tell or does not know: unknown is never no.
A statement (a constraint, an earlier contact) counts only as it is named: what is not named is not there.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

FACTS = """
letter     | true    | false
-----------+---------+--------
true       | yes     | no
false      | no      | yes
nothing    | unknown | unknown
declined   | unknown | unknown
don't know | unknown | unknown

age        | at_least: 18 | below: 18
-----------+--------------+----------
18         | yes          | no
17         | no           | yes
nothing    | unknown      | unknown
declined   | unknown      | unknown
don't know | unknown      | unknown

status     | open    | one_of: [open, pending]
-----------+---------+------------------------
open       | yes     | yes
pending    | no      | yes
refused    | no      | no
nothing    | unknown | unknown
declined   | unknown | unknown
don't know | unknown | unknown

pets       | dog     | count: 0
-----------+---------+---------
[dog]      | yes     | no
[]         | no      | yes
nothing    | unknown | unknown
declined   | unknown | unknown
don't know | unknown | unknown

children   | some: {below: 6} | count: 0
-----------+------------------+---------
[5, 9]     | yes              | no
[]         | no               | yes
nothing    | unknown          | unknown
declined   | unknown          | unknown
don't know | unknown          | unknown
"""

NEGATED_FACTS = """
given                | not: {letter: true} | not: {age: 17} | not: [{letter: true}, {age: 17}]
---------------------+---------------------+----------------+---------------------------------
letter: true         | no                  | unknown        | unknown
letter: false        | yes                 | unknown        | yes
letter: true, age: 9 | no                  | yes            | yes
declined: [letter]   | unknown             | unknown        | unknown
dont_know: [letter]  | unknown             | unknown        | unknown
nothing              | unknown             | unknown        | unknown
"""

STATEMENTS = """
stated_letter | true | false
--------------+------+------
true          | yes  | no
false         | no   | yes
nothing       | no   | yes

stated_age | at_least: 18 | at_most: 18
-----------+--------------+------------
18         | yes          | yes
17         | no           | yes
nothing    | no           | no

stated_status | open | one_of: [open, pending]
--------------+------+------------------------
open          | yes  | yes
pending       | no   | yes
nothing       | no   | no

stated_arrival | within_last: 1 year | before_last: 1 year
---------------+---------------------+--------------------
2026-01-01     | yes                 | no
2024-01-01     | no                  | yes
nothing        | no                  | no

stated_savings | at_most: 100 | above: 100
---------------+--------------+-----------
99             | yes          | no
nothing        | no           | no

stated_district | town | village
----------------+------+--------
north           | yes  | no
nothing         | no   | no

stated_pets | dog | count: 0
------------+-----+---------
[dog]       | yes | no
[]          | no  | yes
nothing     | no  | yes

stated_children | some: 3 | every: 3 | count: 0
----------------+---------+----------+---------
[3, 4]          | yes     | no       | no
[]              | no      | yes      | yes
nothing         | no      | yes      | yes
"""

NEGATED_STATEMENTS = """
given               | not: {stated_letter: true} | not: {stated_age: {at_least: 18}} | not: {stated_district: town}
--------------------+----------------------------+-----------------------------------+-----------------------------
stated_letter: true | no                         | yes                               | yes
stated_age: 18      | yes                        | no                                | yes
nothing             | yes                        | yes                               | yes
"""

DETAILS = """
given                                             | need.daily.papers.detail.pages: {at_least: 5}
--------------------------------------------------+----------------------------------------------
needs: [{need: daily.papers, detail: {pages: 5}}] | yes
needs: [{need: daily.papers, detail: {pages: 4}}] | no
needs: [daily.papers]                             | unknown
needs: [{need: daily.papers, state: unknown}]     | unknown
needs: [{need: daily.papers, state: none}]        | no
needs: [daily.food]                               | no
nothing                                           | no
"""


@pytest.mark.parametrize("case", cases(FACTS + NEGATED_FACTS))
def test_a_fact_that_is_not_known_is_unknown(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(STATEMENTS + NEGATED_STATEMENTS))
def test_a_statement_that_is_not_named_is_none(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(DETAILS))
def test_the_detail_of_a_need_is_a_fact_once_the_need_is_named(case: Case) -> None:
    case.check()
