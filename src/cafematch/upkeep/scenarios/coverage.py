"""What the scenarios touch of a network, and what none of them does: rules, services, needs, organisations, kinds.

A rule is touched where it acted: a scenario's answer names it among those that acted, or shows its card. A service is
touched where it is a step of a path shown, or goes along with one; it is only mentioned where it is a contact, a way on
if a step fails, an offer, a near miss, left out by name, nearest to a gap, or the entrance. So are the organisations and
kinds of services. A need is touched where a profile names it, whatever its state, and only mentioned where it is asked
for. Rules are those in force in the network, kinds those of its services, needs those that some service of it answers or a
profile names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, Literal

from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.upkeep.scenarios.running import ScenarioResult

Sort = Literal["rules", "services", "needs", "organisations", "kinds"]
Touch = Literal["touched", "mentioned", "untouched"]
SORTS: Final[tuple[Sort, ...]] = ("rules", "services", "needs", "organisations", "kinds")
_NEARNESS: Final[tuple[Touch, ...]] = ("untouched", "mentioned", "touched")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that scenarios may touch, what it is called, and how near the nearest came."""

    id: str
    label: Text
    touch: Touch


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far scenarios reach in one network, or, without one, in all of them together; entries are in order of ids."""

    network: Text | None
    id: str
    scenarios: int
    entries: Mapping[Sort, tuple[Entry, ...]]

    def count(self, sort: Sort, touch: Touch = "touched") -> int:
        """Return how many entries of a sort are touched so."""
        return len(self.of(sort, touch))

    def of(self, sort: Sort, touch: Touch) -> tuple[Entry, ...]:
        """Return the entries of a sort that are touched so."""
        return tuple(entry for entry in self.entries[sort] if entry.touch == touch)


def coverage_of(matcher: Matcher, results: Iterable[ScenarioResult]) -> Coverage:
    """Return what scenarios touch in their network; results of other networks are left out."""
    catalog = matcher.catalog
    own = [result for result in results if result.suggestion.network == catalog.network.network]
    on_path = {id_ for result in own for id_ in _on_paths(result.suggestion)}
    mentioned = {id_ for result in own for id_ in _mentioned(result.suggestion)}
    acted = {rule for result in own for rule in _acted(result.suggestion)}
    named = {need.need for result in own for need in result.answered.profile.needs}
    asked = {question.fact for result in own for question in result.suggestion.questions}

    def services(part: Set[str], of: Literal["organisation", "kind"]) -> set[str]:
        """Return the organisations or the kinds of services."""
        if of == "kind":
            return {catalog.services[id_].kind for id_ in part}
        return {catalog.provider[id_].organisation for id_ in part}

    kinds = catalog.vocabulary.kinds
    terms = {name: catalog.vocabulary.terms[name].label for name in {*matcher.index.answering, *named} if "." in name}
    entries: dict[Sort, tuple[Entry, ...]] = {
        "rules": _entries({rule.id: rule.title for rule in matcher.index.rules}, acted),
        "services": _entries({id_: service.name for id_, service in catalog.services.items()}, on_path, mentioned),
        "needs": _entries(terms, named, {fact.removeprefix("need.") for fact in asked}),
        "organisations": _entries(
            {id_: organisation.name for id_, organisation in catalog.organisation.items()},
            services(on_path, "organisation"),
            services(mentioned, "organisation"),
        ),
        "kinds": _entries(
            {name: kinds[name].label for name in services(catalog.services.keys(), "kind")},
            services(on_path, "kind"),
            services(mentioned, "kind"),
        ),
    }
    return Coverage(catalog.network.name, catalog.network.network, len(own), entries)


def together(coverages: Iterable[Coverage]) -> Coverage:
    """Return what scenarios touch in any of several networks: each thing as near as the nearest came anywhere."""
    several = tuple(coverages)
    entries: dict[Sort, tuple[Entry, ...]] = {}
    for sort in SORTS:
        nearest: dict[str, Entry] = {}
        for entry in (entry for coverage in several for entry in coverage.entries[sort]):
            other = nearest.setdefault(entry.id, entry)
            if _NEARNESS.index(entry.touch) > _NEARNESS.index(other.touch):
                nearest[entry.id] = entry
        entries[sort] = tuple(entry for _, entry in sorted(nearest.items()))
    return Coverage(None, "", sum(coverage.scenarios for coverage in several), entries)


def _entries(labels: Mapping[str, Text], touched: Set[str], mentioned: Set[str] = frozenset()) -> tuple[Entry, ...]:
    def touch(id_: str) -> Touch:
        return "touched" if id_ in touched else "mentioned" if id_ in mentioned else "untouched"

    return tuple(Entry(id_, labels[id_], touch(id_)) for id_ in sorted(labels))


def _acted(answer: Suggestion) -> Iterator[str]:
    yield from (applied.rule for applied in answer.applied)
    yield from (card.rule for card in answer.safeguards)


def _on_paths(answer: Suggestion) -> Iterator[str]:
    for step in (step for path in answer.paths for step in path.steps):
        yield step.service
        yield from (support.service for support in step.supports)


def _mentioned(answer: Suggestion) -> Iterator[str]:
    yield answer.entrance.service
    yield from (contact.service for card in answer.safeguards for contact in card.contacts if contact.service)
    yield from (step.if_it_fails.service for path in answer.paths for step in path.steps)
    yield from (offer.service for offer in answer.offers)
    yield from (miss.service for miss in answer.near_misses)
    yield from (left.service for left in answer.not_recommended)
    yield from (id_ for gap in answer.gaps for id_ in gap.nearest)
