"""Numbers, amounts of money, lengths of time, levels: what can be more or less.

`at_least`, `at_most` and `between` include their bounds, `above` and `below` do not. Several tests of one value must
all pass. Lengths of time compare by their length, whatever their unit.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

INTEGER = """
age     | 18      | at_least: 18 | at_most: 18 | above: 18 | below: 18
--------+---------+--------------+-------------+-----------+----------
17      | no      | no           | yes         | no        | yes
18      | yes     | yes          | yes         | no        | no
19      | no      | yes          | no          | yes       | no
nothing | unknown | unknown      | unknown     | unknown   | unknown
"""

RANGES = """
age     | between: [12, 26] | at_least: 12, at_most: 26 | above: 12, below: 26 | one_of: [12, 26] | between: [12, 12]
--------+-------------------+---------------------------+----------------------+------------------+------------------
11      | no                | no                        | no                   | no               | no
12      | yes               | yes                       | no                   | yes              | yes
20      | yes               | yes                       | yes                  | no               | no
26      | yes               | yes                       | no                   | yes              | no
27      | no                | no                        | no                   | no               | no
nothing | unknown           | unknown                   | unknown              | unknown          | unknown
"""

DECIMAL = """
distance | 1.5     | at_least: 1.5 | at_most: 1.5 | above: 1 | below: 2 | between: [1.5, 2] | one_of: [1, 1.5]
---------+---------+---------------+--------------+----------+----------+-------------------+-----------------
1        | no      | no            | yes          | no       | yes      | no                | yes
1.5      | yes     | yes           | yes          | yes      | yes      | yes               | yes
2        | no      | yes           | no           | yes      | no       | yes               | no
nothing  | unknown | unknown       | unknown      | unknown  | unknown  | unknown           | unknown
"""

MONEY = """
savings | 100     | at_least: 100 | at_most: 100 | above: 100 | below: 100 | between: [50, 100] | one_of: [0, 100]
--------+---------+---------------+--------------+------------+------------+--------------------+-----------------
0       | no      | no            | yes          | no         | yes        | no                 | yes
99.99   | no      | no            | yes          | no         | yes        | yes                | no
100.00  | yes     | yes           | yes          | no         | no         | yes                | yes
100.01  | no      | yes           | no           | yes        | no         | no                 | no
nothing | unknown | unknown       | unknown      | unknown    | unknown    | unknown            | unknown
"""

DURATION = """
in_town | 2 weeks | at_least: 2 weeks | at_most: 2 weeks | above: 2 weeks | below: 2 weeks
--------+---------+-------------------+------------------+----------------+---------------
at once | no      | no                | yes              | no             | yes
13 days | no      | no                | yes              | no             | yes
2 weeks | yes     | yes               | yes              | no             | no
1 month | no      | yes               | no               | yes            | no
1 year  | no      | yes               | no               | yes            | no
nothing | unknown | unknown           | unknown          | unknown        | unknown

in_town | between: [1 week, 1 month] | one_of: [1 day, 2 weeks]
--------+----------------------------+-------------------------
6 days  | no                         | no
1 week  | yes                        | no
2 weeks | yes                        | yes
1 month | yes                        | no
31 days | no                         | no
nothing | unknown                    | unknown
"""

SAME_LENGTH = """
in_town   | 2 weeks | one_of: [2 weeks] | between: [2 weeks, 2 weeks] | above: 2 weeks | below: 2 weeks
----------+---------+-------------------+-----------------------------+----------------+---------------
14 days   | yes     | yes               | yes                         | no             | no
336 hours | yes     | yes               | yes                         | no             | no
"""

LEVEL = """
schooling | primary | at_least: primary | at_most: primary | above: primary | below: primary
----------+---------+-------------------+------------------+----------------+---------------
none      | no      | no                | yes              | no             | yes
primary   | yes     | yes               | yes              | no             | no
secondary | no      | yes               | no               | yes            | no
degree    | no      | yes               | no               | yes            | no
nothing   | unknown | unknown           | unknown          | unknown        | unknown

schooling | between: [primary, secondary] | one_of: [none, primary] | at_least: primary, below: degree
----------+-------------------------------+-------------------------+---------------------------------
none      | no                            | yes                     | no
primary   | yes                           | yes                     | yes
secondary | yes                           | no                      | yes
degree    | no                            | no                      | no
nothing   | unknown                       | unknown                 | unknown
"""


@pytest.mark.parametrize("case", cases(INTEGER + RANGES + DECIMAL))
def test_numbers(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(MONEY))
def test_money(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(DURATION + SAME_LENGTH))
def test_durations(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(LEVEL))
def test_levels(case: Case) -> None:
    case.check()
