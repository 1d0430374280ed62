"""Names in examples of rules that a network has not: is one of elsewhere, or a slip of the pen?

Networks share rules, and examples name services and places. What one of the sample networks has is never a slip: the
rules that come with them speak of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, Literal

from cafematch.errors import Problem
from cafematch.model.catalog import Catalog
from cafematch.model.described import DescribedService
from cafematch.model.rules import Example, Rule, RuleSet
from cafematch.model.scopes import KnownNames
from cafematch.quick import dataclass
from cafematch.reading.folders import sample_folder
from cafematch.reading.loading import load_catalog, networks, read_profile
from cafematch.reading.nearest import nearest
from cafematch.reading.problems import naming_problem
from cafematch.reading.yamlfile import read_yaml

Sort = Literal["network", "place", "provider"]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that a network has not, and what it would be the name of."""

    sort: Sort
    name: str


def strangers(example: Example, catalog: Catalog) -> tuple[Stranger, ...]:
    """Return what an example names and a network has not; of an example for another network only that.

    Raises InvalidData if its profile is wrong in anything else.
    """
    named = example.profile.get("network")
    if isinstance(named, str) and named != catalog.network.network:
        return (Stranger("network", named),)
    places, providers = _Asked(), _Asked()
    read_profile(example.profile, catalog, shown_as=example.at or "profile", names=KnownNames(places, providers))
    here = _providers(catalog)
    # whom an example speaks of beside a service that it describes is nobody's, but for where it begins
    own = example.service
    asked = [example.profile.get("at")] if isinstance(own, DescribedService) else [own, *providers.asked]
    return (
        *(Stranger("place", name) for name in places.asked if name not in catalog.network.places),
        *(Stranger("provider", name) for name in asked if name is not None and name not in here),
    )


def slip(stranger: Stranger, catalog: Catalog) -> bool:
    """Return whether a name may be a slip of the pen: one like it is here, or the organisation it begins with, or it is
    that of a kind of service, which no service is called by.
    """
    if stranger.name in _in_samples(stranger.sort):
        return False
    if _is_kind(stranger, catalog):
        return True
    owner = stranger.name.rpartition(".")[0]
    return owner in catalog.organisation or nearest(stranger.name, _names(catalog)[stranger.sort]) is not None


def problem_of(stranger: Stranger, rule: Rule, example: Example, rules: RuleSet, catalog: Catalog) -> Problem:
    """Return the problem of a slip of the pen, with the line of the example it stands in."""
    name = rule.at.rpartition(":")[0]
    file = read_yaml(Path(rules.path) / name, f"{rules.folder}/{name}")
    steps = ("examples", rule.examples.index(example))
    inside = {"profile": example.profile, "service": example.service}
    path = next(_paths_to(stranger.name, inside), ())
    code, what = _CALLED[stranger.sort]
    problem = naming_problem(file, code, what, stranger.name, sorted(_names(catalog)[stranger.sort]), (*steps, *path))
    if _is_kind(stranger, catalog) and path == ("service",):
        return replace(problem, hint=f"write {{kind: {stranger.name}}} for any service of that kind")
    return problem


def _is_kind(stranger: Stranger, catalog: Catalog) -> bool:
    return stranger.sort == "provider" and stranger.name in catalog.vocabulary.kinds


_CALLED: Final[Mapping[Sort, tuple[str, str]]] = {
    "network": ("unknown-network", "network"),
    "place": ("unknown-place", "place"),
    "provider": ("unknown-service", "service or organisation"),
}


class _Asked(Mapping[str, None]):
    """Holds every name, and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __contains__(self, name: object) -> bool:
        self.asked.append(str(name))
        return True

    def __getitem__(self, name: str) -> None:
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(self.asked)

    def __len__(self) -> int:
        return len(self.asked)


def _paths_to(name: str, value: object) -> Iterator[tuple[str | int, ...]]:
    """Yield where a name stands inside a value."""
    if value == name:
        yield ()
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for step, part in inside:
        yield from ((step, *steps) for steps in _paths_to(name, part))


def _providers(catalog: Catalog) -> frozenset[str]:
    return frozenset((*catalog.organisation, *catalog.services))


def _names(catalog: Catalog) -> Mapping[Sort, frozenset[str]]:
    beside = networks(catalog.path) if catalog.path else ()
    return {
        "network": frozenset((catalog.network.network, *beside)),
        "place": frozenset(catalog.network.places),
        "provider": _providers(catalog),
    }


@cache
def _in_samples(sort: Sort) -> frozenset[str]:
    """Return the names of one sort that the sample networks have."""
    folder = sample_folder("catalog")
    return frozenset(name for network in networks(folder) for name in _names(load_catalog(folder, network))[sort])
