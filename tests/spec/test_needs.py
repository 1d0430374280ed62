"""Needs: what a person has named, how it stands, and what a domain stands for.

An unmet need is there. A need that is met, declined or said to be none is not. One that may be there is unknown, and so
is silence about the dangers that the vocabulary marks `unnamed: unknown`. A domain stands for all its terms.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

STATES = """
given                                      | need: work.job | need: work | not: {need: work.job} | need: {count: 1}
-------------------------------------------+----------------+------------+-----------------------+-----------------
needs: [work.job]                          | yes            | yes        | no                    | yes
needs: [{need: work.job, state: unmet}]    | yes            | yes        | no                    | yes
needs: [{need: work.job, state: unknown}]  | unknown        | unknown    | unknown               | no
needs: [{need: work.job, state: met}]      | no             | no         | yes                   | no
needs: [{need: work.job, state: declined}] | no             | no         | yes                   | no
needs: [{need: work.job, state: none}]     | no             | no         | yes                   | no
nothing                                    | no             | no         | yes                   | no
"""

UNNAMED = """
given                                         | need: safety.violence | need: safety.threat | need: safety
----------------------------------------------+-----------------------+---------------------+-------------
nothing                                       | unknown               | unknown             | unknown
needs: [safety.violence]                      | yes                   | unknown             | yes
needs: [{need: safety.violence, state: none}] | no                    | unknown             | unknown
needs: [{need: safety.violence, state: met}]  | no                    | unknown             | unknown
needs: [{need: safety, state: none}]          | no                    | no                  | no
needs: [{need: safety, state: met}]           | no                    | no                  | no
"""

DOMAINS = """
given                                | need: housing | need: housing.search | need: housing.no_bed | need: work
-------------------------------------+---------------+----------------------+----------------------+-----------
needs: [housing.search]              | yes           | yes                  | no                   | no
needs: [housing]                     | yes           | unknown              | unknown              | no
needs: [housing, housing.search]     | yes           | yes                  | no                   | no
needs: [{need: housing, state: met}] | no            | no                   | no                   | no
nothing                              | no            | no                   | no                   | no
"""

DOMAINS_OF_DANGER = """
given                            | need: safety | need: safety.violence | need: safety.threat
---------------------------------+--------------+-----------------------+--------------------
needs: [safety]                  | yes          | unknown               | unknown
needs: [safety, safety.violence] | yes          | yes                   | unknown
"""

SEVERAL = """
any = need: {has_any: [work.job, daily.food]}
all = need: {has_all: [work.job, daily.food]}

given                                                 | any     | all     | need: {has: work.job}
------------------------------------------------------+---------+---------+----------------------
needs: [work.job]                                     | yes     | no      | yes
needs: [work.job, daily.food]                         | yes     | yes     | yes
needs: [{need: work.job, state: unknown}, daily.food] | yes     | unknown | unknown
needs: [{need: work.job, state: unknown}]             | unknown | no      | unknown
nothing                                               | no      | no      | no
"""

COUNTED = """
given                          | need: {count: {at_least: 1}} | need: {count: {at_least: 2}}
-------------------------------+------------------------------+-----------------------------
needs: [work.job]              | yes                          | no
needs: [work.job, work.course] | yes                          | yes
needs: [work, work.course]     | yes                          | no
needs: [work]                  | yes                          | no
needs: [safety]                | yes                          | no
nothing                        | no                           | no
"""

URGENCY = """
urgent = need.work.job.urgency: {at_least: days}
domain = need.work.urgency: {at_least: days}

given                                                                        | urgent | domain
-----------------------------------------------------------------------------+--------+-------
needs: [{need: work.job, urgency: now}]                                      | yes    | yes
needs: [{need: work.job, urgency: days}]                                     | yes    | yes
needs: [work.job]                                                            | no     | no
needs: [{need: work.job, urgency: later}]                                    | no     | no
needs: [{need: work.course, urgency: now}]                                   | no     | yes
needs: [{need: work.course, urgency: later}, {need: work.job, urgency: now}] | yes    | yes
nothing                                                                      | no     | no
"""

ATTRIBUTES = """
soon = need.work.job.deadline: {within_next: 2 weeks}
said = need.work.job.voiced_by: person
wanted = need.work.job.wanted_now: true
met = need.work.job.state: met

given                                           | soon | said | wanted | met
------------------------------------------------+------+------+--------+----
needs: [work.job]                               | no   | yes  | no     | no
needs: [{need: work.job, deadline: 2026-03-20}] | yes  | yes  | no     | no
needs: [{need: work.job, deadline: 2026-04-20}] | no   | yes  | no     | no
needs: [{need: work.job, voiced_by: worker}]    | no   | no   | no     | no
needs: [{need: work.job, wanted_now: true}]     | no   | yes  | yes    | no
needs: [{need: work.job, state: met}]           | no   | yes  | no     | yes
nothing                                         | no   | no   | no     | no
"""


@pytest.mark.parametrize("case", cases(STATES))
def test_a_need_counts_as_it_stands(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(UNNAMED))
def test_silence_about_a_danger_is_unknown(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(DOMAINS + DOMAINS_OF_DANGER))
def test_a_domain_stands_for_its_terms(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(SEVERAL + COUNTED))
def test_several_needs(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(URGENCY + ATTRIBUTES))
def test_what_is_said_about_a_need(case: Case) -> None:
    case.check()
