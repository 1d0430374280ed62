"""What a check looks at, and what it finds: a network with its rules and files, at a moment.

Where documents stand in their files is known to `sources`; `parts` are their texts and sources, `conditions` their lists
of conditions, `lines` the lines of those, and `groups` tell what becomes of each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from cafematch.errors import InvalidData
from cafematch.matching.judging.index import Index, build_index
from cafematch.model.catalog import Catalog, Handover, Organisation, Service
from cafematch.model.conditions import Subject
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.reading.loading import load_catalog, networks
from cafematch.upkeep.conditions.cases import World
from cafematch.upkeep.conditions.implications import Implications
from cafematch.upkeep.conditions.satisfying import Satisfying
from cafematch.upkeep.inspection.parts import Parts
from cafematch.upkeep.inspection.sources import Place, Sources, Steps


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a look, where it stands, and what may help."""

    message: str
    place: Place
    hint: str | None = None


class Neighbours:
    """The other networks of the catalog folder, which share vocabulary and rules; each is read when it is asked for."""

    def __init__(self, catalog: Catalog, read: tuple[Catalog, ...] | None = None) -> None:
        self._catalog = catalog
        self._read = read

    @cached_property
    def all(self) -> tuple[Catalog, ...] | None:
        """Every other network; None if one cannot be read, which whoever checks that one is told."""
        if self._read is not None:
            return self._read
        own, folder = self._catalog.network.network, self._catalog.path
        if not folder:  # made in memory
            return ()
        try:
            return tuple(load_catalog(folder, name) for name in networks(folder) if name != own)
        except InvalidData:
            return None


@dataclass(frozen=True, slots=True)
class Inspection:
    """A network under inspection at a moment, in its local time: what stands in it and where, and what can hold in it."""

    catalog: Catalog
    rules: RuleSet
    index: Index
    as_of: datetime
    sources: Sources
    parts: Parts
    satisfying: Satisfying
    implications: Implications
    neighbours: Neighbours

    def services(self) -> Iterator[tuple[Organisation, Service, Steps]]:
        """Yield every service with its organisation and its place inside the organisation's file."""
        for organisation in self.catalog.organisations:
            for position, service in enumerate(organisation.services):
                yield organisation, service, ("services", position)

    def inside_handover(self, handover: Handover, *steps: str) -> Place:
        """Return a place inside a hand-over, which is one of a list in its file."""
        return Place.inside(handover, "handovers", self.sources.position(handover, "handovers"), *steps)


def inspect(
    catalog: Catalog, rules: RuleSet, as_of: datetime, neighbours: tuple[Catalog, ...] | None = None
) -> Inspection:
    """Return a network under inspection at a moment, in its local time, beside its neighbours if they are read already."""
    sources, satisfying = Sources(catalog, rules), Satisfying(World.of(catalog, rules), as_of)
    return Inspection(
        catalog,
        rules,
        index=build_index(catalog, rules),
        as_of=as_of,
        sources=sources,
        parts=Parts(catalog, rules, sources),
        satisfying=satisfying,
        implications=Implications(satisfying),
        neighbours=Neighbours(catalog, neighbours),
    )


@dataclass(frozen=True, slots=True)
class Dated:
    """A service's attributes at a moment, for `truth`."""

    catalog: Catalog
    attributes: Mapping[str, Any]
    as_of: datetime

    def value(self, subject: Subject) -> Any:
        """Return an attribute, None where it is not stated or depends on a visitor."""
        return self.attributes.get(subject.name)

    def lies_in(self, place: str) -> frozenset[str]:
        """Return a place and everything it lies in."""
        return self.catalog.lies_in(place)
