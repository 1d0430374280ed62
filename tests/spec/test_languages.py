"""Levels of language: a level for all skills, or one for each; an unnamed skill may be anything.

`language.de` asks for all four skills, so the weakest counts; `language.de.speaking` asks for one. A level that is only
known to lie between two bounds passes surely, surely not, or perhaps. Who named their languages and left one out does
not speak it; who named none has not been asked.
"""

from __future__ import annotations

import pytest

from spec.tables import Case, cases

ALL_SKILLS = """
least = language.de: {at_least: B1}
most = language.de: {at_most: B1}
above = language.de: {above: B1}

given                   | least   | most    | language.de: B1 | above
------------------------+---------+---------+-----------------+--------
languages: {de: A2}     | no      | yes     | no              | no
languages: {de: B1}     | yes     | yes     | yes             | no
languages: {de: B2}     | yes     | no      | no              | yes
languages: {de: native} | yes     | no      | no              | yes
languages: {ar: native} | no      | yes     | no              | no
languages: {}           | no      | yes     | no              | no
nothing                 | unknown | unknown | unknown         | unknown
"""

MORE_TESTS = """
given               | language.de: {below: B1} | language.de: {between: [A2, B1]} | language.de: {one_of: [A2, B2]}
--------------------+--------------------------+----------------------------------+--------------------------------
languages: {de: A1} | yes                      | no                               | no
languages: {de: A2} | yes                      | yes                              | yes
languages: {de: B1} | no                       | yes                              | no
languages: {de: B2} | no                       | no                               | yes
nothing             | unknown                  | unknown                          | unknown
"""

ONE_SKILL = """
speaks = language.de.speaking: {at_least: B1}
reads = language.de.reading: {at_least: B1}
all = language.de: {at_least: B1}

given                                                                    | speaks  | reads   | all
-------------------------------------------------------------------------+---------+---------+--------
languages: {de: B1}                                                      | yes     | yes     | yes
languages: {de: {speaking: B2}}                                          | yes     | unknown | unknown
languages: {de: {speaking: A2}}                                          | no      | unknown | no
languages: {de: {speaking: B2, reading: A1}}                             | yes     | no      | no
languages: {de: {speaking: B2, reading: B2}}                             | yes     | yes     | unknown
languages: {de: {speaking: B1, reading: B1, listening: B1, writing: B1}} | yes     | yes     | yes
languages: {ar: native}                                                  | no      | no      | no
nothing                                                                  | unknown | unknown | unknown
"""

INTERVALS = """
condition                          | weak    | strong
-----------------------------------+---------+--------
language.de: {at_least: A2}        | no      | unknown
language.de: {above: A2}           | no      | unknown
language.de: {at_most: A2}         | yes     | unknown
language.de: {below: A2}           | yes     | unknown
language.de: {at_most: C1}         | yes     | yes
language.de: {above: C1}           | no      | no
language.de: {between: [A1, A2]}   | unknown | unknown
language.de: {between: [B2, C1]}   | no      | unknown
language.de: {one_of: [A1, B1]}    | unknown | unknown
language.de: {one_of: [B2, C2]}    | no      | unknown
language.de: A1                    | unknown | unknown
language.de: C2                    | no      | no
not: {language.de: {at_least: A2}} | yes     | unknown
"""

WEAK_AND_STRONG = """
weak = languages: {de: {speaking: A1}}
strong = languages: {de: {speaking: C1}}
"""


@pytest.mark.parametrize("case", cases(ALL_SKILLS + MORE_TESTS))
def test_the_weakest_skill_counts(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(ONE_SKILL))
def test_one_skill(case: Case) -> None:
    case.check()


@pytest.mark.parametrize("case", cases(WEAK_AND_STRONG + INTERVALS))
def test_a_level_that_is_not_exactly_known(case: Case) -> None:
    case.check()
