"""Services as the engine sees them: each with its organisation, its doors, and what rules and the ladder may ask about them.

Everything here is the same for every visitor, and worked out when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cafematch.matching.judging.truth import YES, Facts, Truth, truth
from cafematch.model.catalog import Catalog, Door, Organisation, Rung, Service
from cafematch.model.conditions import All, AnyOf, Condition, Not, Subject, Test, subjects
from cafematch.model.hours import Hours
from cafematch.model.rules import Rule
from cafematch.quick import dataclass

_CHANGING = frozenset(("threshold", "verified", "earlier_experience", "earlier_results", "never_again", "trusted"))
"""The attributes of a service that differ between visitors or days."""


class Concerns:
    """Which settled rules speak about a service, each worked out when it is first asked for: the same for all visitors."""

    __slots__ = ("_facts", "_known", "_settled")

    def __init__(self, facts: Facts, settled: frozenset[str]) -> None:
        self._facts = facts
        self._settled = settled
        self._known: dict[str, Truth] = {}

    def of(self, rule: Rule) -> Truth | None:
        """Return whether a rule speaks about the service; None if that depends on the visitor or the day."""
        if rule.id not in self._settled:
            return None
        found = self._known.get(rule.id)
        if found is None:
            found = self._known[rule.id] = truth(rule.services, self._facts)
        return found


@dataclass(frozen=True, slots=True)
class IndexedDoor:
    """A door with what is the same for every visitor: its hours, its place, and the threshold its own facts make."""

    door: Door
    number: int
    hours: Hours | None
    district: str | None
    host: str | None
    step_free: bool | None
    attributes: Mapping[str, Any]
    fixed_threshold: int
    fixed_rungs: tuple[Rung, ...]
    visitor_rungs: tuple[Rung, ...]
    about: Concerns
    sort_key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedService:
    """A service with its organisation, its doors and what rules may ask about it."""

    service: Service
    organisation: Organisation
    doors: tuple[IndexedDoor, ...]
    needs: frozenset[str]
    attributes: Mapping[str, Any]
    about: Concerns
    required: frozenset[tuple[str, ...]]

    @property
    def id(self) -> str:
        return self.service.id


class IndexedServices(Mapping[str, IndexedService]):
    """Every service of a network by id, in the order of ids; each is worked out when it is first asked for, and kept."""

    def __init__(self, catalog: Catalog, settled: frozenset[str]) -> None:
        self._catalog = catalog
        self._settled = settled
        self._known: dict[str, IndexedService] = {}

    def __getitem__(self, id_: str) -> IndexedService:
        found = self._known.get(id_)
        if found is None:
            found = self._known[id_] = _index_service(self._catalog, self._catalog.services[id_], self._settled)
        return found

    def __contains__(self, id_: object) -> bool:
        return id_ in self._catalog.services

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalog.services)

    def __len__(self) -> int:
        return len(self._catalog.services)


class Answered(dict[tuple[str, ...], frozenset[str]]):
    """The needs that services answer whose file addresses these: each with what is narrower, and its domain."""

    def __init__(self, catalog: Catalog) -> None:
        self._narrower = catalog.vocabulary.narrower

    def __missing__(self, addressed: tuple[str, ...]) -> frozenset[str]:
        narrower = {term for need in addressed for term in self._narrower[need]}
        found = self[addressed] = frozenset(narrower | {need.partition(".")[0] for need in addressed})
        return found


def fact_key(subject: Subject) -> tuple[str, ...]:
    """Return the key under which a fact is required and made; one for all skills of a language."""
    return ("language", subject.key[0]) if subject.family == "language" else subject.key


def required_facts(*conditions: Condition) -> frozenset[tuple[str, ...]]:
    """Return the keys of all facts that conditions look at."""
    return frozenset(fact_key(subject) for condition in conditions for subject in subjects(condition))


def _index_service(catalog: Catalog, service: Service, settled: frozenset[str]) -> IndexedService:
    organisation = catalog.provider[service.id]
    needs = Answered(catalog)[service.addresses]
    attributes = _service_attributes(service, organisation, needs)
    several = len(service.doors) > 1
    doors = tuple(
        _index_door(catalog, door, number, attributes, settled, several) for number, door in enumerate(service.doors)
    )
    return IndexedService(
        service=service,
        organisation=organisation,
        doors=tuple(sorted(doors, key=lambda door: door.sort_key)),
        needs=needs,
        attributes=attributes,
        about=Concerns(ServiceFacts(catalog, attributes), settled),
        required=required_facts(service.requires, *(door.requires for door in service.doors)),
    )


def _service_attributes(service: Service, organisation: Organisation, needs: frozenset[str]) -> dict[str, Any]:
    own = {name: told_by(service, organisation) for name, told_by in SETTLED.items()}
    return {**own, "host": organisation.organisation, "addresses": needs}


def _stated(name: str) -> Callable[[Service, Organisation], Any]:
    """Return what says something of a service: its own entry, else that of its organisation for all of its services."""

    def told_by(service: Service, organisation: Organisation) -> Any:
        own = getattr(service, name)
        return getattr(organisation, name) if own is None else own

    return told_by


SETTLED: Mapping[str, Callable[[Service, Organisation], Any]] = {
    "id": lambda service, _: service.id,
    "kind": lambda service, _: service.kind,
    "organisation": lambda _, organisation: organisation.organisation,
    "languages": lambda service, _: None if service.languages is None else service.languages.spoken,
    "interpreter": lambda service, _: service.languages is None or service.languages.interpreter,
    "professional_secrecy": _stated("professional_secrecy"),
    "transmission_duty": _stated("transmission_duty"),
    "reports_attendance": lambda service, _: service.reports_attendance is not None,
    "authority": _stated("authority"),
    "external": lambda _, organisation: organisation.external,
    "capacity": lambda service, _: service.capacity.state,
    "bridge": lambda service, _: service.capacity.bridge is not None,
    "wait": lambda service, _: service.capacity.wait,
    "roles": lambda service, _: frozenset(area for welcome in service.roles for area in welcome.areas),
    "verified": lambda service, organisation: (service.verified or organisation.verified).on,
    "free_of_charge": lambda service, _: None if service.cost is None else service.cost == "none",
}
"""What rules may ask of a service that is the same at all its doors and for every visitor, and where it is told."""


def _index_door(
    catalog: Catalog, door: Door, number: int, shared: Mapping[str, Any], settled: frozenset[str], several: bool
) -> IndexedDoor:
    host = door.place.organisation
    district = district_of(catalog, door)
    attributes = {
        **shared,
        "host": host or shared["organisation"],
        "district": district,
        "channels": frozenset(door.channels),
        "appointment": door.appointment,
        "name": door.name,
        "papers": None if door.papers is None else len(door.papers),
        "forms": door.forms,
        "oral": door.oral,
        "group": door.group,
        "children_on_site": door.children_on_site,
        "women_only": door.women_only,
        "men_only": door.men_only,
    }
    probe = ServiceFacts(catalog, attributes)
    fixed, visitor = [], []
    for rung in catalog.ladder.rungs:
        if any(subject.family != "service" for subject in subjects(rung.when)):
            visitor.append(rung)
        elif truth(rung.when, probe) is YES:
            fixed.append(rung)
    ranks = catalog.vocabulary.ranks["threshold"]
    return IndexedDoor(
        door=door,
        number=number,
        hours=Hours(door.hours, catalog.network.country) if door.hours else None,
        district=district,
        host=host,
        step_free=door.place.step_free,
        attributes=attributes,
        fixed_threshold=max((ranks[rung.level] for rung in fixed), default=ranks[catalog.ladder.lowest]),
        fixed_rungs=tuple(fixed),
        visitor_rungs=tuple(visitor),
        about=Concerns(probe, settled),
        sort_key=_sort_key(door, district) if several else (),
    )


def is_settled(rule: Rule) -> bool:
    """Return whether a rule speaks about some services only, and about the same ones for all visitors and days."""
    looked_at = list(subjects(rule.services))
    return bool(looked_at) and all(entry.family == "service" and entry.name not in _CHANGING for entry in looked_at)


def told(condition: Condition) -> str:
    """Return a condition as text that does not depend on the order its lines are written in."""
    match condition:
        case Test(subject=subject, check=check):
            return f"{subject.name} {_told_check(check)}"
        case Not(part=part):
            return f"not ({told(part)})"
        case All(parts=parts) | AnyOf(parts=parts):
            return f"{type(condition).__name__} ({'; '.join(sorted(map(told, parts)))})"


def _told_check(check: object) -> str:
    if isinstance(check, frozenset | tuple):
        return f"[{', '.join(sorted(map(_told_check, check)))}]"
    names: tuple[str, ...] = getattr(check, "__match_args__", ())  # of a dataclass: its fields
    if names:
        return f"{type(check).__name__} {[_told_check(getattr(check, name)) for name in names]}"
    return str(check)


def _sort_key(door: Door, district: str | None) -> tuple[str, ...]:
    """Return an order of doors that does not depend on the order they are written in."""
    words = (
        district,
        door.place.organisation,
        door.hours,
        door.appointment,
        door.name,
        door.phone,
        door.place.name and door.place.name.versions,
        told(door.requires),
        door.lead_time,
        door.forms,
    )
    flags = (door.women_only, door.men_only, door.children_on_site, door.oral, door.group, door.place.step_free)
    papers = sorted(str(paper.versions) for paper in door.papers or ())
    return (*map(str, words), *map(str, flags), *sorted(door.channels), *sorted(door.pets or ()), *papers)


def district_of(catalog: Catalog, door: Door) -> str | None:
    """Return the district a door is in: its own, else that of the organisation which hosts it."""
    host = door.place.organisation
    return door.place.district or (_home_district(catalog, host) if host else None)


def _home_district(catalog: Catalog, organisation: str) -> str | None:
    """Return the district where an organisation has most of its own doors: the first by name on a tie."""
    if organisation not in catalog.organisation:
        return None
    districts = [
        door.place.district
        for service in catalog.organisation[organisation].services
        for door in service.doors
        if door.place.district
    ]
    return min(districts, key=lambda district: (-districts.count(district), district), default=None)


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What rules and the ladder may ask about a service at one of its doors, without a visitor."""

    catalog: Catalog
    attributes: Mapping[str, Any]

    @property
    def as_of(self) -> Any:
        raise LookupError("the ladder of thresholds does not look at the date")

    def value(self, subject: Subject) -> Any:
        """Return an attribute, None where it is not stated."""
        return self.attributes.get(subject.name)

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.catalog.lies_in(place)
