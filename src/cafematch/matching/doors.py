"""Doors: what stands between a person and each way into a service, what bridges it, and which door is the best.

A barrier is a mismatch between what the person has stated and a door. One that nothing bridges closes the door; one
the catalog leaves open is a thing for staff to check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from cafematch.matching.index import Index, IndexedDoor, IndexedService, fixed_level
from cafematch.matching.knowledge import Knowledge
from cafematch.matching.truth import ABSENT, NO, YES, Truth, negated, truth
from cafematch.model.catalog import Rung
from cafematch.model.conditions import Subject
from cafematch.model.hours import Hours, next_opening
from cafematch.model.rules import Rule
from cafematch.model.values import Level
from cafematch.model.vocabulary import Barrier

State = Literal["clear", "unclear", "blocked"]
AWAY_CHANNELS = frozenset({"phone", "messenger", "online", "letter"})
COMING_CHANNELS = frozenset({"home_visit", "outreach"})
WRITTEN_CHANNELS = frozenset({"online", "letter", "messenger"})


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A barrier at a door: blocked, or unclear because the catalog (`fact` is None) or the person has not said."""

    barrier: Barrier
    state: State
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """A service attached to a step, and the barriers it bridges there."""

    service: str
    bridges: tuple[Barrier, ...]


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """What rules and the ladder may ask about a service at a door for this visitor; else the person's own facts."""

    knowledge: Knowledge
    attributes: Mapping[str, Any]
    joined: Mapping[str, Any]
    about: Mapping[str, Truth]

    def concerned_by(self, rule: Rule) -> Truth:
        """Return whether a rule speaks about this service at this door; most of it is known without the person."""
        if not rule.services.parts:
            return YES
        found = self.about.get(rule.id)
        return truth(rule.services, self) if found is None else found

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
    opening: datetime | None
    closing: datetime | None
    facts: DoorFacts
    bridged: tuple[Mismatch, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """A way in that is barred, and by what."""

    indexed: IndexedDoor
    barred_by: tuple[Mismatch, ...]
    entry: Truth


@dataclass(slots=True)
class Visitor:
    """The person as doors meet them: the stated constraints, and the supports the network could attach."""

    index: Index
    knowledge: Knowledge
    here: str | None
    parameters: Mapping[str, Any]
    barred: Callable[[str], Truth]
    availability: Hours | None = None
    spoken: frozenset[str] | None = None
    checks: tuple[Callable[[Visitor, IndexedService, IndexedDoor], Mismatch | None], ...] = ()
    support_truths: dict[str, Truth] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = self.knowledge.values
        country = self.index.catalog.network.country
        self.availability = Hours(said["availability"], country) if "availability" in said else None
        self.spoken = self._spoken()
        stated = {name for name, value in said.items() if value is not ABSENT}
        self.checks = tuple(check for needs, check in _CHECKS if not needs or not stated.isdisjoint(needs))

    def _spoken(self) -> frozenset[str] | None:
        """Return the languages the person can hold a conversation in; None if none were named."""
        languages = self.knowledge.values.get("languages")
        if languages is None:
            return None
        enough = self.parameters["conversation_level"].value.low
        top = Level(0, 99)
        return frozenset(
            code
            for code, skills in languages
            if min(dict(skills).get(skill, top).high for skill in ("listening", "speaking")) >= enough
        )

    def support_truth(self, id_: str) -> Truth:
        """Return whether a supporting service takes this person: its requirements hold and no rule excludes it."""
        if id_ not in self.support_truths:
            requires = truth(self.index.services[id_].service.requires, self.knowledge)
            self.support_truths[id_] = min(requires, negated(self.barred(id_)))
        return self.support_truths[id_]

    def says(self, name: str) -> Any:
        """Return what the person stated, None if nothing."""
        value = self.knowledge.values.get(name)
        return None if value is ABSENT else value


def best_door(
    visitor: Visitor, indexed: IndexedService, joined: Mapping[str, Any], pressing: bool
) -> tuple[OpenDoor | None, tuple[ClosedDoor, ...]]:
    """Return the door that suits best, None if all are barred, and the barred ones.

    Best is: most certain entry, fewest things unclear, fewest supports, lowest threshold, then — where a need is
    pressing — the earliest opening, else the house where the person sits; at last what stays open longest.
    """
    open_doors: list[tuple[tuple[Any, ...], OpenDoor]] = []
    closed: list[ClosedDoor] = []
    for door in indexed.doors:
        found = _try_door(visitor, indexed, door, joined)
        if isinstance(found, ClosedDoor):
            closed.append(found)
            continue
        away = door.host != visitor.here and indexed.organisation.organisation != visitor.here
        opening = found.opening or datetime.max
        comfort = (opening, away) if pressing else (away, opening)
        unsure = sum(1 for mismatch in found.unclear if mismatch.fact)
        stays_open = -(found.closing or datetime.max).toordinal(), -(found.closing or datetime.max).hour
        key = (
            -found.entry,
            unsure,
            len(found.supports),
            found.threshold,
            *comfort,
            len(found.unclear),
            *stays_open,
            door.sort_key,
        )
        open_doors.append((key, found))
    best = min(open_doors, key=lambda pair: pair[0])[1] if open_doors else None
    return best, tuple(closed)


def _try_door(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, joined: Mapping[str, Any]
) -> OpenDoor | ClosedDoor:
    knowledge = visitor.knowledge
    entry = truth(door.door.requires, knowledge) if door.door.requires.parts else YES
    mismatches = [mismatch for check in visitor.checks if (mismatch := check(visitor, indexed, door)) is not None]
    blocked = [mismatch for mismatch in mismatches if mismatch.state == "blocked"]
    supports, unbridged = _bridge(visitor, indexed, door, blocked) if blocked else ((), ())
    opening, closing = _opening(visitor, indexed, door, supports)
    if opening is None:
        unbridged = (*unbridged, Mismatch("hours", "blocked"))
    if unbridged or entry is NO:
        return ClosedDoor(door, unbridged, entry)
    entry = min((entry, *(visitor.support_truth(support.service) for support in supports)))
    facts = DoorFacts(knowledge, door.attributes, joined, door.about)
    rungs = door.fixed_rungs
    if door.visitor_rungs:
        rungs = (*rungs, *(rung for rung in door.visitor_rungs if truth(rung.when, facts) is YES))
    levels = {id(rung): fixed_level(rung.level, visitor.index.catalog) for rung in rungs}
    threshold = max((door.fixed_threshold, *levels.values()))
    unclear = tuple(mismatch for mismatch in mismatches if mismatch.state == "unclear")
    reasons = tuple(rung for rung in rungs if levels[id(rung)] == threshold)
    return OpenDoor(
        indexed=door,
        threshold=threshold,
        rungs=reasons,
        supports=supports,
        unclear=unclear,
        entry=entry,
        opening=opening,
        closing=closing,
        facts=replace(facts, joined={**joined, "threshold": Level(threshold, threshold)}),
        bridged=tuple(blocked),
    )


def _opening(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, supports: tuple[Support, ...]
) -> tuple[datetime | None, datetime | None]:
    """Return from when until when the door is first open for this person and their supports; None if it never is.

    Without hours a visit is by arrangement: hours are no barrier, and it has no end.
    """
    start = door.door.lead_time.after(visitor.knowledge.as_of)
    if indexed.service.capacity.wait.amount:
        start = max(start, indexed.service.capacity.wait.after(visitor.knowledge.as_of))
    if door.hours is None:
        return start, None
    return next_opening(start, *open_together(visitor, door, supports)) or (None, None)


def open_together(visitor: Visitor, door: IndexedDoor, supports: tuple[Support, ...]) -> tuple[Hours, ...]:
    """Return the hours that must all hold for a visit: the door's, the person's, and those of children's care."""
    own = (door.hours,) if door.hours else ()
    person = (visitor.availability,) if visitor.availability else ()
    care: list[Hours] = []
    for support in supports:
        hours = [other.hours for other in visitor.index.services[support.service].doors if other.hours]
        if "children_along" in support.bridges and len(hours) == 1:
            care.append(hours[0])
    return (*own, *person, *care)


def _bridge(
    visitor: Visitor, indexed: IndexedService, door: IndexedDoor, blocked: list[Mismatch]
) -> tuple[tuple[Support, ...], tuple[Mismatch, ...]]:
    """Attach supports that bridge what is blocked: for each barrier the one already attached, else the nearest that can."""
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
        best = min(candidates, key=lambda id_: (id_ not in attached, _distance(visitor, id_, door), id_))
        attached.setdefault(best, []).append(mismatch.barrier)
    supports = tuple(Support(id_, tuple(bridged)) for id_, bridged in sorted(attached.items()))
    return supports, tuple(unbridged)


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
    if barrier == "children_along" and door.hours:
        care = [own.hours for own in support.doors if own.hours]
        person = (visitor.availability,) if visitor.availability else ()
        start = visitor.knowledge.as_of
        return not care or any(next_opening(start, door.hours, hours, *person) for hours in care)
    return True


def supports_person(visitor: Visitor, support: IndexedService) -> bool:
    """Return whether a supporting service takes this person: not closed to them, not barred, in a common language."""
    return visitor.support_truth(support.id) is not NO and _speaks(visitor, support)


def _speaks(visitor: Visitor, support: IndexedService) -> bool:
    languages = support.service.languages
    if languages is None or languages.spoken == "any":
        return True
    return not _person_speaks(visitor).isdisjoint(languages.spoken)


def _person_speaks(visitor: Visitor) -> frozenset[str]:
    return visitor.spoken if visitor.spoken is not None else frozenset({visitor.index.catalog.network.language})


def _interprets_as_wished(visitor: Visitor, support: IndexedService) -> bool:
    wished = dict(visitor.says("interpreter") or ())
    offered = support.service.interpreting
    if not wished:
        return True
    if offered is None:
        return False
    gender = wished.get("gender")
    return (gender is None or gender in offered.genders) and (not wished.get("professional") or offered.professional)


def _language(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    return None if _speaks(visitor, indexed) else Mismatch("language", "blocked")


def _reach(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    reach = visitor.says("reach")
    channels = frozenset(door.door.channels)
    if reach == "transit" or channels & COMING_CHANNELS or channels & AWAY_CHANNELS:
        return None
    if reach == "none":
        return Mismatch("reach", "blocked")
    home = visitor.says("district")
    if home is None or door.district is None:
        return Mismatch("reach", "unclear", "district" if home is None else None)
    near = visitor.index.catalog.neighbours.get(home, frozenset({home}))
    return None if door.district in near else Mismatch("reach", "blocked")


def _children(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    away = "in_person" not in door.door.channels and door.door.channels
    if not visitor.says("children_along") or door.door.children_on_site or away:
        return None
    return Mismatch("children_along", "blocked")


def _pets(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    """A door that says it takes none is barred to pets; one that names some leaves the others to be asked for."""
    pets, welcome = visitor.says("pets"), door.door.pets
    if "in_person" not in door.door.channels and door.door.channels:
        return None
    if pets is None:
        return Mismatch("pets", "unclear", "pets") if welcome == () else None
    if not pets or (welcome is not None and pets <= frozenset(welcome)):
        return None
    return Mismatch("pets", "blocked" if welcome == () else "unclear")


def _channel(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    if not door.door.channels:
        return Mismatch("channel", "unclear")
    left = frozenset(door.door.channels) - (visitor.says("channels_not") or frozenset())
    wanted = visitor.says("channels")
    return None if left and (not wanted or left & wanted) else Mismatch("channel", "blocked")


def _safe_contact(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    """Contact is unsafe where it reaches the person from outside; a call they make from here is a thing to take care of."""
    safe = visitor.says("safe_contact")
    channels = frozenset(door.door.channels)
    if safe == "any" or not channels or "in_person" in channels or channels & COMING_CHANNELS:
        return None
    if channels <= WRITTEN_CHANNELS and safe == "only_in_person":
        return Mismatch("safe_contact", "blocked")
    return Mismatch("safe_contact", "unclear") if "phone" in channels else None


def _accessibility(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    wanted = visitor.says("accessibility") or frozenset()
    unsure = False
    for need in sorted(wanted):
        if need == "step_free" and "in_person" in door.door.channels:
            if door.step_free is False:
                return Mismatch("accessibility", "blocked")
            unsure |= door.step_free is None
        elif need != "step_free":
            unsure |= need not in door.door.accessibility
    return Mismatch("accessibility", "unclear") if unsure else None


def _literacy(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    if visitor.says("literacy") != "oral_only" or door.door.oral:
        return None
    written_only = door.door.channels and frozenset(door.door.channels) <= WRITTEN_CHANNELS
    if written_only or door.door.forms in ("few", "many"):
        return Mismatch("literacy", "blocked")
    return None if door.door.forms == "none" else Mismatch("literacy", "unclear")


def _forms(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    if visitor.says("will_sign_forms") is not False or door.door.forms == "none":
        return None
    return Mismatch("forms", "unclear" if door.door.forms is None else "blocked")


def _anonymity(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    if visitor.says("anonymity") != "required" or door.door.name in ("anonymous", "pseudonym"):
        return None
    return Mismatch("anonymity", "unclear" if door.door.name is None else "blocked")


def _gender(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    welcome = "woman" if door.door.women_only else "man" if door.door.men_only else None
    if welcome is not None:
        gender = visitor.says("gender")
        if gender is None:
            return Mismatch("gender", "unclear", "gender")
        if gender != welcome:
            return Mismatch("gender", "blocked")
    preferred = visitor.says("gender_preference")
    if preferred in (None, "any") or preferred == welcome:
        return None
    return Mismatch("gender", "unclear")


def _cost(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    limit, cost = visitor.says("cost_limit"), indexed.service.cost
    if limit is None or cost == "none":
        return None
    if cost is None:
        return Mismatch("cost", "unclear")
    return Mismatch("cost", "blocked") if cost.amount > limit else None


_CHECKS: tuple[tuple[frozenset[str], Callable[[Visitor, IndexedService, IndexedDoor], Mismatch | None]], ...] = (
    (frozenset(), _language),
    (frozenset({"reach"}), _reach),
    (frozenset({"children_along"}), _children),
    (frozenset(), _pets),
    (frozenset({"channels", "channels_not"}), _channel),
    (frozenset({"safe_contact"}), _safe_contact),
    (frozenset({"accessibility"}), _accessibility),
    (frozenset({"literacy"}), _literacy),
    (frozenset({"will_sign_forms"}), _forms),
    (frozenset({"anonymity"}), _anonymity),
    (frozenset(), _gender),
    (frozenset({"cost_limit"}), _cost),
)
