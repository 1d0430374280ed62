"""What if: assumptions are read as a profile is, and the profile itself stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

from cafematch import InvalidData, Profile
from cafematch.reading.loading import read_profile
from cafematch.reading.supposing import suppose
from cafematch.reading.writing import said_in
from shipped import neuwerder

SAID: dict[str, Any] = {
    "needs": ["money.debts", {"need": "housing.search", "urgency": "later"}],
    "feelings": {"overwhelm": 3},
    "background": {"age": 34},
    "constraints": {"languages": {"de": "A2", "ar": "native"}},
}

# assumption | where it stands afterwards | what stands there
TABLE = """
age=17                               | background.age                     | 17
residence_basis=tolerated            | background.residence_basis         | tolerated
language.de=B1                       | constraints.languages.de           | B1
language.local=B1                    | constraints.languages.de           | B1
language.de.reading=A1               | constraints.languages.de.reading   | A1
feeling.overwhelm=0                  | feelings.overwhelm                 | 0
feeling.shame=2                      | feelings.shame                     | 2
readiness.work.training.importance=9 | readiness.work.training.importance | 9
need.money.debts=now                 | needs.0.urgency                    | now
need.money.debts=met                 | needs.0.state                      | met
need.housing.search=false            | needs.1.state                      | none
need.housing.search.wanted_now=true  | needs.1.wanted_now                 | True
need.basic.food_today=now            | needs.2.need                       | basic.food_today
availability=Mo-Fr 09:00-12:00       | constraints.availability           | Mo-Fr 09:00-12:00
age=                                 | background.age                     | nothing
language.de=                         | constraints.languages.de           | nothing
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in TABLE.strip().splitlines()]


def at(value: Any, path: str) -> str:
    """Return what stands at a path as text; a term has dots of its own, so the longest key that fits is taken."""
    if not path:
        return str(value)
    if isinstance(value, list):
        index, _, rest = path.partition(".")
        return at(value[int(index)], rest)
    key = max((key for key in value if path == key or path.startswith(f"{key}.")), key=len, default=None)
    return "nothing" if key is None else at(value[key], path[len(key) + 1 :])


@pytest.mark.parametrize(("assumption", "path", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_an_assumption_stands_where_a_profile_has_it(assumption: str, path: str, expected: str) -> None:
    catalog = neuwerder().catalog
    today = read_profile(SAID, catalog)
    supposed = said_in(suppose(today, [assumption], catalog), catalog.vocabulary)
    assert at(supposed, path) == expected
    assert today == read_profile(SAID, catalog)


def test_a_need_taken_back_is_not_named() -> None:
    catalog = neuwerder().catalog
    supposed = suppose(read_profile(SAID, catalog), ["need.money.debts="], catalog)
    assert [need.need for need in supposed.needs] == ["housing.search"]


def test_everything_that_cannot_be_assumed_is_told_at_once() -> None:
    wrong = ["langage.de=B1", "language.de=X9", "age=old", "need.money.debt=now", "need.money.debts=soon", "nothing"]
    with pytest.raises(InvalidData) as caught:
        suppose(Profile(), wrong, neuwerder().catalog)
    assert str(caught.value).split("\n\n") == [
        "what if 'language.de=X9': expected one of A0, A1, A2, B1, B2, C1, C2, native; found 'X9' [not-a-level]",
        "what if 'nothing': expected a name, '=' and a value [not-an-assumption]\n  hint: write it as in language.de=B1",
        "what if 'langage.de=B1': there is no fact 'langage.de' [unknown-fact]\n  hint: did you mean 'language.de'?",
        "what if 'need.money.debt=now': there is no fact 'need.money.debt' [unknown-fact]\n"
        "  hint: did you mean 'need.money.debts'?",
        "what if 'need.money.debts=soon': expected a state or an urgency of the need, found 'soon' [unknown-value]",
        "what if 'age=old': expected a whole number, found 'old' [wrong-type]",
    ]
