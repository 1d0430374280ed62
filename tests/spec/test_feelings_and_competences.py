"""Feelings, readiness and competences: what the opening of a conversation gathers.

A feeling or a ruler that nobody noted is unknown. Competences count as named; of an area named several times the best
counts. Nothing here is ever a test of the person.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

FEELINGS = """
given                | feeling.shame: {at_least: 3} | feeling.shame: 0 | feeling.shame: {between: [1, 3]}
---------------------+------------------------------+------------------+---------------------------------
feelings: {shame: 4} | yes                          | no               | no
feelings: {shame: 3} | yes                          | no               | yes
feelings: {shame: 0} | no                           | yes              | no
feelings: {hope: 4}  | unknown                      | unknown          | unknown
nothing              | unknown                      | unknown          | unknown
"""

READINESS = """
important = readiness.work.job.importance: {at_least: 7}
confident = readiness.work.job.confidence: {at_least: 7}

given                                                  | important | confident
-------------------------------------------------------+-----------+----------
readiness: {work.job: {importance: 7}}                 | yes       | unknown
readiness: {work.job: {importance: 6, confidence: 10}} | no        | yes
readiness: {work.course: {importance: 9}}              | unknown   | unknown
nothing                                                | unknown   | unknown
"""

COMPETENCES = """
has = competence: cooking_hosting
both = competence: {has_all: [cooking_hosting, crafts_repair]}
wants = competence.cooking_hosting.wants_to_use: yes
skilled = competence.cooking_hosting.level5.skills: {at_least: 3}

given                                                                             | has | both | wants | skilled
----------------------------------------------------------------------------------+-----+------+-------+--------
competences: [{label: a, area: cooking_hosting}]                                  | yes | no   | no    | unknown
competences: [{label: a, area: cooking_hosting, wants_to_use: yes}]               | yes | no   | yes   | unknown
competences: [{label: a, area: cooking_hosting, level5: {skills: 3}}]             | yes | no   | no    | yes
competences: [{label: a, area: cooking_hosting, level5: {skills: 2}}]             | yes | no   | no    | no
competences: [{label: a, area: cooking_hosting}, {label: b, area: crafts_repair}] | yes | yes  | no    | unknown
competences: [{label: a, area: crafts_repair, wants_to_use: yes}]                 | no  | no   | no    | no
nothing                                                                           | no  | no   | no    | no
"""


@pytest.mark.parametrize("case", cases(FEELINGS + READINESS))
def test_a_feeling_nobody_noted_is_unknown(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(COMPETENCES))
def test_competences_count_as_named(case: Case) -> None:
    case.check()
