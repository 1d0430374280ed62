"""What can hold at all: nothing is called impossible that is possible, and where all can be told it is told exactly.

The oracle is not clever: it makes every person there can be of a few facts with few values, each known or not, and asks
`matching.judging.truth` about each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from builders import AS_OF, Raw, empty, raw_vocabulary
from cafematch.matching.judging.knowledge import Knowledge, NeedTruths, SetParameter
from cafematch.matching.judging.truth import UNKNOWN, YES, truth
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import All, Test, leaves, read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.profile import Competence, Profile, ProfileNeed
from cafematch.model.scopes import KnownNames, PersonScope
from cafematch.model.values import SKILLS, Level
from cafematch.model.vocabulary import Vocabulary
from cafematch.upkeep.conditions.cases import World
from cafematch.upkeep.conditions.implications import Implications
from cafematch.upkeep.conditions.satisfying import Satisfying

NOW = datetime.fromisoformat(AS_OF)
TODAY = NOW.date()

FACTS: Mapping[str, Raw] = {
    "small": {"type": "integer", "minimum": 0, "maximum": 3},
    "other": {"type": "integer", "minimum": 0, "maximum": 3},
    "said_small": {"type": "integer", "minimum": 1, "maximum": 2, "absent": "none"},
    "colour": {"type": "choice", "values": {"red": "red", "green": "green", "blue": "blue"}},
    "said_yes": {"type": "boolean", "absent": "none"},
    "said_pets": {"type": "set", "values": {"dog": "dog", "cat": "cat"}, "absent": "none"},
}
"""Facts with few values, beside those of all tests."""

SETTABLE: Mapping[str, tuple[Any, ...]] = {"first_threshold_cap": (Level(1, 1), Level(3, 3))}
"""What a parameter can be: nothing between."""


@cache
def network() -> Catalog:
    """Return a network whose people have a few small facts more."""
    said = {"section": "background", "label": "fact", "ask": "?", "why": "because"}
    raw = raw_vocabulary()
    facts = {**raw["facts"], **{name: {**said, **fact} for name, fact in FACTS.items()}}
    words = Vocabulary.model_validate({**raw, "facts": facts}, context=ReadingContext("vocabulary"))
    return empty().model_copy(update={"vocabulary": words})


def conditions(*raw: Raw) -> All:
    """Return conditions as those of a catalog are read."""
    names = KnownNames(network().network.places)
    return read_conditions(list(raw), PersonScope(network().vocabulary, names), ReadingContext())


@cache
def satisfying() -> Satisfying:
    """Return what decides about the people of the network."""
    return Satisfying(World(network().vocabulary, network().surroundings, SETTABLE), NOW)


# Everybody there can be.

Person = Mapping[str, Any]


def one_of(name: str, *values: Any) -> tuple[Person, ...]:
    """Return everybody who says nothing of a fact, or one of these values."""
    return {}, *({name: value} for value in values)


def needing(**how: Any) -> Person:
    """Return somebody with a need."""
    return {"needs": (ProfileNeed.model_construct(**how),)}


def together(*parts: Sequence[Person]) -> tuple[Person, ...]:
    """Return everybody who says something of each of several things."""
    return tuple(joined(chosen) for chosen in product(*parts))


def joined(said: Sequence[Person]) -> Person:
    """Return somebody who says all of this."""
    found: dict[str, Any] = {}
    for part in said:
        for name, value in part.items():
            found[name] = (*found[name], *value) if name in ("needs", "competences") and name in found else value
    return found


def levels_in_german() -> Iterator[Person]:
    """Yield everybody by what they speak: nothing said, no German, only speaking known, speaking and all else."""
    every = tuple(Level(rank, rank) for rank in range(8))
    yield {}
    yield {"languages": ()}
    for speaking in every:
        yield {"languages": (("de", (("speaking", speaking),)),)}
        for rest in every:
            yield {"languages": (("de", tuple((own, speaking if own == "speaking" else rest) for own in SKILLS)),)}


def with_need(term: str) -> tuple[Person, ...]:
    """Return everybody by how it stands with a need."""
    return (
        {},
        needing(need=term),
        needing(need=term, urgency="now", voiced_by="worker", wanted_now=True),
        needing(need=term, deadline=TODAY + timedelta(days=2)),
        needing(need=term, state="met", voiced_by="worker"),
        needing(need=term, state="unknown", urgency="now"),
    )


def searching() -> tuple[Person, ...]:
    """Return everybody by how it stands with the search for a home, and with homes as such."""
    return together(
        ({}, needing(need="housing"), needing(need="housing", state="none")),
        (
            {},
            *(
                needing(need="housing.search", state=state, urgency=urgency, voiced_by=by, wanted_now=now, deadline=day)
                for state, urgency, by, now, day in product(
                    ("unmet", "met", "unknown"),
                    ("later", "weeks", "days", "now"),
                    ("person", "worker"),
                    (True, False),
                    (None, TODAY + timedelta(days=2), TODAY + timedelta(days=9)),
                )
            ),
        ),
    )


def cooking() -> Iterator[Person]:
    """Yield everybody by what they can cook."""
    yield {}
    for wanted in ("yes", "no", None):
        said: dict[str, Any] = {"label": "cooks", "area": "cooking_hosting", "wants_to_use": wanted}
        yield {"competences": (Competence.model_construct(**said),)}


@dataclass(frozen=True)
class Topic:
    """Something to be said about people: the tests of it, and everybody there can be.

    `exact` says that all there is to know of it can be told.
    """

    tests: tuple[Raw, ...]
    people: tuple[Person, ...]
    exact: bool = True


def compared(name: str, *values: Any) -> tuple[Raw, ...]:
    """Return a fact compared with values in every way there is."""
    single = [{operator: value} for operator in ("at_least", "at_most", "above", "below") for value in values]
    between = [
        {"between": [low, high]} for low, high in product(values, values) if values.index(low) <= values.index(high)
    ]
    several = [{"one_of": [values[0], values[-1]]}, {"at_least": values[0], "below": values[-1]}]
    return tuple({name: test} for test in (*values, *single, *between, *several))


def held(name: str, *words: str) -> tuple[Raw, ...]:
    """Return a set that is asked for words in every way there is."""
    return (
        *({name: word} for word in words),
        {name: {"has_any": list(words)}},
        {name: {"has_all": list(words)}},
        {name: {"has_any": list(words[:2]), "has": words[-1]}},
    )


TOPICS: Mapping[str, Topic] = {
    "boolean": Topic(({"letter": True}, {"letter": False}), one_of("letter", True, False)),
    "integer": Topic(compared("small", 0, 1, 2, 3), one_of("small", 0, 1, 2, 3)),
    "integer said": Topic(compared("said_small", 1, 2), one_of("said_small", 1, 2)),
    "boolean said": Topic(({"said_yes": True}, {"said_yes": False}), one_of("said_yes", True, False)),
    "choice": Topic(
        ({"colour": "red"}, {"colour": {"one_of": ["red", "blue"]}}, {"colour": {"one_of": ["blue", "green"]}}),
        one_of("colour", "red", "green", "blue"),
    ),
    "level": Topic(
        compared("schooling", "none", "primary", "secondary", "degree"),
        one_of("schooling", *(Level(low, high) for low in range(4) for high in range(low, 4))),
    ),
    "decimal": Topic(compared("distance", 0.5, 1.5), one_of("distance", -1.0, 0.5, 1.0, 1.5, 9.0)),
    "money": Topic(compared("savings", 0, 10.0), one_of("savings", 0.0, 5.0, 10.0, 11.0)),
    "date": Topic(
        (
            *(test for test in compared("stated_arrival", "2026-03-01", "2026-03-02") if "one_of" not in str(test)),
            {"stated_arrival": {"above": "2026-03-04"}},
        ),
        one_of("stated_arrival", *(date(2026, 2, 28) + timedelta(days=days) for days in range(7))),
    ),
    "date counted from today": Topic(
        tuple(
            {"arrived": {operator: duration}}
            for operator in ("within_last", "within_next", "before_last")
            for duration in ("0 days", "2 days", "1 week")
        ),
        one_of("arrived", *(TODAY + timedelta(days=days) for days in range(-9, 10))),
    ),
    "date counted in months": Topic(
        ({"arrived": {"within_last": "1 month"}}, {"arrived": {"before_last": "30 days"}}, {"arrived": "2026-03-01"}),
        one_of("arrived", *(TODAY + timedelta(days=days) for days in range(-33, 3))),
        exact=False,
    ),
    "set": Topic(
        held("pets", "dog", "cat"),
        one_of("pets", *map(frozenset, ((), ("dog",), ("cat",), ("dog", "cat"), ("bird",), ("dog", "bird")))),
    ),
    "set said": Topic(
        held("said_pets", "dog", "cat"), one_of("said_pets", *map(frozenset, (("dog",), ("cat",), ("dog", "cat"))))
    ),
    "set counted": Topic(
        (*held("said_pets", "dog", "cat"), {"said_pets": {"count": 0}}, {"said_pets": {"count": {"at_least": 2}}}),
        one_of("said_pets", *map(frozenset, (("dog",), ("cat",), ("dog", "cat")))),
        exact=False,
    ),
    "list": Topic(
        ({"children": {"some": {"below": 2}}}, {"children": {"every": {"above": 1}}}, {"children": {"count": 0}}),
        one_of("children", (), (1,), (2,), (1, 2)),
        exact=False,
    ),
    "place": Topic(
        ({"district": "north"}, {"district": "town"}, {"district": {"one_of": ["town", "village"]}}),
        one_of("district", "town", "north", "middle", "south", "village"),
        exact=False,  # people may also live elsewhere
    ),
    "from another fact": Topic(
        (
            {"small": {"at_least": {"from": "other"}}},
            {"small": {"at_most": 1}},
            {"other": 3},
            {"small": {"from": "other"}},
        ),
        together(one_of("small", 0, 1, 2, 3), one_of("other", 0, 1, 2, 3)),
        exact=False,
    ),
    "needs": Topic(
        (*held("need", "housing.search", "housing.no_bed", "housing"), {"not": {"need": "housing"}}),
        together(
            ({}, needing(need="housing"), needing(need="housing", state="none")),
            with_need("housing.search")[:2],
            with_need("housing.no_bed"),
        ),
    ),
    "needs unnamed": Topic(
        held("need", "safety", "safety.violence"),
        together(({}, needing(need="safety"), needing(need="safety", state="none")), with_need("safety.violence")),
    ),
    "needs counted": Topic(
        (*held("need", "housing.search", "housing"), {"need": {"count": {"at_least": 1}}}),
        with_need("housing.search"),
        exact=False,
    ),
    "attributes of needs": Topic(
        (
            {"need": "housing.search"},
            {"need": "housing"},
            {"need.housing.search.voiced_by": "person"},
            {"need.housing.search.wanted_now": True},
            *compared("need.housing.search.urgency", "weeks", "now"),
            {"need.housing.search.deadline": {"within_next": "3 days"}},
            {"need.housing.search.state": "met"},
            {"need.housing.search.state": {"one_of": ["unmet", "unknown"]}},
        ),
        searching(),
    ),
    "details of needs": Topic(
        compared("need.daily.papers.detail.pages", 0, 1),
        together(one_of("need.daily.papers.detail.pages", -1, 0, 1, 2), with_need("daily.papers")[:2]),
    ),
    "language": Topic(
        (*compared("language.de", "A1", "B1", "C2"), *compared("language.de.speaking", "A2", "B1")),
        tuple(levels_in_german()),
    ),
    "feeling": Topic(compared("feeling.shame", 0, 3, 4), one_of("feeling.shame", 0, 1, 2, 3, 4)),
    "parameter": Topic(
        compared("parameter.first_threshold_cap", "T0", "T1", "T2", "T3"),
        tuple({"parameter.first_threshold_cap": value} for value in SETTABLE["first_threshold_cap"]),
    ),
    "competence": Topic(
        ({"competence": "cooking_hosting"}, {"competence.cooking_hosting.wants_to_use": "yes"}),
        tuple(cooking()),
    ),
}


@lru_cache(maxsize=20)
def everybody(*topics: str) -> tuple[Knowledge, ...]:
    """Return everybody there can be, as far as these topics tell them apart."""
    return tuple(map(known, together(*(TOPICS[topic].people for topic in topics))))


def known(said: Person) -> Knowledge:
    """Return what is known of somebody."""
    catalog, values = network(), dict(said)
    needs = values.pop("needs", ())
    feelings = {name.removeprefix("feeling."): values.pop(name) for name in [*values] if name.startswith("feeling.")}
    set_ = {name: values.pop(name) for name in [*values] if name.startswith("parameter.")}
    parameters = {name.partition(".")[2]: SetParameter(name, value, ()) for name, value in set_.items()}
    competences = values.pop("competences", ())
    profile = Profile.model_construct(needs=needs, feelings=feelings, competences=competences)
    truths = NeedTruths(catalog.vocabulary, needs)
    return Knowledge(catalog, profile, NOW, values, truths, parameters=parameters)


# What is asked of them.


@st.composite
def trees(draw: st.DrawFn, tests: Sequence[Raw], depth: int = 2, notes: bool = False) -> Raw:
    """Draw one line, made of these tests."""
    shape = draw(st.sampled_from(("test", "test", "any", "all", "not"))) if depth else "test"
    note = draw(st.sampled_from(NOTES)) if notes else {}
    if shape == "test":
        return {**draw(st.sampled_from(tests)), **note}
    inner = trees(tests, depth - 1, notes)
    if shape == "not":
        return {"not": draw(inner), **note}
    return {shape: draw(st.lists(inner, min_size=1, max_size=3)), **note}


NOTES: tuple[Raw, ...] = (
    {},
    {},
    {"if_unknown": "yes"},
    {"valid_from": "2026-04-01"},
    {"valid_until": "2026-03-31"},
    {"valid_until": "2026-03-10"},
)


@dataclass(frozen=True)
class Question:
    """Two conditions and what they are about."""

    topics: tuple[str, ...]
    lines: tuple[Raw, ...]
    other: tuple[Raw, ...]

    @property
    def exact(self) -> bool:
        """Whether all there is to know can be told."""
        return all(TOPICS[topic].exact for topic in self.topics)


@st.composite
def questions(draw: st.DrawFn, notes: bool = False) -> Question:
    """Draw conditions about one or two topics."""
    topics = tuple(sorted(set(draw(st.lists(st.sampled_from(sorted(TOPICS)), min_size=1, max_size=2)))))
    lines = st.lists(
        trees([test for topic in topics for test in TOPICS[topic].tests], notes=notes), min_size=1, max_size=3
    )
    return Question(topics, tuple(draw(lines)), tuple(draw(lines)))


def knows_all(person: Knowledge, asked: All) -> bool:
    """Return whether nothing that conditions look at is unknown of a person."""
    return all(truth(Test(leaf.subject, leaf.check), person) is not UNKNOWN for leaf in leaves(asked))


def on_every_day(people: Sequence[Knowledge]) -> Iterator[Knowledge]:
    """Yield people as they are today, and on the days on which a line may have begun or ended."""
    for person in people:
        for day in (NOW, datetime(2026, 4, 1), datetime(2026, 6, 1)):
            yield Knowledge(
                person.catalog, person.profile, day, person.values, person.needs, parameters=person.parameters
            )


@given(questions())
def test_never_and_always_and_what_follows(question: Question) -> None:
    asked, other = conditions(*question.lines), conditions(*question.other)
    people = everybody(*question.topics)
    found = satisfying().never(asked), satisfying().always(asked), satisfying().follows(other, asked)
    true = (
        not any(truth(asked, person) is YES for person in people),
        all(truth(asked, person) is YES for person in people if knows_all(person, asked)),
        all(truth(other, person) is YES for person in people if truth(asked, person) is YES),
    )
    assert all(is_so for is_said, is_so in zip(found, true, strict=True) if is_said)
    if question.exact:
        assert found == true


@given(questions(notes=True))
def test_lines_with_dates_and_lines_that_count_when_unknown(question: Question) -> None:
    asked, other = conditions(*question.lines), conditions(*question.other)
    people = tuple(on_every_day(everybody(*question.topics)))
    if satisfying().never(asked):
        assert not any(truth(asked, person) is YES for person in people)
    if satisfying().always(asked):
        assert all(truth(asked, person) is YES for person in people if knows_all(person, asked))
    if satisfying().follows(other, asked):
        assert all(truth(other, person) is YES for person in people if truth(asked, person) is YES)


@given(questions())
def test_what_implies_another_is_what_it_follows_from(question: Question) -> None:
    asked, other = conditions(*question.lines), conditions(*question.other)
    found = Implications(satisfying()).implies(asked, other)
    true = asked == other or (satisfying().follows(other, asked) and not satisfying().never(asked))
    if not any(satisfying().follows(line) for line in other.parts):  # else it says nothing, and is not looked for
        assert found == true
    assert true or not found
