"""Doors: what stands between a person and each way into a service, what bridges it, and which door is the best.

A barrier is a mismatch between what the person has stated and a door. One that nothing bridges closes the door; one
the catalog leaves open is a thing for staff to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

from cafematch.matching.judging.barriers import Mismatch, Visitor, speaks
from cafematch.matching.judging.knowledge import ActingRule, Knowledge
from cafematch.matching.judging.services import Concerns, IndexedDoor, IndexedService
from cafematch.matching.judging.truth import NO, UNKNOWN, YES, Truth, truth
from cafematch.model.catalog import Rung
from cafematch.model.conditions import Subject
from cafematch.model.hours import next_opening
from cafematch.model.rules import Rule
from cafematch.model.values import Level
from cafematch.model.vocabulary import Barrier
from cafematch.quick import dataclass


@dataclass(frozen=True, slots=True)
class Support:
    """A service attached to a step: the barriers it bridges there, or the rule that wants it there."""

    service: str
    bridges: tuple[Barrier, ...]
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What rules and the ladder may ask about a service at a door for this visitor; else the person's own facts."""

    knowledge: Knowledge
    attributes: Mapping[str, Any]
    joined: Mapping[str, Any]
    about: Concerns

    def concerned_by(self, rule: Rule) -> Truth:
        """Return whether a rule speaks about this service at this door; most of it is known without the person."""
        if not rule.services.parts:
            return YES
        found = self.about.of(rule)
        return truth(rule.services, self) if found is None else found

    def acted_on_by(self, entry: ActingRule) -> Truth:
        """Return whether a rule acts and speaks about this service at this door."""
        return min(entry.truth, self.concerned_by(entry.rule))

    @property
    def as_of(self) -> datetime:
        return self.knowledge.as_of

    def value(self, subject: Subject) -> Any:
        """Return an attribute of service, door or the person's history with it, or a fact of the person."""
        if subject.family != "service":
            return self.knowledge.value(subject)
        name = subject.name
        return self.joined[name] if name in self.joined else self.attributes.get(name)

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.knowledge.lies_in(place)


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """The way in that suits best: with what it asks for, what bridges its barriers, and what is still unclear."""

    indexed: IndexedDoor
    threshold: int
    rungs: tuple[Rung, ...]
    supports: tuple[Support, ...]
    unclear: tuple[Mismatch, ...]
    entry: Truth
    opening: datetime
    closing: datetime | None
    facts: DoorFacts
    bridged: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """A way in that is barred, and by what."""

    indexed: IndexedDoor
    barred_by: tuple[Mismatch, ...]
    entry: Truth

    @property
    def barriers(self) -> frozenset[Barrier]:
        """What bars it, by name."""
        return frozenset(mismatch.barrier for mismatch in self.barred_by)


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of a service for one person: the best, those that may turn out better, and those that are barred."""

    best: OpenDoor | None
    hopeful: tuple[OpenDoor, ...]
    closed: tuple[ClosedDoor, ...]


def try_doors(
    visitor: Visitor,
    indexed: IndexedService,
    joined: Mapping[str, Any],
    pressing: bool,
    excluding: tuple[ActingRule, ...],
) -> Doors:
    """Return the door that suits best, those that would suit better if what is unknown turned out well, and the barred.

    Best is: least excluded by rules, most certain entry, fewest things unclear, fewest supports, lowest threshold, then —
    where a need is pressing — the earliest opening, else the house where the person sits; at last what stays open longest.
    """
    found = [_try_door(visitor, indexed, door, joined) for door in indexed.doors]
    closed = tuple([door for door in found if isinstance(door, ClosedDoor)])
    able = [door for door in found if isinstance(door, OpenDoor)]
    if len(able) < 2:
        return Doors(able[0] if able else None, (), closed)
    tried: list[tuple[tuple[Any, ...], tuple[Any, ...], OpenDoor]] = []
    for door in able:
        away = door.indexed.host != visitor.here and indexed.organisation.organisation != visitor.here
        comfort = (door.opening, away) if pressing else (away, door.opening)
        unsure = sum(1 for mismatch in door.unclear if mismatch.fact)
        stays_open = -(door.closing or datetime.max).toordinal(), -(door.closing or datetime.max).hour
        excluded = [door.facts.acted_on_by(entry) for entry in excluding]
        doubts = excluded.count(UNKNOWN), -door.entry, unsure
        merits = len(door.supports), door.threshold, *comfort, len(door.unclear), *stays_open, door.indexed.sort_key
        certain = excluded.count(YES)
        tried.append(((certain, *doubts, *merits), (certain, 0, -YES, 0, *merits), door))
    key, _, best = min(tried, key=lambda entry: entry[0])
    return Doors(best, tuple(door for _, hope, door in tried if hope < key and door is not best), closed)


def _try_door(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, joined: Mapping[str, Any]
) -> OpenDoor | ClosedDoor:
    knowledge = visitor.knowledge
    entry = truth(door.door.requires, knowledge) if door.door.requires.parts else YES
    mismatches = [mismatch for check in visitor.checks if (mismatch := check.find(visitor, indexed, door))]
    blocked = [mismatch for mismatch in mismatches if mismatch.state == "blocked"]
    supports, unbridged = _bridge(visitor, indexed, door, blocked) if blocked else ((), ())
    span = _opening(visitor, indexed, door, supports)
    if span is None:
        unbridged = (*unbridged, Mismatch("hours", "blocked"))
    if span is None or unbridged or entry is NO:
        return ClosedDoor(door, unbridged, entry)
    if supports:
        entry = min(entry, *(visitor.support_truth(support.service) for support in supports))
    facts = DoorFacts(knowledge, door.attributes, joined, door.about)
    rungs = [*door.fixed_rungs, *(rung for rung in door.visitor_rungs if truth(rung.when, facts) is YES)]
    ranks = visitor.index.catalog.vocabulary.ranks["threshold"]
    threshold = max([door.fixed_threshold, *(ranks[rung.level] for rung in rungs)])
    return OpenDoor(
        indexed=door,
        threshold=threshold,
        rungs=tuple([rung for rung in rungs if ranks[rung.level] == threshold]),
        supports=supports,
        unclear=tuple([mismatch for mismatch in mismatches if mismatch.state == "unclear"]),
        entry=entry,
        opening=span[0],
        closing=span[1],
        facts=DoorFacts(knowledge, door.attributes, {**joined, "threshold": Level(threshold, threshold)}, door.about),
        bridged=tuple(blocked),
    )


def _opening(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, supports: tuple[Support, ...]
) -> Span | None:
    """Return from when until when the door is first open for this person and their supports; None if it never is."""
    start = door.door.lead_time.after(visitor.knowledge.as_of)
    if indexed.service.capacity.wait.amount:
        start = max(start, indexed.service.capacity.wait.after(visitor.knowledge.as_of))
    return open_together(visitor, door, supports, start)


Span = tuple[datetime, datetime | None]
"""From when, and until when; None: without hours a visit is by arrangement and has no end."""


def open_together(visitor: Visitor, door: IndexedDoor, supports: tuple[Support, ...], start: datetime) -> Span | None:
    """Return when a door is first open from `start` on with everybody beside it: the person and their supports.

    Without hours a visit is by arrangement: the person's own time is no barrier. Whoever carries a hand-over has called
    before; every other support comes along, booked from now on and through the door of theirs that is open soonest.
    """
    own = (door.hours,) if door.hours else ()
    person = (visitor.availability,) if own and visitor.availability else ()
    if not supports:
        return next_opening(start, *own, *person) if own else (start, None)
    kinds, services = visitor.index.catalog.vocabulary.kinds, visitor.index.services
    beside = [services[support.service] for support in supports]
    beside = [other for other in beside if kinds[other.service.kind].carries_handover is None]
    now = visitor.knowledge.as_of
    start = max((start, *(other.service.capacity.wait.after(now) for other in beside)))
    spans: list[Span] = []
    for doors in product(*(other.doors for other in beside)):
        begin = max((start, *(other.door.lead_time.after(now) for other in doors)))
        hours = (*own, *person, *(other.hours for other in doors if other.hours))
        span = next_opening(begin, *hours) if hours else (begin, None)
        spans += [span] if span else []
    return min(spans, key=lambda span: (span[0], span[1] or datetime.max), default=None)


def _bridge(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, blocked: list[Mismatch]
) -> tuple[tuple[Support, ...], tuple[Mismatch, ...]]:
    """Attach supports that bridge what is blocked: for each barrier one already attached, else who can come soonest."""
    attached: dict[str, list[Barrier]] = {}
    unbridged = []
    for mismatch in sorted(blocked, key=lambda entry: entry.barrier):
        candidates = [
            id_
            for id_ in visitor.index.bridging.get(mismatch.barrier, ())
            if id_ != indexed.id and _can_support(visitor, id_, mismatch.barrier, indexed, door)
        ]
        if not candidates:
            unbridged.append(mismatch)
            continue
        best = min(
            candidates,
            key=lambda id_: (id_ not in attached, _together(visitor, door, id_), _distance(visitor, id_, door), id_),
        )
        attached.setdefault(best, []).append(mismatch.barrier)
    supports = tuple(Support(id_, tuple(bridged)) for id_, bridged in sorted(attached.items()))
    return supports, tuple(unbridged)


def with_companion(visitor: Visitor, indexed: IndexedService, door: OpenDoor, id_: str, rule: str) -> OpenDoor | None:
    """Return a door with somebody attached whom a rule wants there; None if they are never there when it is open."""
    supports = (*door.supports, Support(id_, (), rule))
    span = _opening(visitor, indexed, door.indexed, supports)
    return None if span is None else replace(door, supports=supports, opening=span[0], closing=span[1])


def _together(visitor: Visitor, door: IndexedDoor, support: str) -> datetime:
    """Return when a door is first open with a support beside the person; the end of time if never."""
    span = open_together(visitor, door, (Support(support, ()),), visitor.knowledge.as_of)
    return span[0] if span else datetime.max


def _distance(visitor: Visitor, support: str, door: IndexedDoor) -> int:
    """Return 0 for a support of the house where the person sits or that hosts the door, else 1."""
    organisation = visitor.index.services[support].organisation.organisation
    return 0 if organisation in (visitor.here, door.host) else 1


def _can_support(visitor: Visitor, id_: str, barrier: Barrier, target: IndexedService, door: IndexedDoor) -> bool:
    """Return whether a service can bridge a barrier of this person at a door."""
    support = visitor.index.services[id_]
    if barrier == "language":
        willing = target.attributes["interpreter"] and _interprets_as_wished(visitor, support)
        return willing and supports_person(visitor, support)
    if not supports_person(visitor, support):
        return False
    return _together(visitor, door, id_) < datetime.max


def supports_person(visitor: Visitor, support: IndexedService) -> bool:
    """Return whether a supporting service takes this person: not closed to them, not barred, in a common language."""
    return visitor.support_truth(support.id) is not NO and speaks(visitor, support)


def interpreter_wished(visitor: Visitor) -> tuple[str, ...]:
    """Return what the person wishes of whoever interprets: a gender, `professional`, `not_from_own_community`."""
    wished = dict(visitor.says("interpreter") or ())
    gender = (wished["gender"],) if wished.get("gender") else ()
    return (*gender, *(name for name in ("professional", "not_from_own_community") if wished.get(name)))


def _interprets_as_wished(visitor: Visitor, support: IndexedService) -> bool:
    """Return whether an interpreting service has somebody as wished; who it sends is agreed when it is booked."""
    offered = support.service.interpreting
    able = (
        frozenset((*offered.genders, *(("professional",) if offered.professional else ()))) if offered else frozenset()
    )
    return able.issuperset(set(interpreter_wished(visitor)) - {"not_from_own_community"})
