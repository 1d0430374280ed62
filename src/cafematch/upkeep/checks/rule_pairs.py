"""Checks of rules side by side: does one undo, repeat or contradict another?

Only rules in force in this network are compared, and only where one surely acts wherever the other does
(`upkeep.conditions`): what is reported here is so, what is not reported need not be fine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations, product
from typing import Any, Final

import networkx as nx

from cafematch.model.catalog import Catalog
from cafematch.model.conditions import All, Compare, Test
from cafematch.model.rules import (
    Before,
    Exclude,
    Include,
    Points,
    Prerequisite,
    Rule,
    Safeguard,
    Sequence,
    Setter,
    Setting,
)
from cafematch.model.scopes import ServiceScope
from cafematch.model.text import shown_keys
from cafematch.model.values import Level
from cafematch.upkeep.conditions.implications import Implications
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place

OF_STEPS: Final = frozenset(("exclude", "prerequisite", "sequence", "pace", "include", "prefer", "dampen"))
"""The kinds of rules that speak about steps: where matching stops, there are none."""


def shadowed_rules(inspection: Inspection) -> Iterator[Finding]:
    """A rule must be able to make a difference: what it speaks about, or brings in, must not always be excluded where it
    acts, no safeguard may always end the matching there, and a parameter it sets must not always be decided by another
    rule that acts more often.
    """
    rules, implications = inspection.index.rules, inspection.implications
    exclusions = _exclusions(rules)
    for rule in rules:
        ending = next(
            (other for other in rules if _ends(other, rule) and implications.implies(rule.when, other.when)), None
        )
        if ending is not None:
            what = "allows no offers" if rule.kind == "offer" else "ends the matching"
            message = f"the rule '{rule.id}' changes nothing: whenever it acts, '{ending.id}' {what}"
            yield Finding(message, Place.inside_rule(rule, "when"), "narrow one of them, or retire this one")
    for rule in rules:
        excluding = next((other for other in exclusions if _closes(other, rule, inspection)), None)
        if excluding is not None and not implications.equivalent(rule.when, excluding.when):
            message = f"the rule '{rule.id}' changes nothing: what it speaks about is then excluded by '{excluding.id}'"
            yield Finding(message, Place.inside_rule(rule, "then"), "narrow one of them, or retire this one")
    for rule, other, setting, winning in _outdone(inspection):
        if not implications.equivalent(rule.when, other.when):
            message = (
                f"'{setting.name}' as the rule '{rule.id}' sets it never counts: "
                f"'{other.id}' acts whenever it does and sets {_same_or_more(setting, winning)}"
            )
            yield Finding(message, Place.inside_rule(rule, "then", "set", setting.name), "narrow one of them")


def idle_settings(inspection: Inspection) -> Iterator[Finding]:
    """A rule must not set a parameter to what it is anyway, unless that keeps it from what another rule sets."""
    vocabulary = inspection.catalog.vocabulary
    for name, settings in _setting_it(inspection).items():
        down = vocabulary.parameters[name].combine == "lowest"
        heights = [_height(setting.value) for _, setting in settings]
        for rule, setting in settings:
            own = _height(setting.value)
            if setting.value == vocabulary.defaults[name] and not any(
                (other > own) if down else (other < own) for other in heights
            ):
                message = f"the rule '{rule.id}' sets '{name}' to what it is when no rule sets it"
                place = Place.inside_rule(rule, "then", "set", name, of="value")
                yield Finding(message, place, "set what was meant, or retire the rule")


def contradicting_rules(inspection: Inspection) -> Iterator[Finding]:
    """Two rules must not want opposite things under the same conditions: exclude and recommend the same services, prefer
    and dampen them, set one parameter to two values.
    """
    rules, implications = inspection.index.rules, inspection.implications
    for rule, other in product(rules, _exclusions(rules)):
        if implications.equivalent(rule.when, other.when) and _closes(other, rule, inspection):
            message = f"under the same conditions '{other.id}' excludes what the rule '{rule.id}' speaks about"
            yield Finding(message, Place.inside_rule(rule, "when"), "decide which of them holds")
    for rule, other in _both_ways(implications, [rule for rule in rules if rule.kind in ("prefer", "dampen")]):
        if {rule.kind, other.kind} == {"prefer", "dampen"} and implications.equivalent(rule.services, other.services):
            preferring, dampening = (rule, other) if rule.kind == "prefer" else (other, rule)
            message = f"under the same conditions '{preferring.id}' prefers what '{dampening.id}' dampens"
            yield Finding(message, Place.inside_rule(preferring, "when"), "decide which of them holds")
    for rule, other, setting, winning in _outdone(inspection):
        if implications.equivalent(rule.when, other.when) and setting.value != winning.value:
            message = f"under the same conditions '{rule.id}' and '{other.id}' set '{setting.name}' to different values"
            yield Finding(message, Place.inside_rule(rule, "then", "set", setting.name), "decide which of them holds")


def duplicate_rules(inspection: Inspection) -> Iterator[Finding]:
    """Two rules must not say the same: one kind, the same conditions, services and consequence."""
    implications = inspection.implications
    alike: dict[tuple[object, ...], list[Rule]] = defaultdict(list)
    for rule in inspection.index.rules:
        alike[rule.kind, repr(rule.then)].append(rule)
    for rules in alike.values():
        for rule, other in _both_ways(implications, rules):
            if implications.equivalent(rule.services, other.services) and rule.then == other.then:
                message = f"the rules '{rule.id}' and '{other.id}' say the same: conditions, services and consequence"
                yield Finding(message, Place.inside_rule(other, "id"), "join them, or retire one")


def sequence_circles(inspection: Inspection) -> Iterator[Finding]:
    """Rules about order that act at the same time must not put steps before each other in a circle."""
    implications = inspection.implications
    ordering = {
        rule.id: rule for rule in inspection.index.rules if isinstance(rule.then, Sequence) and rule.then.before
    }
    told: set[frozenset[str]] = set()
    for rule in ordering.values():
        together = [other for other in ordering.values() if implications.implies(rule.when, other.when)]
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_edges_from(
            (one.id, next_.id) for one in together for next_ in together if _follows(implications, one, next_)
        )
        circle = next((part for part in nx.strongly_connected_components(graph) if rule.id in part), set())
        if (len(circle) > 1 or graph.has_edge(rule.id, rule.id)) and frozenset(circle) not in told:
            told.add(frozenset(circle))
            message = (
                f"{shown_keys(sorted(circle))} put steps before each other in a circle: their order cannot be kept"
            )
            place = Place.inside_rule(ordering[min(circle)], "then", "before")
            yield Finding(message, place, "decide what comes first, or narrow the conditions")


def _both_ways(implications: Implications, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield every two rules that act under the same conditions."""
    return ((one, other) for one, other in combinations(rules, 2) if implications.equivalent(one.when, other.when))


def _exclusions(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules that close services for good: no choice and no lack of others keeps one open."""
    return [
        rule
        for rule in rules
        if isinstance(rule.then, Exclude) and not (rule.then.unless_sole_provider or rule.then.unless_chosen)
    ]


def _ends(safeguard: Rule, rule: Rule) -> bool:
    """Return whether a rule has no say any more once a safeguard acts."""
    if not isinstance(safeguard.then, Safeguard):
        return False
    return (safeguard.then.stop and rule.kind in OF_STEPS) or (safeguard.then.no_offers and rule.kind == "offer")


def _closes(excluding: Rule, rule: Rule, inspection: Inspection) -> bool:
    """Return whether a rule surely excludes all that another speaks about or brings in, whenever that one acts."""
    implications = inspection.implications
    if not implications.implies(rule.when, excluding.when):
        return False
    match rule.then:
        case Include(include=kinds):
            brought = all(
                implications.implies(_of_kind(kind, inspection.catalog), excluding.services) for kind in kinds
            )
            return brought or bool(rule.services.parts and implications.implies(rule.services, excluding.services))
        case Points() | Prerequisite():
            return implications.implies(rule.services, excluding.services)
        case _:
            return False


def _of_kind(kind: str, catalog: Catalog) -> All:
    """Return the condition that a service is of a kind."""
    subject = ServiceScope(catalog.vocabulary).subject("kind")
    assert subject is not None
    return All((Test(subject, Compare("is", kind)),))


def _outdone(inspection: Inspection) -> Iterator[tuple[Rule, Rule, Setting, Setting]]:
    """Yield each setting that never counts: rule, the rule that decides instead, what each of them sets.

    Two rules that set the same under the same conditions do not outdo each other.
    """
    parameters, implications = inspection.catalog.vocabulary.parameters, inspection.implications
    for name, settings in _setting_it(inspection).items():
        down = parameters[name].combine == "lowest"
        for (rule, setting), (other, winning) in permutations(settings, 2):
            own, theirs = _height(setting.value), _height(winning.value)
            outweighs = theirs < own if down else theirs > own
            if not outweighs and (theirs != own or implications.implies(other.when, rule.when)):
                continue
            if implications.implies(rule.when, other.when):
                yield rule, other, setting, winning


def _setting_it(inspection: Inspection) -> dict[str, list[tuple[Rule, Setting]]]:
    """Return the rules that set a parameter, by its name, each with what it sets."""
    setting_it: dict[str, list[tuple[Rule, Setting]]] = defaultdict(list)
    for rule in inspection.index.rules:
        if isinstance(rule.then, Setter):
            for setting in rule.then.set:
                setting_it[setting.name].append((rule, setting))
    return setting_it


def _height(value: Any) -> Any:
    """Return what values of a parameter are compared by."""
    return value.low if isinstance(value, Level) else value


def _same_or_more(setting: Setting, winning: Setting) -> str:
    return "the same" if setting.value == winning.value else "what outweighs it"


def _follows(implications: Implications, one: Rule, other: Rule) -> bool:
    """Return whether all that one rule puts later is put before something by another."""
    first, then = _before(one), _before(other)
    return implications.implies(first.then, then.first)


def _before(rule: Rule) -> Before:
    assert isinstance(rule.then, Sequence)
    assert rule.then.before is not None
    return rule.then.before
