"""Offers: where what a person can do is welcome. Always optional, never a condition, never a step of a path."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.truth import YES, truth
from cafematch.matching.judging.verdicts import Judgement
from cafematch.matching.suggestion import Message, Offer
from cafematch.model.conditions import Subject
from cafematch.model.profile import Competence
from cafematch.model.rules import Offer as OfferRule
from cafematch.model.rules import Rule, Safeguard
from cafematch.quick import dataclass

ROLES = ("guest", "helper", "lead")
"""From coming along to taking the lead."""


@dataclass(frozen=True, slots=True)
class CompetenceFacts:
    """What a rule about offers may ask about one competence."""

    knowledge: Knowledge
    competence: Competence

    @property
    def as_of(self) -> datetime:
        return self.knowledge.as_of

    def value(self, subject: Subject) -> Any:
        """Return an attribute of the competence, None where it is not stated."""
        _, attribute = subject.key
        whole, _, part = attribute.partition(".")
        value = getattr(self.competence, whole)
        return getattr(value, part) if part else value

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.knowledge.lies_in(place)


def offers_to(judgement: Judgement) -> Iterator[Offer]:
    """Yield the places where what a person can do is welcome, with the role: none where a safeguard says so.

    Rules say up to which role a competence may go. Of the roles a service has for it the highest within that is offered,
    else the lowest it has: what is not known about a competence never means that somebody cannot.
    """
    acting = [entry.rule for entry in judgement.acting if entry.truth is YES]
    if any(isinstance(rule.then, Safeguard) and rule.then.no_offers for rule in acting):
        return
    rules = [rule for rule in acting if isinstance(rule.then, OfferRule)]
    index, knowledge = judgement.index, judgement.knowledge
    best: dict[str, tuple[int, Competence, Rule | None]] = {}
    for competence in sorted(knowledge.profile.competences, key=lambda entry: (entry.area, entry.label)):
        if competence.wants_to_use != "no":
            granted, rule = _granted(knowledge, competence, rules)
            if competence.area not in best or granted > best[competence.area][0]:
                best[competence.area] = granted, competence, rule
    for area, (granted, competence, rule) in best.items():
        for id_ in index.welcoming.get(area, ()):
            verdict = judgement.verdicts[id_]
            indexed = verdict.indexed
            roles = {ROLES.index(welcome.role) for welcome in indexed.service.roles if area in welcome.areas}
            if verdict.exclusions or verdict.refused or verdict.door is None:
                continue
            role = max((role for role in roles if role <= granted), default=min(roles))
            label = index.catalog.vocabulary.competences.areas[area].label
            hours = verdict.door.indexed.door.hours
            yield Offer(
                service=id_,
                name=indexed.service.name,
                kind=indexed.service.kind,
                role=ROLES[role],
                area=area,
                because=Message.of("offer", label=competence.label, area=label),
                rule=rule.id if rule is not None else None,
                opens_when=Message.of("open_from", moment=verdict.door.opening, hours=hours),
                at=indexed.service.at,
            )


def _granted(knowledge: Knowledge, competence: Competence, rules: list[Rule]) -> tuple[int, Rule | None]:
    """Return the highest role that rules grant to a competence, and the rule; without one, to come along as a guest."""
    granted: tuple[int, Rule | None] = (0, None)
    for rule in rules:
        assert isinstance(rule.then, OfferRule)
        role = ROLES.index(rule.then.role)
        if truth(rule.then.competence, CompetenceFacts(knowledge, competence)) is YES and (
            granted[1] is None or role > granted[0]
        ):
            granted = role, rule
    return granted
