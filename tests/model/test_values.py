"""Values: what each type of fact takes, and what it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders import empty, vocabulary
from cafematch.model.duration import Duration
from cafematch.model.refusals import Refused
from cafematch.model.scopes import KnownNames
from cafematch.model.values import Level

TAKEN: list[tuple[str, Any, Any]] = [
    ("letter", True, True),
    ("letter", False, False),
    ("age", 0, 0),
    ("age", 120, 120),
    ("distance", 1.5, 1.5),
    ("distance", 2, 2),
    ("arrived", "2026-03-01", date(2026, 3, 1)),
    ("in_town", "2 weeks", Duration(2, "week")),
    ("status", "open", "open"),
    ("schooling", "secondary", Level(2, 2)),
    ("pets", ["dog", "cat", "dog"], frozenset(("dog", "cat"))),
    ("pets", [], frozenset()),
    ("children", [4, 4, 1], (4, 4, 1)),
    ("homes", ["north"], ("north",)),
    ("flat", {"warm": True, "rooms": 2}, (("rooms", 2), ("warm", True))),
    ("flat", {}, ()),
    ("courses", [{"passed": True}], ((("passed", True),),)),
    ("district", "town", "town"),
    ("doctor", "house.cafe", "house.cafe"),
    ("doctor", "house", "house"),
    ("savings", 3, 3.0),
    ("savings", 0.5, 0.5),
    ("nickname", "no", "no"),
    ("free_at", "Mo-Fr 09:00-13:00", "Mo-Fr 09:00-13:00"),
]

REFUSED: list[tuple[str, Any]] = [
    ("letter", "true"),
    ("letter", 1),
    ("letter", None),
    ("age", "18"),
    ("age", 18.5),
    ("age", True),
    ("age", -1),
    ("age", 121),
    ("distance", "1.5"),
    ("arrived", "2026-02-30"),
    ("arrived", "01.03.2026"),
    ("arrived", 2026),
    ("in_town", "2"),
    ("status", "closed"),
    ("status", ["open"]),
    ("schooling", "B1"),
    ("schooling", 2),
    ("pets", "dog"),
    ("pets", ["horse"]),
    ("children", [1, "2"]),
    ("children", {"one": 1}),
    ("homes", ["nowhere"]),
    ("flat", {"doors": 2}),
    ("flat", {"rooms": "two"}),
    ("courses", {"passed": True}),
    ("district", "nowhere"),
    ("doctor", "nobody"),
    ("savings", -1),
    ("savings", "3 EUR"),
    ("nickname", 3),
    ("free_at", "Montag"),
    ("free_at", ""),
]

NAMES = KnownNames(empty().network.places, {**empty().organisation, **empty().services})


@pytest.mark.parametrize(("fact", "raw", "value"), TAKEN)
def test_taken(fact: str, raw: Any, value: Any) -> None:
    read = vocabulary().fact_types[fact].read(raw, NAMES)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("fact", "raw"), REFUSED)
def test_refused(fact: str, raw: Any) -> None:
    with pytest.raises(Refused):
        vocabulary().fact_types[fact].read(raw, NAMES)


LANGUAGES: list[tuple[Any, Any]] = [
    ({"de": "B1"}, {"listening": 3, "reading": 3, "speaking": 3, "writing": 3}),
    ({"de": {"speaking": "B2", "reading": "A1"}}, {"reading": 1, "speaking": 4}),
    ({"de": {}}, {}),
    ({"de": "native"}, {"listening": 7, "reading": 7, "speaking": 7, "writing": 7}),
]


@pytest.mark.parametrize(("raw", "skills"), LANGUAGES)
def test_a_level_for_a_language_stands_for_all_its_skills(raw: Any, skills: dict[str, int]) -> None:
    read: Any = vocabulary().fact_types["languages"].read(raw, NAMES)
    ((code, found),) = read
    assert code == "de"
    assert dict(found) == {skill: Level(rank, rank) for skill, rank in skills.items()}


@pytest.mark.parametrize("raw", [{"german": "B1"}, {"de": "B7"}, {"de": {"singing": "B1"}}, ["de"], "de", {"DE": "B1"}])
def test_languages_that_are_none(raw: Any) -> None:
    with pytest.raises(Refused):
        vocabulary().fact_types["languages"].read(raw, NAMES)


RAISED = """
1 1 | 3 | 3 3
4 4 | 3 | 4 4
0 7 | 3 | 3 7
0 2 | 3 | 3 3
"""


@pytest.mark.parametrize("row", [line.split("|") for line in RAISED.strip().splitlines()])
def test_levels_only_rise(row: list[str]) -> None:
    (low, high), rank, after = map(int, row[0].split()), int(row[1]), row[2].split()
    assert Level(low, high).raised_to(rank) == Level(*map(int, after))
