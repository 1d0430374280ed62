"""Barriers: every mismatch between what a person has stated and a door, one function each.

A barrier that nothing bridges bars the door; one the catalog or the person leaves open is unclear. What bridges them is
in `doors`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import field
from operator import attrgetter
from typing import Any, Literal

from cafematch.matching.judging.index import Index
from cafematch.matching.judging.knowledge import Knowledge
from cafematch.matching.judging.services import IndexedDoor, IndexedService, district_of
from cafematch.matching.judging.truth import ABSENT, NO, Truth, negated, truth
from cafematch.model.catalog import Catalog, Cost, Door, Service
from cafematch.model.hours import Hours
from cafematch.model.profile import Choice
from cafematch.model.values import Level
from cafematch.model.vocabulary import Barrier
from cafematch.quick import dataclass

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


@dataclass(slots=True)
class Visitor:
    """The person as doors meet them: the stated constraints, and the supports the network could attach."""

    index: Index
    knowledge: Knowledge
    here: str
    """The organisation where they sit."""
    excluded: Callable[[str], Truth]
    """Whether rules exclude a service, whichever of its doors."""
    availability: Hours | None = field(init=False)
    spoken: frozenset[str] | None = field(init=False)
    """The languages they can hold a conversation in; None if none were named."""
    checks: tuple[BarrierCheck, ...] = field(init=False)
    _support_truths: dict[str, Truth] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        said = self.knowledge.values
        country = self.index.catalog.network.country
        self.availability = Hours(said["availability"], country) if "availability" in said else None
        self.spoken = self._spoken()
        self.checks = tuple(check for check in CHECKS if check.concerns(self))

    def _spoken(self) -> frozenset[str] | None:
        languages = self.knowledge.values.get("languages")
        if languages is None:
            return None
        enough = self.knowledge.parameters["conversation_level"].value.low
        top = Level(0, 99)
        return frozenset(
            code
            for code, skills in languages
            if min(dict(skills).get(skill, top).high for skill in ("listening", "speaking")) >= enough
        )

    def support_truth(self, id_: str) -> Truth:
        """Return whether a supporting service takes this person: its requirements hold and no rule excludes it."""
        if id_ not in self._support_truths:
            indexed = self.index.services[id_]
            requires = truth(indexed.service.requires, self.knowledge)
            refused = any(not choice.want for choice in choices_about(indexed, self.knowledge))
            self._support_truths[id_] = NO if refused else min(requires, negated(self.excluded(id_)))
        return self._support_truths[id_]

    def says(self, name: str) -> Any:
        """Return what the person stated, None if nothing."""
        value = self.knowledge.values.get(name)
        return None if value is ABSENT else value


def choices_about(indexed: IndexedService, knowledge: Knowledge) -> list[Choice]:
    """Return what was chosen about a service, or about its organisation as a whole."""
    ids = (indexed.id, indexed.organisation.organisation)
    return [choice for choice in knowledge.profile.choices if choice.service in ids]


def speaks(visitor: Visitor, support: IndexedService) -> bool:
    """Return whether a service and the person have a language in common, or need none."""
    languages = support.service.languages
    if languages is None or languages.spoken == "any":
        return True
    return not _person_speaks(visitor).isdisjoint(languages.spoken)


def _person_speaks(visitor: Visitor) -> frozenset[str]:
    return visitor.spoken if visitor.spoken is not None else frozenset({visitor.index.catalog.network.language})


def _language(visitor: Visitor, indexed: IndexedService, door: IndexedDoor) -> Mismatch | None:
    return None if speaks(visitor, indexed) else Mismatch("language", "blocked")


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


Looked = Callable[[Catalog, Service, Door], Hashable]
Find = Callable[[Visitor, IndexedService, IndexedDoor], Mismatch | None]


@dataclass(frozen=True, slots=True)
class BarrierCheck:
    """One barrier: which statements of a person make it worth a look, what it looks at at a door, and what it finds."""

    barrier: Barrier
    stated: frozenset[str]
    looks_at: Looked
    find: Find

    def concerns(self, visitor: Visitor) -> bool:
        """Return whether a person has stated anything that could make this a barrier; some are looked at for everybody."""
        values = visitor.knowledge.values
        return not self.stated or any(values.get(name, ABSENT) is not ABSENT for name in self.stated)


def _spoken_at(catalog: Catalog, service: Service, door: Door) -> Hashable:
    return service.languages and service.languages.spoken


def _amount(catalog: Catalog, service: Service, door: Door) -> Hashable:
    return service.cost.amount if isinstance(service.cost, Cost) else service.cost


def _at_door(*names: str) -> Looked:
    told = attrgetter(*names)
    return lambda catalog, service, door: told(door)


_TABLE: tuple[tuple[Barrier, tuple[str, ...], Looked, Find], ...] = (
    ("language", (), _spoken_at, _language),
    ("reach", ("reach",), lambda catalog, _, door: (door.channels, district_of(catalog, door)), _reach),
    ("children_along", ("children_along",), _at_door("channels", "children_on_site"), _children),
    ("pets", (), _at_door("channels", "pets"), _pets),
    ("channel", ("channels", "channels_not"), _at_door("channels"), _channel),
    ("safe_contact", ("safe_contact",), _at_door("channels"), _safe_contact),
    ("accessibility", ("accessibility",), _at_door("channels", "place.step_free", "accessibility"), _accessibility),
    ("literacy", ("literacy",), _at_door("channels", "oral", "forms"), _literacy),
    ("forms", ("will_sign_forms",), _at_door("forms"), _forms),
    ("anonymity", ("anonymity",), _at_door("name"), _anonymity),
    ("gender", (), _at_door("women_only", "men_only"), _gender),
    ("cost", ("cost_limit",), _amount, _cost),
)
CHECKS = tuple(BarrierCheck(barrier, frozenset(stated), looks_at, find) for barrier, stated, looks_at, find in _TABLE)
