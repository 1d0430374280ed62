"""Small networks, rules and persons, drawn at random: only such as the documents accept.

A `Situation` holds them as files would say them, so that a failing one can be read and written down. Networks have
4 to 10 services in 2 to 4 organisations, with requirements of every sort, chains of up to five prerequisites, services
that open each other, doors with hours and barriers, helpers, hand-overs, and rules of every kind.

Everything is decided by dice that read one string of bytes, which hypothesis draws and makes simpler: a zero is always
the simplest choice, and a string that has ended goes on as zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pprint import pformat
from typing import Any, TypeVar

from hypothesis import strategies as st

from builders import Raw, catalog, profile, rules
from cafematch import Matcher, Profile, Suggestion
from cafematch.matching.judging.knowledge import ActingRule, Knowledge, know
from cafematch.matching.judging.verdicts import Judgement, judge
from cafematch.matching.planning.plans import Plan, plan
from cafematch.matching.planning.problem import Problem, pose
from cafematch.model.catalog import Catalog
from cafematch.model.rules import WEIGHTS_OF_COST, WEIGHTS_OF_GAIN, RuleSet

T = TypeVar("T")

NEEDS = ("work.job", "housing.rent_debts", "daily.food", "work.course", "housing.no_bed", "safety.violence")
OPENING_FACTS = ("letter", "proof", "permit", "form", "certificate")
"""Facts that steps make true."""
KINDS = ("advice", "shelter", "course", "office")
HELPERS = ("interpreting", "childcare", "companion", "paper_help")
LEVELS = ("A1", "A2", "B1", "B2")
PLACES = ("middle", "north", "south", "town", "village")
HOURS = ("Mo-Fr 09:00-17:00", "Tu 09:00-12:00", "We 14:00-16:00", "Sa 10:00-12:00")
AREAS = ("cooking_hosting", "crafts_repair")
FEELINGS = ("shame", "hope", "distrust_services")
ORGANISATIONS = ("house", "east", "west", "lake")


PARTS = ("services", "handovers", "rules", "points", "person")


@dataclass(frozen=True, repr=False)
class Situation:
    """A network, its rules and one person, as files would say them."""

    services: tuple[Raw, ...]
    handovers: tuple[Raw, ...] = ()
    rules: tuple[Raw, ...] = ()
    points: Mapping[str, int] | None = None
    person: Raw | None = None

    def __repr__(self) -> str:
        said = "\n".join(f"    {part}={pformat(getattr(self, part), width=150, sort_dicts=False)}," for part in PARTS)
        return f"Situation(\n{said}\n)"

    @cached_property
    def catalog(self) -> Catalog:
        """The network."""
        return catalog(self.services, self.handovers)

    @cached_property
    def rule_set(self) -> RuleSet:
        """The rules and weights."""
        return rules(self.rules, self.points)

    @cached_property
    def matcher(self) -> Matcher:
        """The network with its rules, compiled."""
        return Matcher(self.catalog, self.rule_set)

    @cached_property
    def profile(self) -> Profile:
        """The person."""
        return profile(self.person or {}, self.catalog)

    @cached_property
    def known(self) -> tuple[Knowledge, tuple[ActingRule, ...]]:
        """What is known of the person, and the truth of every rule."""
        assert self.profile.as_of is not None
        return know(self.catalog, self.matcher.index.rules, self.profile, self.profile.as_of)

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the person, derived facts included."""
        return self.known[0]

    @property
    def acting(self) -> tuple[ActingRule, ...]:
        """The rules, and whether each acts."""
        return self.known[1]

    @cached_property
    def judgement(self) -> Judgement:
        """The verdicts on all services."""
        return judge(self.matcher.index, self.knowledge, self.acting)

    @cached_property
    def problem(self) -> Problem:
        """What is to be planned."""
        return pose(self.judgement)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The five best plans."""
        return plan(self.problem, 5).best

    @cached_property
    def answer(self) -> Suggestion:
        """The answer, with up to five paths."""
        return self.matcher.suggest(self.profile, top=5)

    def with_person(self, person: Raw) -> Situation:
        """Return the same network met by somebody else."""
        other = replace(self, person=person)
        for name in ("catalog", "rule_set", "matcher"):
            other.__dict__[name] = getattr(self, name)
        return other

    def with_rules(self, *more: Raw) -> Situation:
        """Return the same network and person with further rules."""
        return replace(self, rules=(*self.rules, *more))


class Dice:
    """Decisions, one byte each."""

    def __init__(self, tape: bytes) -> None:
        self._tape = iter(tape)

    def below(self, limit: int) -> int:
        """Return a number from 0 to `limit` - 1."""
        return next(self._tape, 0) % limit

    def between(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`."""
        return low + self.below(high - low + 1)

    def seldom(self, times: int) -> bool:
        """Return True once in so many times."""
        return self.below(times) == times - 1

    def one(self, values: Sequence[T]) -> T:
        """Return one of the values; the first is the simplest."""
        return values[self.below(len(values))]

    def some(self, values: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Return a few different values, in any order."""
        left = list(values)
        return [left.pop(self.below(len(left))) for _ in range(self.between(least, min(most, len(left))))]


FACTS: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(OPENING_FACTS, (True, False)),
    "age": (30, 17, 20, 26, 65),
    "distance": (0.5, 1.5, 3),
    "arrived": ("2020-01-01", "2026-03-01", "2026-03-11", "2026-04-01"),
    "in_town": ("at once", "3 weeks", "1 year"),
    "status": ("open", "pending", "refused"),
    "schooling": ("none", "primary", "secondary", "degree"),
    "pets": ([], ["dog"], ["cat"], ["dog", "bird"]),
    "children": ([], [4], [1, 12], [17]),
    "homes": ([], ["north"], ["town", "village"]),
    "courses": ([], [{"passed": True}], [{"passed": False}, {"subject": "German"}]),
    "flat": ({"rooms": 2, "warm": True}, {"rooms": 1}, {}),
    "district": PLACES,
    "doctor": ("house", "house.cafe"),
    "savings": (0, 50, 500.5),
    "nickname": ("Ada", "Bo"),
    "free_at": ("Sa",),
    "gender": ("woman", "man", "diverse"),
    "sent_by_authority": (False, True),
}
"""What may be known of a person, of every type; all of these are facts: absent is unknown."""

OTHER_FACTS = tuple(name for name in FACTS if name not in OPENING_FACTS)

STEADY_TESTS: tuple[Raw, ...] = (
    {"age": {"at_least": 18}},
    {"age": {"at_most": 26}},
    {"age": {"between": [12, 26]}},
    {"age": {"one_of": [20, 30]}},
    {"gender": "woman"},
    {"gender": {"one_of": ["woman", "diverse"]}},
    {"district": "town"},
    {"district": {"one_of": ["north", "village"]}},
    {"distance": {"below": 2}},
    {"pets": {"has": "dog"}},
    {"pets": {"count": 0}},
    {"children": {"some": {"below": 6}}},
    {"children": {"every": {"above": 2}}},
    {"children": {"count": {"at_least": 1}}},
    {"homes": {"some": "town"}},
    {"courses": {"some": {"passed": True}}},
    {"courses": {"every": {"passed": True}}},
    {"flat": {"rooms": {"at_least": 2}, "warm": True}},
    {"schooling": {"at_least": "secondary"}},
    {"arrived": {"within_last": "1 month"}},
    {"arrived": {"before_last": "1 year"}},
    {"arrived": {"within_next": "1 month"}},
    {"in_town": {"below": "2 months"}},
    {"savings": {"at_most": 100}},
    {"nickname": {"one_of": ["Ada"]}},
    {"stated_age": {"at_least": 18}},
    {"stated_pets": "dog"},
    {"age": {"at_least": {"from": "stated_age"}}},
    {"stated_age": {"at_most": {"from": "age"}}},
    {"doctor": {"one_of": {"from": "conflict_organisations"}}},
    {"need": "work"},
    {"need": {"has_any": ["housing.no_bed", "daily.food"]}},
    {"need": "safety.threat"},
    {"need.work.job.urgency": {"at_least": "days"}},
    {"feeling.shame": {"at_least": 3}},
    {"feeling.distrust_services": {"at_most": 2}},
    {"competence": "cooking_hosting"},
)
"""Tests of what no step changes."""

OPENING_TESTS: tuple[Raw, ...] = (
    *({name: True} for name in OPENING_FACTS),
    {"language.de": {"at_least": "A2"}},
    {"language.de": {"at_least": "B1"}},
    {"language.de": {"above": "A2"}},
    {"language.de.speaking": {"at_least": "B1"}},
)
"""Tests that steps can turn to a yes, and to nothing else."""

CLOSING_TESTS: tuple[Raw, ...] = (
    *({name: False} for name in OPENING_FACTS),
    *({"not": {name: True}} for name in OPENING_FACTS),
    {"status": "pending"},
    {"status": "open"},
    {"language.de": {"at_most": "A2"}},
    {"language.de": {"below": "B1"}},
)
"""Tests that steps can turn to a no."""

ABOUT_SERVICES: tuple[Raw, ...] = (
    *({"kind": kind} for kind in KINDS),
    {"organisation": "house"},
    {"organisation": "east"},
    {"addresses": {"has": "work"}},
    {"addresses": {"has_any": ["housing.rent_debts", "daily.food"]}},
    {"capacity": "waitlist"},
    {"capacity": "full"},
    {"threshold": {"above": "T1"}},
    {"earlier_experience": "bad"},
    {"trusted": True},
    {"transmission_duty": True},
    {"district": "north"},
    {"name": {"one_of": ["anonymous", "pseudonym"]}},
    {"wait": {"above": "2 weeks"}},
    {"not": {"id": "house.s1"}},
)
"""What rules say about services."""


def conditions(dice: Dice, *, closing: bool = True, most: int = 2) -> list[Raw]:
    """Return a list of conditions; without `closing` no outcome of a step can turn any of them to a no."""
    return [line(dice, closing=closing) for _ in range(dice.below(most + 1))]


def line(dice: Dice, *, closing: bool = True, depth: int = 0) -> Raw:
    """Return one line of a list of conditions."""
    shape = dice.one(("test", "test", "test", "any", "all", "not")) if depth < 2 else "test"
    match shape:
        case "not" if not closing:
            return {"not": dice.one(STEADY_TESTS)}
        case "not":
            return {"not": line(dice, depth=depth + 1)}
        case "any" | "all":
            parts = range(dice.between(1, 3))
            return {shape: [line(dice, closing=closing, depth=depth + 1) for _ in parts]}
        case _:
            kinds = (OPENING_TESTS, STEADY_TESTS, CLOSING_TESTS) if closing else (OPENING_TESTS, STEADY_TESTS)
            test = dice.one(dice.one(kinds))
            dates = {"valid_from": "2026-05-01"}, {"valid_until": "2026-01-31"}
            return {**test, **dice.one(dates)} if dice.seldom(30) else test


def door(dice: Dice, *, closing: bool = True) -> Raw:
    """Return one way into a service."""
    places = {"district": "middle"}, {"district": "north", "step_free": False}, {"organisation": "house"}
    channels: tuple[list[str], ...] = ["in_person"], ["in_person"], ["in_person", "phone"], ["phone"], ["online"], []
    made: dict[str, Any] = {"place": dice.one(places), "channels": dice.one(channels)}
    if dice.seldom(2):
        made["hours"] = dice.one(HOURS)
    for key, values in DOOR_VALUES.items():
        if dice.seldom(6):
            made[key] = dice.one(values)
    if dice.seldom(6):
        made["requires"] = conditions(dice, closing=closing, most=1)
    return made


DOOR_VALUES: Mapping[str, tuple[Any, ...]] = {
    "appointment": ("none", "same_day", "required"),
    "name": ("anonymous", "pseudonym", "first_name", "full"),
    "papers": ("none", ["a passport"], ["a letter", "a form"]),
    "lead_time": ("1 day", "2 weeks"),
    "children_on_site": (True, False),
    "pets": ([], ["dog"]),
    "forms": ("none", "few", "many"),
    "oral": (True, False),
    "women_only": (False, True),
}


def service(dice: Dice, number: int, organisations: Sequence[str], *, closing: bool = True) -> dict[str, Any]:
    """Return a service that may answer needs."""
    made: dict[str, Any] = {
        "id": f"{dice.one(organisations)}.s{number}",
        "kind": dice.one(KINDS),
        "addresses": dice.some(NEEDS, 3, 0 if dice.seldom(4) else 1),
        "requires": conditions(dice, closing=closing) if dice.seldom(3) else [],
        "outcomes": [{name: True} for name in dice.some(OPENING_FACTS, 1)],
        "doors": [door(dice, closing=closing) for _ in range(dice.between(1, 2))],
    }
    if dice.seldom(5):
        outcome: dict[str, Any] = {"language.de": dice.one(LEVELS)}
        if closing and dice.seldom(2):
            outcome = {"status": "open"}
        made["outcomes"].append({**outcome, "after": dice.one(("at once", "3 weeks", "6 months"))})
    if dice.seldom(5):
        made["languages"] = {"spoken": dice.one((["de"], ["ar"])), "interpreter": dice.seldom(2)}
    if dice.seldom(4):
        states = ("open", "waitlist", "full", "assessment")
        made["capacity"] = {"state": dice.one(states), "wait": dice.one(("0 days", "3 weeks", "7 months"))}
    if dice.seldom(5):
        made["roles"] = [{"role": "guest", "areas": [dice.one(AREAS)]}]
    if dice.seldom(5):
        made["welcomes"] = conditions(dice, closing=closing, most=1)
    for key in ("authority", "transmission_duty", "professional_secrecy"):
        if dice.seldom(8):
            made[key] = True
    return made


def helper(dice: Dice, number: int, organisations: Sequence[str]) -> dict[str, Any]:
    """Return a service that takes barriers away where it is attached."""
    made: dict[str, Any] = {
        "id": f"{dice.one(organisations)}.h{number}",
        "kind": dice.one(HELPERS),
        "requires": conditions(dice, most=1) if dice.seldom(4) else [],
        "door": {"hours": dice.one(HOURS)} if dice.seldom(2) else {},
    }
    if made["kind"] == "interpreting":
        made["languages"] = {"spoken": dice.one((["ar", "de"], ["tr", "de"]))}
    return made


def link_in_a_chain(dice: Dice, entries: list[dict[str, Any]]) -> None:
    """Let services open one another, one after the other; now and then the last opens the first."""
    length = min(dice.one((0, 2, 2, 3, 3, 4, 5, 6)), len(entries))
    chain = dice.some(entries, length, length)
    openings = length if dice.seldom(4) else length - 1
    for number, fact in zip(range(openings), OPENING_FACTS, strict=False):
        opener, opened = chain[number], chain[(number + 1) % length]
        opener["outcomes"].append({fact: True, "after": dice.one(("at once", "1 week"))})
        opened["requires"].append({fact: True})


def link_in_pairs(dice: Dice, entries: list[dict[str, Any]], *, closing: bool = True) -> None:
    """Now and then let two services open a third, or one close another."""
    if dice.seldom(3):
        one, other, opened = dice.some(entries, 3, 3)
        fact = dice.one(OPENING_FACTS)
        one["outcomes"].append({fact: True, "after": "3 weeks"})
        other["outcomes"].append({fact: True})
        opened["requires"].append({fact: True})
    if closing and dice.seldom(3):
        one, other = dice.some(entries, 2, 2)
        fact = dice.one(OPENING_FACTS)
        one["outcomes"].append({fact: True})
        other["requires"].append(dice.one(({fact: False}, {"not": {fact: True}})))


RULE_KINDS = (
    "prefer",
    "dampen",
    "derive",
    "safeguard",
    "exclude",
    "prerequisite",
    "sequence",
    "sequence",
    "pace",
    "include",
    "threshold",
    "handover",
    "privacy",
    "expire",
)


def rule(dice: Dice, number: int, *, closing: bool = True, stops: bool = True) -> Raw:
    """Return one rule."""
    kind = dice.one(RULE_KINDS)
    when: list[Raw] = [[], [dice.one(STEADY_TESTS)], conditions(dice, closing=closing)][dice.below(3)]
    about: list[Raw] = [dice.one(ABOUT_SERVICES)]
    then: dict[str, Any]
    match kind:
        case "derive":
            when = when or [{"age": {"at_least": 18}}]
            then = {"fact": {dice.one(OPENING_FACTS): True}}
        case "safeguard":
            when = [{"need": dice.one(NEEDS)}]
            then = {"show": [{"rank": 1, "text": "call"}], "contacts": []}
            if dice.seldom(2):
                then["first"] = dice.one((["shelter"], ["shelter", "advice"], "course"))
            if stops and dice.seldom(4):
                then["stop"] = True
        case "exclude":
            then = {"exclude": True}
            if dice.seldom(2):
                then["unless_sole_provider"] = "the only one"
        case "prerequisite":
            then = {"require": conditions(dice, closing=closing, most=1)}
        case "sequence":
            then = {"defer": True}
            if dice.seldom(2):
                then = {"before": {"first": [dice.one(ABOUT_SERVICES)], "then": [dice.one(ABOUT_SERVICES)]}}
            elif dice.seldom(3):
                then = {"after": [dice.one(ABOUT_SERVICES)]}
            elif dice.seldom(3):
                then = {"until": [{dice.one(OPENING_FACTS): True}]}
        case "include":
            then = {"include": dice.one((["advice"], ["course"], ["shelter", "advice"]))}
            about = about if dice.seldom(2) else []
        case "pace":
            then = {"set": {"new_organisations_at_once": 1}}
        case "threshold":
            then = {"set": {"first_threshold_cap": dice.one(("T0", "T1", "T3"))}}
        case "handover":
            then = {"set": {"handover_min": dice.one(("H0", "H2", "H4"))}}
        case "prefer":
            then = {"points": "liked"}
        case "dampen":
            then = {"points": "disliked"}
        case "privacy":
            then = {"hide": dice.some(("age", "gender", "letter"), 2)}
        case _:
            when, about = [], [{"verified": {"before_last": "1 week"}}]
            then = {"flag": "stale", "show": "call first"}
    spoken_about = kind in ("exclude", "prerequisite", "prefer", "dampen", "expire", "include") or bool(
        then.keys() & {"defer", "after", "until"}
    )
    return {"id": f"rule-{number}", "kind": kind, "when": when, "services": about if spoken_about else [], "then": then}


def points(dice: Dice) -> Mapping[str, int]:
    """Return the points of all weights: as shipped, or so small that many plans are worth the same."""
    own = {"liked": dice.below(13), "disliked": -dice.below(13)}
    if not dice.seldom(2):
        return own
    high = dice.one((1, 3, 10))
    gains = {name: dice.between(0, high) for name in WEIGHTS_OF_GAIN}
    costs = {name: -dice.between(0, high) for name in WEIGHTS_OF_COST}
    return {**gains, **costs, **own}


def needs(dice: Dice) -> list[Raw]:
    """Return what a person needs."""
    made: list[Raw] = []
    for name in dice.some((*NEEDS, "housing"), 4, 2):
        need: dict[str, Any] = {
            "need": name,
            "urgency": dice.one(("weeks", "now", "days", "later")),
            "voiced_by": dice.one(("person", "person", "worker", "relative")),
            "state": dice.one(("unmet", "unknown", "met", "declined", "none")) if dice.seldom(4) else "unmet",
        }
        if dice.seldom(4):
            need["deadline"] = dice.one(("2026-03-12", "2026-03-20", "2026-05-01"))
        made.append(need)
    return made


STATED: Mapping[str, tuple[Any, ...]] = {
    "stated_age": (15, 20),
    "stated_pets": (["dog"],),
    "availability": ("Mo-Fr 09:00-13:00", "Sa"),
    "channels": (["in_person"], ["phone"]),
    "channels_not": (["phone"],),
    "children_along": (True,),
    "literacy": ("oral_only",),
    "reach": ("walk", "none"),
    "safe_contact": ("only_in_person",),
    "anonymity": ("required",),
    "accessibility": (["step_free"],),
    "will_sign_forms": (False,),
    "conflict_organisations": (["house"],),
    "languages": ({"de": "A2"}, {"ar": "native"}, {"ar": "native", "de": "A1"}, {"tr": "B2", "de": {"speaking": "B1"}}),
    "declined": (["age"],),
    "dont_know": (["gender"],),
    "competences": ([{"label": "cooks", "area": "cooking_hosting"}],),
}


def person(dice: Dice, ids: Sequence[str], owners: Sequence[str]) -> Raw:
    """Return what is known of somebody."""
    made: dict[str, Any] = {"needs": needs(dice)}
    for name in OPENING_FACTS:
        said = dice.one((False, None, False, True))
        if said is not None:
            made[name] = said
    for name in dice.some(OTHER_FACTS, 8):
        made[name] = dice.one(FACTS[name])
    if dice.seldom(3):
        made["feelings"] = {name: dice.below(5) for name in dice.some(FEELINGS, 2)}
    for name, values in STATED.items():
        if dice.seldom(14):
            made[name] = dice.one(values)
    if dice.seldom(4):
        experience = dice.one(("good", "neutral", "bad"))
        made["previous_contacts"] = [{"organisation": dice.one(owners), "experience": experience}]
    if dice.seldom(6):
        made["existing_trust"] = [dice.one(owners)]
    if dice.seldom(4):
        made["choices"] = [{"service": dice.one(ids), "want": dice.seldom(2)}]
    return made


def handovers(dice: Dice, owners: Sequence[str], ids: Sequence[str]) -> tuple[Raw, ...]:
    """Return interfaces between organisations, and to services."""
    edges = {}
    for _ in range(dice.below(5)):
        start, end = dice.one(owners), dice.one((*owners, *ids))
        if start != end:
            edges[start, end] = {"from": start, "to": end, "offers": dice.one(("H0", "H1", "H2", "H3", "H4"))}
    return tuple(edges.values())


def situation(
    tape: bytes, *, closing: bool = True, stops: bool = False, most_rules: int = 5, most_services: int = 8
) -> Situation:
    """Return the situation that a string of bytes decides."""
    dice = Dice(tape)
    organisations = ORGANISATIONS[: dice.between(2, 4)]
    numbers = range(1, dice.between(4, most_services) + 1)
    entries = [service(dice, number, organisations, closing=closing) for number in numbers]
    link_in_a_chain(dice, entries)
    link_in_pairs(dice, entries, closing=closing)
    ids = tuple(entry["id"] for entry in entries)
    owners = tuple(sorted({id_.partition(".")[0] for id_ in ids} | {"house"}))
    helping = [helper(dice, number, organisations) for number in range(1, dice.below(3) + 1)]
    found = [rule(dice, number, closing=closing, stops=stops) for number in range(1, dice.below(most_rules + 1) + 1)]
    return Situation(
        services=(*entries, *helping),
        handovers=handovers(dice, owners, ids),
        rules=tuple(found),
        points=points(dice),
        person=person(dice, ids, owners),
    )


TAPE = 900
"""Bytes that decide everything about the largest situation."""


@st.composite
def situations(draw: st.DrawFn, /, **options: Any) -> Situation:
    """Draw a network, rules and a person; `options` are those of `situation`.

    Without randomness every test draws the same ones, so those are kept with all that was worked out about them.
    """
    return _kept(draw(st.binary(min_size=TAPE, max_size=TAPE)), tuple(sorted(options.items())))


@lru_cache(maxsize=600)
def _kept(tape: bytes, options: tuple[tuple[str, Any], ...]) -> Situation:
    return situation(tape, **dict(options))
