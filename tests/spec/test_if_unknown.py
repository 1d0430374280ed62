"""`if_unknown: yes`: where not knowing is reason enough to act, as in a safeguard.

It turns an unknown into a yes and nothing else: a yes stays yes and a no stays no.
"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from builders import conditions
from spec.tables import Case, cases

ONE_LINE = """
line = letter: true, if_unknown: yes
need = need: safety.violence, if_unknown: yes
detail = need.daily.papers.detail.pages: {at_least: 5}, if_unknown: yes

given                                             | line | need | detail
--------------------------------------------------+------+------+-------
letter: true                                      | yes  | yes  | no
letter: false                                     | no   | yes  | no
needs: [safety.violence]                          | yes  | yes  | no
needs: [{need: safety.violence, state: none}]     | yes  | no   | no
needs: [daily.papers]                             | yes  | yes  | yes
needs: [{need: daily.papers, detail: {pages: 4}}] | yes  | yes  | no
declined: [letter]                                | yes  | yes  | no
nothing                                           | yes  | yes  | no
"""

INSIDE = """
and = [{letter: true, if_unknown: yes}, {proof: true}]
or = [{any: [{letter: true, if_unknown: yes}, {proof: true}]}]
not = [{not: {letter: true, if_unknown: yes}}]
whole = [{any: [{letter: true}, {proof: true}], if_unknown: yes}]

given                       | and     | or      | not | whole
----------------------------+---------+---------+-----+------
nothing                     | unknown | yes     | no  | yes
proof: true                 | yes     | yes     | no  | yes
proof: false                | no      | yes     | no  | yes
letter: false               | no      | unknown | yes | yes
letter: false, proof: false | no      | no      | yes | no
"""


@pytest.mark.parametrize("case", cases(ONE_LINE + INSIDE))
def test_unknown_counts_as_yes_where_a_line_says_so(case: Case) -> None:
    case.check()


def test_there_is_no_other_word_for_it() -> None:
    with pytest.raises(ValidationError, match="expected 'if_unknown: yes' or nothing"):
        conditions([{"letter": True, "if_unknown": "no"}])
