"""The network as the engine sees it: compiled once from a catalog and its rules, then only read.

Everything here is the same for every person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from typing import Any, TypeVar

from bitarray import bitarray

from cafematch.matching.judging.requirements import Requirements
from cafematch.matching.judging.services import (
    Answered,
    IndexedService,
    IndexedServices,
    fact_key,
    is_settled,
    required_facts,
)
from cafematch.matching.judging.sets import ServiceSet
from cafematch.model.catalog import Catalog, Handover
from cafematch.model.rules import Rule, RuleSet
from cafematch.quick import dataclass

SAME_HOUSE = "H3"
"""The hand-over within one house: people are introduced in person."""

Ids = tuple[str, ...]
T = TypeVar("T")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Index:
    """One network, ready to be matched with many people.

    Beside every service by id it tells which services, in the order of their ids, answer a need (`answering`), bridge a
    barrier (`bridging`), make a fact (`making`), are of a kind (`of_kind`) or welcome competences of an area
    (`welcoming`); nothing has to look at all services for that.
    """

    catalog: Catalog
    rules: tuple[Rule, ...]
    services: Mapping[str, IndexedService]
    answering: Mapping[str, ServiceSet]
    bridging: Mapping[str, Ids]
    making: Mapping[tuple[str, ...], Ids]
    of_kind: Mapping[str, Ids]
    welcoming: Mapping[str, Ids]
    interfaces: Mapping[tuple[str, str], Handover]
    weights: Mapping[str, Any]
    requirements: Requirements
    openable: bitarray
    """The services that look, or a door of which looks, at a fact some service can make; by their numbers."""
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is the same for everybody but seldom wanted: made when it is first asked for, found by `key` after that."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def set_of(self, bits: bitarray) -> ServiceSet:
        """Return services told by their numbers."""
        return ServiceSet(self.requirements.numbering, bits)

    def of_kinds(self, kinds: Iterable[str]) -> set[str]:
        """Return the services of some kinds."""
        return {id_ for kind in kinds for id_ in self.of_kind.get(kind, ())}


def build_index(catalog: Catalog, rule_set: RuleSet) -> Index:
    """Compile a network and its rules."""
    rules = tuple(sorted((rule for rule in rule_set.rules if in_force(rule, catalog)), key=lambda rule: rule.id))
    settled = frozenset(rule.id for rule in rules if is_settled(rule))
    answering: dict[str, list[int]] = defaultdict(list)
    making: dict[tuple[str, ...], list[str]] = defaultdict(list)
    of_kind: dict[str, list[str]] = defaultdict(list)
    welcoming: dict[str, list[str]] = defaultdict(list)
    answered_with = Answered(catalog)
    requirements = Requirements(tuple(catalog.services.values()))
    for number, (id_, service) in zip(requirements.numbering.numbers, catalog.services.items(), strict=True):
        of_kind[service.kind].append(id_)
        for need in answered_with[service.addresses]:
            answering[need].append(number)
        for key in {fact_key(outcome.subject) for outcome in service.outcomes} if service.outcomes else ():
            making[key].append(id_)
        for area in {area for welcome in service.roles for area in welcome.areas} if service.roles else ():
            welcoming[area].append(id_)
    bridging: dict[str, list[str]] = defaultdict(list)
    for kind, ids in of_kind.items():
        for barrier in catalog.vocabulary.kinds[kind].bridges:
            bridging[barrier] += ids
    return Index(
        catalog=catalog,
        rules=rules,
        services=IndexedServices(catalog, settled),
        answering={need: ServiceSet.of(requirements.numbering, numbers) for need, numbers in sorted(answering.items())},
        bridging=_in_order(bridging),
        making=_in_order(making),
        of_kind=_in_order(of_kind),
        welcoming=_in_order(welcoming),
        interfaces={(handover.from_, handover.to): handover for handover in catalog.handovers},
        weights=rule_set.weights,
        requirements=requirements,
        openable=_openable(catalog, requirements, frozenset(making)),
    )


def _openable(catalog: Catalog, requirements: Requirements, made: frozenset[tuple[str, ...]]) -> bitarray:
    found = requirements.looking_at(lambda subject: fact_key(subject) in made)
    for number, service in zip(requirements.numbering.numbers, catalog.services.values(), strict=True):
        if len(service.doors) > 1 and any(required_facts(door.requires) & made for door in service.doors):
            found[number] = True
    return found


def _in_order(lists: Mapping[Key, list[str]]) -> dict[Key, Ids]:
    return {key: tuple(sorted(ids)) for key, ids in lists.items()}


def in_force(rule: Rule, catalog: Catalog) -> bool:
    """Return whether a rule is active and holds in this network's country or one of its places."""
    if rule.status != "active":
        return False
    here = {catalog.network.country, catalog.network.network, *catalog.network.places}
    return not rule.applies_in or not here.isdisjoint(rule.applies_in)


def offered_level(index: Index, origin: str, target: IndexedService, host: str | None) -> tuple[int, Handover | None]:
    """Return the warmest hand-over offered from an organisation to a service, and the interface that offers it.

    Within one organisation, or where the service sits at the origin's own place, people are introduced in person (H3).
    """
    ranks = index.catalog.vocabulary.ranks["handover"]
    own = target.organisation.organisation
    edges = [
        edge
        for edge in (index.interfaces.get((origin, target.id)), index.interfaces.get((origin, own)))
        if edge is not None
    ]
    best = max(edges, key=lambda edge: (ranks[edge.offers], edge.quality, edge.to), default=None)
    level = ranks[best.offers] if best else 0
    if origin in (own, host):
        level = max(level, ranks[SAME_HOUSE])
    return level, best
