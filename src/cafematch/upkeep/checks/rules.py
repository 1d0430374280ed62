"""Checks of single rules: can each be in force, was it looked at in time, and is it tried where it just does not act?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final

from cafematch.errors import InvalidData
from cafematch.matching.judging.truth import YES, examine
from cafematch.model.catalog import Catalog
from cafematch.model.conditions import All, Test
from cafematch.model.rules import Example, Rule
from cafematch.model.text import shown
from cafematch.model.values import ListType, PlaceType, ProviderType, SetType, ValueType
from cafematch.reading.labels import did_you_mean
from cafematch.upkeep.checks.dates import SOURCE_LASTS
from cafematch.upkeep.checks.firing import speaks_about_any
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.conditions import conditions_of_rule
from cafematch.upkeep.inspection.lines import every_line
from cafematch.upkeep.inspection.sources import Place, Sources
from cafematch.upkeep.inspection.words_in_use import named_values
from cafematch.upkeep.scenarios.elsewhere import strangers
from cafematch.upkeep.scenarios.rule_examples import facts_of

REVIEW_WITHIN: Final = SOURCE_LASTS
"""How far ahead the next review of a rule may lie."""


def reviews_due(inspection: Inspection) -> Iterator[Finding]:
    """A rule in force must be reviewed, and a draft decided upon, by the day it names."""
    for rule in inspection.rules.rules:
        if rule.status == "retired" or rule.review_by >= inspection.as_of.date():
            continue
        if rule.status == "draft":
            message = f"the rule '{rule.id}' is still a draft; it was to be decided upon by {rule.review_by}"
            hint = "make it active, retire it with a reason, or set a new date"
        else:
            message = f"the rule '{rule.id}' was to be reviewed by {rule.review_by}"
            hint = "look at its source and its examples, then set a new date"
        yield Finding(message, Place.inside_rule(rule, "review_by"), hint)


def late_reviews(inspection: Inspection) -> Iterator[Finding]:
    """A rule must be reviewed within two years: by then its source is no longer believed either, and nobody remembers why
    it was written. A year is better.
    """
    latest = REVIEW_WITHIN.after(inspection.as_of).date()
    for rule in inspection.rules.rules:
        if rule.status != "retired" and rule.review_by > latest:
            message = f"the rule '{rule.id}' is to be reviewed only by {rule.review_by}"
            yield Finding(message, Place.inside_rule(rule, "review_by", of="value"), "set a day a year ahead at most")


def rules_for_nowhere(inspection: Inspection) -> Iterator[Finding]:
    """Where a rule applies must be the country, the name or a place of some network of the catalog, and the places and
    organisations its conditions name must be there in one: it never acts otherwise, and nobody would notice.
    """
    here = _names(inspection.catalog)
    for rule in inspection.rules.rules:
        named = [
            *(
                (name, Place.inside_rule(rule, "applies_in", position, of="value"))
                for position, name in enumerate(rule.applies_in)
            ),
            *_named_in_conditions(rule, inspection.sources),
        ]
        for name, place in named:
            if name in here:
                continue
            if inspection.neighbours.all is None:  # it may be there in a network that cannot be read
                return
            networks = (inspection.catalog, *inspection.neighbours.all)
            known = {known for network in networks for known in _names(network)}
            if name not in known:
                message = f"the rule '{rule.id}' names {shown(name)}, which no network of the catalog has"
                yield Finding(message, place, did_you_mean(name, known) or _WHERE)


_WHERE: Final = "write a country such as DE, or the id of a network, a place, an organisation or a service"


def untried_rules(inspection: Inspection) -> Iterator[Finding]:
    """A rule must have an example that expects `yes`, and a near miss: one that expects `no` or `unknown` and differs from
    it in one thing only, or in which all lines of the rule hold but one. Only such examples show what it does, and where
    it ends.

    A rule that has no lines acts always; one in force only elsewhere, or with examples of another network, is checked
    there. One that can never act, or acts in any case, has no end to show.
    """
    for rule in inspection.index.rules:
        hits = [example for example in rule.examples if example.expect == "yes"]
        misses = [example for example in rule.examples if example.expect != "yes"]
        here = [example for example in misses if _is_of(example, inspection.catalog)]
        if not (rule.when.parts or rule.services.parts) or (misses and not here):
            continue
        if rule.examples and not hits and _ends(rule, inspection):
            message = f"no example of the rule '{rule.id}' shows it acting: one that expects yes"
            hint = "add the example of somebody for whom the rule is meant"
            yield Finding(message, Place.inside_rule(rule, "examples"), hint)
            continue
        if any(_differences(hit, miss) == 1 for hit in hits for miss in here):
            continue
        if not any(_is_near(example, rule, inspection) for example in here) and _ends(rule, inspection):
            message = (
                f"no example of the rule '{rule.id}' shows where it ends: one in which all of its lines hold but one"
            )
            hint = "take an example that expects yes, change one thing so that the rule does not act, and add it"
            yield Finding(message, Place.inside_rule(rule, "examples"), hint)


def _names(catalog: Catalog) -> Set[str]:
    """Return what a rule may call a network by, and all that is there in it."""
    network = catalog.network
    return {network.country, network.network, *network.places, *catalog.organisation, *catalog.services}


def _named_in_conditions(rule: Rule, sources: Sources) -> Iterator[tuple[str, Place]]:
    """Yield every place, organisation and service that the conditions of a rule name, and where."""
    for conditions in conditions_of_rule(rule):
        for line in every_line(conditions.lines, sources):
            test = line.condition
            if isinstance(test, Test) and isinstance(_item(test.subject.type), PlaceType | ProviderType):
                yield from ((name, line.place) for name in sorted(named_values(test.check)))


def _item(type_: ValueType) -> ValueType:
    """Return the type of what a set or a list holds; else the type itself."""
    return type_.item if isinstance(type_, SetType | ListType) else type_


def _is_of(example: Example, catalog: Catalog) -> bool:
    """Return whether an example speaks about this network: its profile and its service may be those of another."""
    try:
        return not strangers(example, catalog)
    except InvalidData:  # told when the examples are run
        return True


def _differences(one: Example, other: Example) -> int:
    """Return in how many things two examples differ: a fact, a feeling, an entry of a list, the service."""
    things, others = dict(_things(one)), dict(_things(other))
    return sum(things.get(key) != others.get(key) for key in things | others)


def _things(example: Example) -> Iterator[tuple[object, object]]:
    """Yield all that an example says, each with what it is about."""
    yield "service", example.service
    for section, said in example.profile.items():
        if isinstance(said, Mapping):
            yield from (((section, name), value) for name, value in said.items())
        elif isinstance(said, list):
            yield from (((section, _about(entry)), entry) for entry in said)
        else:
            yield section, said


def _about(entry: object) -> str:
    """Return what an entry of a list is about: the word itself, or what its first key says."""
    return str(next(iter(entry.values()), None) if isinstance(entry, Mapping) else entry)


def _ends(rule: Rule, inspection: Inspection) -> bool:
    """Return whether a rule can act and can fail to act, as far as can be told."""
    satisfying = inspection.satisfying
    always = rule.when.parts and satisfying.always(rule.when)
    spoken_of = speaks_about_any(rule, inspection.index, inspection.as_of)
    return not always and not satisfying.never(rule.when) and spoken_of


def _is_near(example: Example, rule: Rule, inspection: Inspection) -> bool:
    """Return whether all lines of a rule but one hold in an example."""
    try:
        person, service = facts_of(inspection.index, rule, example)
    except InvalidData:  # told when the examples are run
        return False
    examined = [examine(rule.when, person), examine(rule.services if service else All(), service or person)]
    return sum(line.counts and line.truth is not YES for found in examined for line in found.children) == 1
