"""Dates: earlier and later, and how near to the day of the answer, 2026-03-11 in these tables.

`at_least` is that day or later. `within_last` and `within_next` include both ends and today; `before_last` is what
`within_last` has left behind. Months and years follow the calendar.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

COMPARED = """
arrived    | 2026-03-01 | at_least: 2026-03-01 | at_most: 2026-03-01 | above: 2026-03-01 | below: 2026-03-01
-----------+------------+----------------------+---------------------+-------------------+------------------
2026-02-28 | no         | no                   | yes                 | no                | yes
2026-03-01 | yes        | yes                  | yes                 | no                | no
2026-03-02 | no         | yes                  | no                  | yes               | no
nothing    | unknown    | unknown              | unknown             | unknown           | unknown

arrived    | between: [2026-03-01, 2026-03-02] | at_least: 2026-03-01, below: 2026-03-02
-----------+-----------------------------------+----------------------------------------
2026-02-28 | no                                | no
2026-03-01 | yes                               | yes
2026-03-02 | yes                               | no
2026-03-03 | no                                | no
nothing    | unknown                           | unknown
"""

PAST = """
arrived    | within_last: 2 weeks | before_last: 2 weeks | within_last: 1 month | before_last: 1 year
-----------+----------------------+----------------------+----------------------+--------------------
2025-03-10 | no                   | yes                  | no                   | yes
2025-03-11 | no                   | yes                  | no                   | no
2026-02-10 | no                   | yes                  | no                   | no
2026-02-11 | no                   | yes                  | yes                  | no
2026-02-24 | no                   | yes                  | yes                  | no
2026-02-25 | yes                  | no                   | yes                  | no
2026-03-11 | yes                  | no                   | yes                  | no
2026-03-12 | no                   | no                   | no                   | no
nothing    | unknown              | unknown              | unknown              | unknown
"""

FUTURE = """
arrived    | within_next: 2 weeks | within_next: 1 month | within_next: 1 day
-----------+----------------------+----------------------+-------------------
2026-03-10 | no                   | no                   | no
2026-03-11 | yes                  | yes                  | yes
2026-03-12 | yes                  | yes                  | yes
2026-03-13 | yes                  | yes                  | no
2026-03-25 | yes                  | yes                  | no
2026-03-26 | no                   | yes                  | no
2026-04-11 | no                   | yes                  | no
2026-04-12 | no                   | no                   | no
nothing    | unknown              | unknown              | unknown
"""

CALENDAR = """
given                                        | arrived: {within_last: 1 month} | arrived: {within_last: 1 year}
---------------------------------------------+---------------------------------+-------------------------------
as_of: 2026-03-31T10:00, arrived: 2026-02-28 | yes                             | yes
as_of: 2026-03-31T10:00, arrived: 2026-02-27 | no                              | yes
as_of: 2028-02-29T10:00, arrived: 2027-02-28 | no                              | yes
as_of: 2028-02-29T10:00, arrived: 2027-02-27 | no                              | no
"""


@pytest.mark.parametrize("case", cases(COMPARED))
def test_earlier_and_later(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(PAST + FUTURE + CALENDAR))
def test_near_to_today(case: Case) -> None:
    case.check()
