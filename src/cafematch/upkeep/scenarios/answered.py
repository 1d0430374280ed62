"""An answer, read with the words of its network and against one expectation: which step is first, what is shown where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass as with_cached_properties
from datetime import datetime
from functools import cached_property
from typing import Literal

from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Message, Offer, SafeguardCard, Step, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule
from cafematch.model.text import Text
from cafematch.quick import dataclass
from cafematch.upkeep.scenarios.expectations import Expectation


@dataclass(frozen=True, slots=True)
class Shown:
    """A service the answer proposes, as what, and by what: a safeguard's card, a step of the path of that rank, an offer."""

    service: str
    kind: str
    role: Literal["contact", "step", "support", "fallback", "offer"]
    by: SafeguardCard | Step | Offer
    path: int = 0


@with_cached_properties(frozen=True)
class Answered:
    """The answer to a profile, and what was expected of it."""

    matcher: Matcher
    profile: Profile
    suggestion: Suggestion
    expectation: Expectation

    @property
    def catalog(self) -> Catalog:
        return self.matcher.catalog

    @property
    def as_of(self) -> datetime:
        return self.suggestion.as_of

    @cached_property
    def companions(self) -> frozenset[str]:
        """The kinds that go along with steps."""
        kinds = self.catalog.vocabulary.kinds
        return frozenset(name for name, kind in kinds.items() if kind.companion)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """All rules by id, also those that are not in force here."""
        return {rule.id: rule for rule in self.matcher.rules.rules}

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps of the path that is recommended, none if there is no path."""
        return self.suggestion.paths[0].steps if self.suggestion.paths else ()

    @cached_property
    def first(self) -> Step | None:
        """The first step of the path that is recommended."""
        passed_over = self.companions.difference(self.expectation.first_any_of)
        return next((step for step in self.path if step.kind not in passed_over), self.path[0] if self.path else None)

    @cached_property
    def later(self) -> frozenset[str]:
        """The kinds that come after the first step of the path, or go along with some step."""
        after = self.path.index(self.first) + 1 if self.first else 0
        beside = [step for step in self.path[:after] if step.kind in self.companions and step is not self.first]
        supports = [support.kind for step in self.path for support in step.supports]
        return frozenset([*(step.kind for step in (*self.path[after:], *beside)), *supports])

    def steps(self) -> Iterator[tuple[int, Step]]:
        """Yield every step of every path shown, with the rank of the path."""
        for path in self.suggestion.paths:
            yield from ((path.rank, step) for step in path.steps)

    def shown(self) -> Iterator[Shown]:
        """Yield every service the answer proposes."""
        services = self.catalog.services
        for card in self.suggestion.safeguards:
            for contact in card.contacts:
                if contact.service is not None and contact.kind is not None:
                    yield Shown(contact.service, contact.kind, "contact", card)
        for rank, step in self.steps():
            yield Shown(step.service, step.kind, "step", step, rank)
            yield from (Shown(support.service, support.kind, "support", step, rank) for support in step.supports)
            other = step.if_it_fails.service
            if other != self.suggestion.entrance.service:
                yield Shown(other, services[other].kind, "fallback", step, rank)
        yield from (Shown(offer.service, offer.kind, "offer", offer) for offer in self.suggestion.offers)

    def is_at(self, service: str, places: Iterable[str]) -> bool:
        """Return whether a service is one of these, or of one of these organisations."""
        return not {service, self.catalog.provider[service].organisation}.isdisjoint(places)

    @cached_property
    def familiar(self) -> frozenset[str]:
        """The services and organisations that are not new: where the person sits, has been, or trusts."""
        told = dict(self.profile.background)
        contacts = [dict(contact) for contact in told.get("previous_contacts", ())]
        been = {contact.get(key) for contact in contacts for key in ("service", "organisation")}
        here = self.profile.at or self.suggestion.entrance.service
        places = {here, *told.get("existing_trust", ()), *been}
        owners = {self.catalog.provider[place].organisation for place in places if place in self.catalog.provider}
        return frozenset(place for place in places | owners if place)

    def rank(self, scale: str, level: str) -> int:
        """Return the rank of a level on its scale."""
        return self.catalog.vocabulary.scales[scale][level].rank

    # What things are called, with the id by which files name them

    def kind(self, name: str) -> Message:
        """Return a kind by its label and id."""
        return Message.of("with_id", name=self.catalog.vocabulary.kinds[name].label, id=name)

    def kinds(self, names: Iterable[str]) -> tuple[Message, ...]:
        """Return kinds by their labels and ids."""
        return tuple(map(self.kind, names))

    def service(self, id_: str) -> Message:
        """Return a service or an organisation by its name and id."""
        found = self.catalog.services.get(id_) or self.catalog.organisation[id_]
        return Message.of("named", name=found.name, id=id_)

    def services(self, ids: Iterable[str]) -> tuple[Message, ...]:
        """Return services or organisations by their names and ids."""
        return tuple(map(self.service, ids))

    def rule(self, id_: str) -> Message:
        """Return a rule by its title and id."""
        return Message.of("named_rule", name=self.rules[id_].title, id=id_)

    def rules_of(self, ids: Iterable[str]) -> tuple[Message, ...]:
        """Return rules by their titles and ids."""
        return tuple(map(self.rule, ids))

    def fact(self, name: str) -> Message:
        """Return a fact by what it is called, and by how files name it."""
        return Message.of("fact_with_id", fact=name, id=name)

    def need(self, name: str) -> Text:
        """Return what a need is called."""
        return self.catalog.vocabulary.terms[name].label
