"""What is worth a look in a network that reads well: one function a check, all of one shape, in one tuple.

To add a check, write a function that yields warnings and put it into `CHECKS`. Errors are found while reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import networkx as nx

from cafematch.errors import Problem
from cafematch.matching.index import Index, build_index, fact_key
from cafematch.matching.truth import YES, follows, in_force, passes, truth
from cafematch.model.catalog import Catalog, Organisation, Service
from cafematch.model.conditions import All, AnyOf, Condition, Not, Subject, Test
from cafematch.model.duration import Duration
from cafematch.model.rules import Expire, RuleSet
from cafematch.model.vocabulary import NeedDomain
from cafematch.quick import dataclass
from cafematch.upkeep.sources import Sources, Steps

LONG_WAIT = Duration(6, "month")
"""Above this a waiting list is reported: hardly anybody waits so long without something in the meantime."""


@dataclass(frozen=True, slots=True)
class Network:
    """A network under inspection."""

    catalog: Catalog
    rules: RuleSet
    index: Index
    as_of: datetime
    sources: Sources

    def services(self) -> Iterator[tuple[Organisation, Service, Steps]]:
        """Yield every service with its organisation and its place inside the organisation's file."""
        for organisation in self.catalog.organisations:
            for position, service in enumerate(organisation.services):
                yield organisation, service, ("services", position)

    def warn(
        self, code: str, message: str, organisation: Organisation, steps: Steps, hint: str | None = None
    ) -> Problem:
        """Return a warning about something in an organisation's file."""
        return self.sources.warning(code, message, "catalog", Sources.file_of(organisation), steps, hint)


def check_network(catalog: Catalog, rules: RuleSet, as_of: datetime | None = None) -> tuple[Problem, ...]:
    """Return everything worth a look, by place; `as_of` is local time, by default the network's own moment, else now."""
    moment = as_of or catalog.network.as_of or datetime.now(ZoneInfo(catalog.network.timezone)).replace(tzinfo=None)
    network = Network(catalog, rules, build_index(catalog, rules), moment, Sources(catalog, rules))
    found = [problem for check in CHECKS for problem in check(network)]
    return tuple(sorted(found, key=lambda problem: problem.sort_key))


def unserved_needs(network: Network) -> Iterator[Problem]:
    """unserved-need: a need of the vocabulary that no service of the network addresses."""
    for name, term in network.catalog.vocabulary.terms.items():
        if isinstance(term, NeedDomain) or network.index.answering.get(name):
            continue
        domain, _, own = name.partition(".")
        label = term.label.in_language("en")
        message = f"nobody in {network.catalog.network.network} answers the need '{name}' ({label})"
        hint = "find or found a service for it, and tell the network about the gap"
        yield network.sources.warning(
            "unserved-need", message, "catalog", "vocabulary/needs.yaml", (domain, "terms", own), hint
        )


def cold_interfaces(network: Network) -> Iterator[Problem]:
    """cold-interface: two organisations with no agreement and no good experience, and nobody who wants it so."""
    for handover in network.catalog.handovers:
        if handover.agreement == "none" and handover.quality == 0 and handover.by_design is None:
            name = Sources.file_of(handover)
            position = network.sources.position(handover, "handovers")
            message = f"between '{handover.from_}' and '{handover.to}' people fall through: no agreement, quality 0"
            hint = "agree on an interface, or say under 'by_design' why there is none"
            yield network.sources.warning("cold-interface", message, "catalog", name, ("handovers", position), hint)


def stale_entries(network: Network) -> Iterator[Problem]:
    """stale-entry: a service that an expire rule flags at this moment."""
    rules = [rule for rule in network.index.rules if isinstance(rule.then, Expire)]
    for organisation, service, steps in network.services():
        indexed = network.index.services[service.id]
        facts = Dated(network.catalog, indexed.attributes, network.as_of)
        for rule in rules:
            if truth(rule.services, facts) is YES:
                on = (service.verified or organisation.verified).on
                message = f"'{service.id}' was last verified on {on} (rule '{rule.id}')"
                place = (*steps, "verified") if service.verified else ("verified",)
                yield network.warn(
                    "stale-entry", message, organisation, place, "ask the organisation and write the new date"
                )


@dataclass(frozen=True, slots=True)
class Dated:
    """A service's attributes at a moment."""

    catalog: Catalog
    attributes: object
    as_of: datetime

    def value(self, subject: Subject) -> object:
        """Return an attribute, None where it is not stated or depends on a visitor."""
        assert isinstance(self.attributes, dict)
        return self.attributes.get(subject.name)

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.catalog.surroundings.get(place, frozenset({place}))


def ending_requirements(network: Network) -> Iterator[Problem]:
    """requirement-ends: a requirement with an end date and nothing that follows it."""
    for organisation, service, steps in network.services():
        for part, place in _dated_parts(service.requires, (*steps, "requires")):
            until = part[0].note.valid_until
            state = in_force(part[0], part[1], network.as_of.date())
            followed = until is not None and any(follows(other, part[0], date.max) for other in part[1])
            if until is None or followed or state == "not_yet":
                continue
            word = "ended" if state == "ended" else "ends"
            message = f"a requirement of '{service.id}' {word} on {until}, and nothing follows it"
            hint = "find out what holds after that day and add it with 'valid_from'"
            yield network.warn("requirement-ends", message, organisation, (*place, "valid_until"), hint)


def _dated_parts(condition: Condition, place: Steps) -> Iterator[tuple[tuple[Condition, tuple[Condition, ...]], Steps]]:
    """Yield every line of a tree with its siblings and its place in the file."""
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            for position, part in enumerate(parts):
                yield (part, parts), (*place, position)
                key = "any" if isinstance(part, AnyOf) else "all"
                if isinstance(part, All | AnyOf):
                    yield from _dated_parts(part, (*place, position, key))
        case Not() | Test():
            return


def duplicate_side_offers(network: Network) -> Iterator[Problem]:
    """duplicate-offer: two organisations that offer the same beside their main service."""
    offers: dict[str, list[tuple[Organisation, Service, Steps]]] = defaultdict(list)
    for organisation, service, steps in network.services():
        for position, offer in enumerate(service.also_offers):
            offers[offer].append((organisation, service, (*steps, "also_offers", position)))
    for offer, places in sorted(offers.items()):
        first = places[0]
        for organisation, service, steps in places[1:]:
            if organisation.organisation != first[0].organisation:
                label = network.catalog.vocabulary.words.side_offers[offer].in_language("en")
                message = f"'{service.id}' and '{first[1].id}' both offer {label}"
                yield network.warn("duplicate-offer", message, organisation, steps, "agree on who does it")


def long_waits(network: Network) -> Iterator[Problem]:
    """long-wait: a service that is full, or whose waiting list is longer than half a year."""
    for organisation, service, steps in network.services():
        capacity = service.capacity
        if capacity.state == "full" or capacity.wait.days > LONG_WAIT.days:
            meanwhile = "with something in the meantime" if capacity.bridge else "with nothing in the meantime"
            state = "is full" if capacity.state == "full" else f"has a wait of {capacity.wait}"
            message = f"'{service.id}' {state}, {meanwhile}"
            yield network.warn("long-wait", message, organisation, (*steps, "capacity"))


def always_free(network: Network) -> Iterator[Problem]:
    """always-free: a service that always has places; a vacancy is never a reason to send somebody."""
    for organisation, service, steps in network.services():
        if service.capacity.always_free:
            message = f"'{service.id}' always has free places; this never counts as a reason"
            place = (*steps, "capacity", "always_free")
            yield network.warn("always-free", message, organisation, place, "ask whether people want this service")


def reviews_due(network: Network) -> Iterator[Problem]:
    """review-due: a rule in force whose review date has passed."""
    for rule in network.rules.rules:
        if rule.status == "active" and rule.review_by < network.as_of.date():
            message = f"the rule '{rule.id}' was to be reviewed by {rule.review_by}"
            hint = "look at its source and its examples, then set a new date"
            yield network.sources.warning("review-due", message, "rules", Sources.file_of(rule), ("review_by",), hint)


def prerequisite_circles(network: Network) -> Iterator[Problem]:
    """prerequisite-circle: services that each require what only the others bring about, so that nobody gets in."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for service in network.catalog.services.values():
        for part in service.requires.parts:
            if isinstance(part, Test):
                makers = _makers(network, part)
                if len(makers) == 1:
                    graph.add_edge(service.id, makers[0])
    for circle in sorted(sorted(component) for component in nx.strongly_connected_components(graph)):
        if len(circle) > 1 or graph.has_edge(circle[0], circle[0]):
            names = ", ".join(f"'{id_}'" for id_ in circle)
            organisation = network.catalog.provider[circle[0]]
            position = [service.id for service in organisation.services].index(circle[0])
            message = f"{names} require what only they bring about: whoever lacks it gets nowhere"
            steps = ("services", position, "requires")
            yield network.warn("prerequisite-circle", message, organisation, steps, "open one of them without it")


def _makers(network: Network, test: Test) -> list[str]:
    """Return the services one of whose outcomes passes a test."""
    key = fact_key(test.subject)
    facts = Dated(network.catalog, {}, network.as_of)
    return [
        id_
        for id_ in network.index.making.get(key, ())
        for outcome in network.catalog.services[id_].outcomes
        if fact_key(outcome.subject) == key and passes(test.check, outcome.value, facts) is YES
    ]


Check = Callable[[Network], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    unserved_needs,
    cold_interfaces,
    stale_entries,
    ending_requirements,
    duplicate_side_offers,
    long_waits,
    always_free,
    reviews_due,
    prerequisite_circles,
)
