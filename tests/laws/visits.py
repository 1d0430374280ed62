"""A visit: one person in one network, drawn or shipped, as the laws about people compare it with a visit a little different.

`every_visit` makes a law into a test of all known cases, of drawn networks, of the examples, and of people drawn for
each shipped network from the words of its own vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pprint import pformat
from typing import Any

import pytest
from hypothesis import Verbosity, given, settings
from hypothesis import strategies as st

from builders import CATALOG, ROOT, RULES, Raw, raw_profile, rule, yaml
from cafematch import Catalog, Matcher, Suggestion, load_catalog, load_rules, read_profile
from cafematch.matching.judging.knowledge import know
from cafematch.matching.judging.truth import YES
from cafematch.matching.judging.verdicts import Judgement, judge
from cafematch.matching.suggestion import Path, Step
from cafematch.model.catalog import Handover, Service
from cafematch.model.conditions import subjects
from cafematch.model.documents import ReadingContext
from cafematch.model.profile import Profile
from cafematch.model.rules import Consequence, Prerequisite, Rule, Sequence
from cafematch.model.scopes import KnownNames, Words
from cafematch.model.values import BooleanType, ChoiceType, NumberType, PlaceType, SetType
from cafematch.reading.loading import networks
from laws.drawn import every, examples, known_cases, made_small
from strategies import Dice, Situation

EXAMPLES = {
    path.parent.name: yaml(path.read_text("utf-8")) or {} for path in sorted(ROOT.glob("examples/*/profile.yaml"))[::3]
}
"""Every third example: neighbours in the folder are often pairs that differ in one fact, and people are drawn besides."""
NETWORKS = networks(CATALOG)


@cache
def shipped(network: str) -> Matcher:
    """Return the matcher of a shipped network."""
    catalog = load_catalog(CATALOG, network)
    return Matcher(catalog, load_rules(RULES, catalog=catalog))


@dataclass(frozen=True, repr=False)
class Visit:
    """A person, as a profile file says it, in a network with its rules."""

    matcher: Matcher
    person: Raw

    def __repr__(self) -> str:
        name = self.catalog.network.network
        return f"Visit({name}, person={pformat(self.person, width=150, sort_dicts=False)})"

    @staticmethod
    def of(situation: Situation) -> Visit:
        """Return the visit that a drawn situation tells."""
        return Visit(situation.matcher, raw_profile(situation.person or {}))

    @property
    def catalog(self) -> Catalog:
        return self.matcher.catalog

    @cached_property
    def profile(self) -> Profile:
        return read_profile(self.person, self.catalog)

    @cached_property
    def answer(self) -> Suggestion:
        """The answer, with up to five paths."""
        return self.matcher.suggest(self.profile, top=5)

    @property
    def path(self) -> Path | None:
        """The best path, if there is one."""
        return next(iter(self.answer.paths), None)

    @property
    def first_step(self) -> Step | None:
        """The first step of the best path, if there is one."""
        return self.path.steps[0] if self.path else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all paths."""
        return tuple(step for path in self.answer.paths for step in path.steps)

    @cached_property
    def judgement(self) -> Judgement:
        """The verdicts on all services."""
        index = self.matcher.index
        assert self.profile.as_of is not None
        moment = self.catalog.network.local(self.profile.as_of)
        knowledge, acting = know(self.catalog, index.rules, self.profile, moment)
        return judge(index, knowledge, acting)

    def known(self, name: str) -> Any:
        """Return what the profile says about a fact, None if nothing."""
        section = self.catalog.vocabulary.facts[name].section
        return self.person.get(section, {}).get(name)

    def saying(self, **parts: Any) -> Visit:
        """Return the same visit with other parts of the profile."""
        return Visit(self.matcher, {**self.person, **parts})

    def stating(self, name: str, value: Any) -> Visit:
        """Return the same visit with a fact stated; None leaves it unsaid."""
        section = self.catalog.vocabulary.facts[name].section
        others = {fact: said for fact, said in self.person.get(section, {}).items() if fact != name}
        return self.saying(**{section: others if value is None else {**others, name: value}})

    def with_rules(self, *more: Raw) -> Visit:
        """Return the same visit under further rules."""
        catalog, rules = self.catalog, self.matcher.rules
        names = KnownNames(catalog.network.places, {**catalog.organisation, **catalog.services})
        context = ReadingContext("rules", Words(catalog.vocabulary, names))
        read = [Rule.model_validate(rule(entry), context=context) for entry in more]
        known = {entry.id for entry in read}
        kept = [entry for entry in rules.rules if entry.id not in known]
        together = tuple(sorted([*kept, *read], key=lambda entry: entry.id))
        return Visit(Matcher(catalog, rules.model_copy(update={"rules": together})), self.person)

    def without_rules(self, ids: Container[str]) -> Visit:
        """Return the same visit without some rules."""
        kept = tuple(entry for entry in self.matcher.rules.rules if entry.id not in ids)
        return Visit(Matcher(self.catalog, self.matcher.rules.model_copy(update={"rules": kept})), self.person)

    def acting_rules(self, sort: type[Consequence]) -> list[Any]:
        """Return the rules of a sort that act for this person."""
        acting = (entry.rule for entry in self.judgement.acting if entry.truth is YES)
        return [entry for entry in acting if isinstance(entry.then, sort)]

    def in_network(
        self,
        change: Callable[[Service], Service] = lambda service: service,
        handovers: Iterable[Handover] | None = None,
        entrance: str | None = None,
    ) -> Visit:
        """Return the same visit in a network with other services, hand-overs, or another entrance."""
        parts = {name: getattr(self.catalog, name) for name in Catalog.model_fields}
        parts["organisations"] = tuple(
            entry.model_copy(update={"services": tuple(change(service) for service in entry.services)})
            for entry in self.catalog.organisations
        )
        if handovers is not None:
            parts["handovers"] = tuple(handovers)
        if entrance is not None:
            parts["network"] = self.catalog.network.model_copy(update={"entrance": entrance})
        return Visit(Matcher(Catalog.model_construct(**parts), self.matcher.rules), self.person)

    @cached_property
    def asks_about(self) -> frozenset[str]:
        """The names of everything that requirements, doors, welcomes, rules and the ladder look at."""
        return _asked_about(self.matcher)


@lru_cache(maxsize=64)
def _asked_about(matcher: Matcher) -> frozenset[str]:
    conditions = [rule.when for rule in matcher.rules.rules] + [rule.services for rule in matcher.rules.rules]
    for entry in matcher.rules.rules:
        if isinstance(entry.then, Prerequisite):
            conditions.append(entry.then.require)
        elif isinstance(entry.then, Sequence) and entry.then.before:
            conditions += [entry.then.before.first, entry.then.before.then]
    for service in matcher.catalog.services.values():
        conditions += [service.requires, service.welcomes, *(door.requires for door in service.doors)]
    conditions += [rung.when for rung in matcher.catalog.ladder.rungs]
    found = [subject for condition in conditions for subject in subjects(condition)]
    return frozenset({subject.name for subject in found} | {subject.asked_fact for subject in found})


Law = Callable[[Visit], None]


def every_visit(count: int, **options: Any) -> Callable[[Law], Callable[..., None]]:
    """Make a law into a test of known cases, examples, and so many visits drawn in small and in shipped networks."""

    def decorate(law: Law) -> Callable[..., None]:
        def of_situation(situation: Situation) -> None:
            law(Visit.of(situation))

        small: Callable[[Situation | None], None] = every(count, **options)(of_situation)
        cases: list[Any] = [pytest.param(None, id="drawn"), *known_cases(options)]
        cases += [pytest.param(network, id=f"drawn in {network}") for network in NETWORKS]
        cases += [pytest.param(example_visit(name), id=name) for name in EXAMPLES]

        @pytest.mark.parametrize("case", cases)
        def test(case: Situation | Visit | str | None) -> None:
            if isinstance(case, str):
                drawn_in(case, law, count)
            elif isinstance(case, Visit):
                law(case)
            else:
                small(case)

        test.__name__ = test.__qualname__ = law.__name__
        test.__doc__ = law.__doc__
        test.__module__ = law.__module__
        return test

    return decorate


def example_visit(name: str) -> Visit:
    """Return the visit that an example tells."""
    return Visit(shipped(EXAMPLES[name].get("network", NETWORKS[0])), EXAMPLES[name])


def drawn_in(network: str, law: Law, count: int) -> None:
    """Try a law with so many people drawn for a shipped network; one that breaks it is made small before it is shown."""
    matcher = shipped(network)
    found: dict[str, Visit] = {}

    @settings(examples(count), verbosity=Verbosity.quiet)
    @given(st.binary(min_size=TAPE, max_size=TAPE))
    def drawn(tape: bytes) -> None:
        visit = Visit(matcher, person(Dice(tape), matcher.catalog))
        try:
            law(visit)
        except AssertionError:
            smaller = found.get(repr(visit)) or smallest(visit, law)
        else:
            return
        found[repr(visit)] = smaller
        law(smaller)

    drawn()


def smallest(visit: Visit, law: Law) -> Visit:
    """Return a visit for which a law still fails and of whose person nothing more can be left out; it is printed."""
    parts = made_small({"person": deepcopy(dict(visit.person))}, lambda parts: law(Visit(visit.matcher, **parts)))
    smaller = Visit(visit.matcher, **parts)
    print(smaller)
    return smaller


TAPE = 300
"""Bytes that decide everything about the person with most to say."""

MOMENTS = ("2026-03-16T10:00", "2026-03-11T09:30", "2026-03-20T16:30", "2026-03-15T22:00", "2026-04-03T08:00")
SPOKEN = ("de", "ar", "uk", "fr", "tr", "fa", "so", "en")
LEVELS = ("A1", "A2", "B1", "B2", "native")
FREE = ("Mo-Fr 09:00-13:00", "Mo-Su 17:00-21:00", "Sa", "Tu 09:00-18:00")
WITHHELD = ("age", "children", "previous_contacts", "existing_trust", "conflict_organisations", "languages")
"""Facts that `person` draws by hand."""


def person(dice: Dice, catalog: Catalog) -> Raw:
    """Return a person of a network: out of an example, or from what its vocabulary has words for."""
    own = [
        said for said in EXAMPLES.values() if said.get("network", catalog.network.network) == catalog.network.network
    ]
    start = dice.one(own) if dice.seldom(3) and own else {}
    made: dict[str, Any] = {"network": catalog.network.network, "as_of": dice.one(MOMENTS), **deepcopy(start)}
    made["needs"] = [*made.get("needs", []), *_needs(dice, catalog)]
    feelings = {name: dice.below(5) for name in dice.some(sorted(catalog.vocabulary.feelings), 4)}
    made["feelings"] = {**feelings, **made.get("feelings", {})}
    made["competences"] = [*made.get("competences", []), *_competences(dice, catalog)]
    for section in ("background", "constraints"):
        made[section] = {**_stated(dice, catalog, section), **made.get(section, {})}
    if dice.seldom(4):
        ids = sorted(catalog.services)
        made["choices"] = [{"service": dice.one(ids), "want": dice.seldom(2)}]
    return made


def _needs(dice: Dice, catalog: Catalog) -> list[Raw]:
    terms = sorted(term for term in catalog.vocabulary.terms if "." in term)
    made: list[Raw] = []
    for name in dice.some(terms, 4, 1):
        need: dict[str, Any] = {
            "need": name,
            "urgency": dice.one(("weeks", "days", "now", "later")),
            "voiced_by": dice.one(("person", "person", "worker", "relative")),
        }
        if dice.seldom(6):
            need["state"] = dice.one(("unknown", "met", "declined", "none"))
        if dice.seldom(4):
            need["deadline"] = dice.one(("2026-03-21", "2026-04-10"))
        if dice.seldom(4):
            need["wanted_now"] = True
        made.append(need)
    return made


def _competences(dice: Dice, catalog: Catalog) -> list[Raw]:
    areas = sorted(catalog.vocabulary.competences.areas)
    return [
        {"label": f"does {area}", "area": area, "wants_to_use": dice.one((True, "maybe", False))}
        for area in dice.some(areas, 2)
    ]


def _stated(dice: Dice, catalog: Catalog, section: str) -> dict[str, Any]:
    """Return a few facts of a section, each of its type; what needs more sense than a type is made by hand."""
    vocabulary, made = catalog.vocabulary, dict[str, Any]()
    plain = [name for name, fact in vocabulary.facts.items() if fact.section == section and name not in WITHHELD]
    for name in dice.some(sorted(plain), 8 if section == "background" else 3):
        value = _value(dice, vocabulary.fact_types[name], catalog)
        if value is not None:
            made[name] = value
    if section == "constraints":
        if dice.seldom(2):
            made["languages"] = {code: dice.one(LEVELS) for code in dice.some(SPOKEN, 3, 1)}
        if dice.seldom(5):
            made["availability"] = dice.one(FREE)
        return made
    providers = sorted({*catalog.organisation, *catalog.services})
    if not dice.seldom(3):
        made["age"] = dice.one((34, 15, 17, 19, 26, 28, 55, 70))
    if dice.seldom(3):
        made["children"] = dice.some((4, 1, 9, 16), 3, 1)
    if dice.seldom(5):
        made["previous_contacts"] = [
            {"service": dice.one(sorted(catalog.services)), "experience": dice.one(("good", "neutral", "bad"))}
        ]
    if dice.seldom(6):
        made["existing_trust"] = [dice.one(providers)]
    if dice.seldom(12):
        made["conflict_organisations"] = [dice.one(providers)]
    return made


def _value(dice: Dice, type_: Any, catalog: Catalog) -> Any:
    match type_:
        case BooleanType():
            return dice.seldom(2)
        case ChoiceType():
            return dice.one(sorted(type_.values))
        case SetType(item=item):
            return dice.some(sorted(item.values), 2, 1)
        case PlaceType():
            return dice.one(sorted(catalog.network.places))
        case NumberType():
            return dice.one((3, 20, 60))
        case _:
            return None
