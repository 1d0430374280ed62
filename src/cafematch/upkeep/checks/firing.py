"""Checks of rules: does a rule ever act, does it always, and is there anything it could act on?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cafematch.matching.judging.index import Index, build_index, in_force
from cafematch.matching.judging.truth import NO, YES, truth
from cafematch.model.rules import Rule
from cafematch.upkeep.inspection import Dated, Finding, Inspection
from cafematch.upkeep.inspection.conditions import when_of
from cafematch.upkeep.inspection.groups import smallest_clash, told_together, whole
from cafematch.upkeep.inspection.sources import Place

PASSING = frozenset(("capacity", "wait", "bridge", "verified"))
"""What is told of a service today and may be different tomorrow: no rule is judged by it."""


def rules_that_never_act(inspection: Inspection) -> Iterator[Finding]:
    """A rule must be able to act: what stands under `when` must be possible for somebody."""
    satisfying = inspection.satisfying
    for rule in inspection.index.rules:
        clash = smallest_clash(satisfying, inspection.sources, when_of(rule))
        if clash:
            message = f"the rule '{rule.id}' can never act: {told_together(clash, inspection.sources)}"
            yield Finding(message, clash[0].place, "change a line of 'when', or retire the rule")


def rules_that_always_act(inspection: Inspection) -> Iterator[Finding]:
    """A rule that names conditions should not act for everybody; one that is meant to has `when: []`."""
    satisfying = inspection.satisfying
    for rule in inspection.index.rules:
        lines = when_of(rule)
        if lines and satisfying.always(whole(lines)):
            told = " and ".join(line.told(inspection.sources) for line in lines)
            message = f"the rule '{rule.id}' always acts although it names conditions: {told} always holds"
            yield Finding(message, Place.inside_rule(rule, "when"), "write 'when: []', or write what was meant")


def rules_about_no_service(inspection: Inspection) -> Iterator[Finding]:
    """A rule that speaks about services needs at least one of them: in this network, or in another that shares the rules.

    What changes from day to day (a free place, the date of a check) and what hangs on the visitor is not looked at. Other
    networks are those of the same catalog folder; where one of them cannot be read, nothing is told. A rule that came
    from the samples as it is may wait for a service it speaks about.
    """
    satisfying = inspection.satisfying
    idle = [
        rule
        for rule in inspection.index.rules
        if not speaks_about_any(rule, inspection.index, inspection.as_of)
        and not inspection.sources.from_samples(Place.inside_rule(rule))
        and not satisfying.never(rule.services)
    ]
    if not idle:
        return
    others = inspection.neighbours.all
    if others is None:
        return
    indexes = [build_index(other, inspection.rules) for other in others]
    for rule in idle:
        sharing = [index for index in indexes if in_force(rule, index.catalog)]
        if not any(speaks_about_any(rule, index, inspection.as_of) for index in sharing):
            names = " or ".join(
                (inspection.catalog.network.network, *(index.catalog.network.network for index in sharing))
            )
            message = f"the rule '{rule.id}' speaks about no service of {names}"
            yield Finding(message, Place.inside_rule(rule, "services"), "change 'services', or retire the rule")


def surely_about(rule: Rule, id_: str, index: Index, as_of: datetime) -> bool:
    """Return whether a rule speaks about a service at each of its doors, whoever comes and whatever day it is."""
    return all(found is YES for found in _spoken_of(rule, id_, index, as_of))


def speaks_about_any(rule: Rule, index: Index, as_of: datetime) -> bool:
    """Return whether a rule speaks about some service, or may do so for some visitor on some day."""
    if not rule.services.parts:
        return True
    return any(found is not NO for id_ in index.services for found in _spoken_of(rule, id_, index, as_of))


def _spoken_of(rule: Rule, id_: str, index: Index, as_of: datetime) -> Iterator[object]:
    for door in index.services[id_].doors:
        lasting = {name: value for name, value in door.attributes.items() if name not in PASSING}
        yield truth(rule.services, Dated(index.catalog, lasting, as_of))
