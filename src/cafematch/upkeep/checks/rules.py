"""Checks of single rules: can each be in force, was it looked at in time, and is it tried where it just does not act?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cafematch.errors import InvalidData
from cafematch.matching.truth import YES, examine
from cafematch.model.conditions import All
from cafematch.model.documents import mapping_or_empty
from cafematch.model.rules import Example, Rule
from cafematch.model.text import shown
from cafematch.reading.loading import networks
from cafematch.reading.nearest import did_you_mean
from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.rule_examples import facts_of
from cafematch.upkeep.sources import Place


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


def rules_for_nowhere(inspection: Inspection) -> Iterator[Finding]:
    """Where a rule applies must be the country, the name or a place of some network of the catalog: it is never in force
    anywhere else, and nobody would notice.
    """
    known: set[str] | None = None
    for rule in inspection.rules.rules:
        for position, name in enumerate(rule.applies_in):
            if known is None:
                known = _places(inspection)
            if name not in known:
                message = f"the rule '{rule.id}' applies in {shown(name)}, which is no country or place of any network"
                hint = did_you_mean(name, known) or "write a country such as DE, a network's name, or one of its places"
                yield Finding(message, Place.inside_rule(rule, "applies_in", position, of="value"), hint)


def untried_rules(inspection: Inspection) -> Iterator[Finding]:
    """A rule must have a near miss: an example that expects `no` or `unknown`, in which all lines of the rule hold but one.

    Only such an example shows where the rule ends. A rule that has no lines acts always; one in force only elsewhere, or
    with examples of another network, is checked there.
    """
    for rule in inspection.index.rules:
        lines = len(rule.when.parts) + len(rule.services.parts)
        misses = [example for example in rule.examples if example.expect != "yes"]
        here = [example for example in misses if _is_of(example, inspection)]
        if not lines or (misses and not here) or any(_is_near(example, rule, inspection, lines) for example in here):
            continue
        message = f"no example of the rule '{rule.id}' shows where it ends: one in which all of its lines hold but one"
        hint = "take an example that expects yes, change one thing so that the rule does not act, and add it"
        yield Finding(message, Place.inside_rule(rule, "examples"), hint)


def _places(inspection: Inspection) -> set[str]:
    """Return the countries, names and places of all networks of the catalog, as far as they can be read."""
    network = inspection.catalog.network
    known = {network.country, network.network, *network.places}
    for name in networks(inspection.catalog.path):
        try:
            read = mapping_or_empty(read_yaml(Path(inspection.catalog.path) / name / "network.yaml").value)
        except InvalidData:  # told by whoever checks that network
            continue
        known |= {name, str(read.get("country")), *mapping_or_empty(read.get("places"))}
    return known


def _is_of(example: Example, inspection: Inspection) -> bool:
    """Return whether an example speaks about this network: its profile and its service may be those of another."""
    catalog = inspection.catalog
    named = example.profile.get("network", catalog.network.network) == catalog.network.network
    return named and (example.service is None or example.service in catalog.services)


def _is_near(example: Example, rule: Rule, inspection: Inspection, lines: int) -> bool:
    if lines == 1:
        return True
    try:
        person, service = facts_of(inspection.index, rule, example)
    except InvalidData:  # it names an organisation of another network, or is told when the examples are run
        return False
    examined = [examine(rule.when, person), examine(rule.services if service else All(), service or person)]
    return sum(line.counts and line.truth is not YES for found in examined for line in found.children) == 1
