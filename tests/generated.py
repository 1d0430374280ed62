"""Large networks and people, told from the seeded work of `../shared/bench/gen.py`, so that peers and cafematch do the same.

A service of the generator has items, each a test of a fact or a group of tests of which one is enough; here it is a service of
an organisation with these lines under `requires`. Lines that say the same are one object, as they are after reading. What
the generator leaves open is told plainly: one door, in person, no hours.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from builders import NETWORK, Raw, raw_vocabulary, rules, shipped_words
from cafematch import Matcher, Profile
from cafematch.model.catalog import (
    Capacity,
    Catalog,
    Door,
    DoorPlace,
    Ladder,
    Languages,
    Network,
    Organisation,
    PlaceInNetwork,
    Verified,
)
from cafematch.model.catalog import Service as OwnService
from cafematch.model.conditions import All, Condition, read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.profile import Profile as ReadProfile
from cafematch.model.profile import ProfileNeed
from cafematch.model.scopes import KnownNames, PersonScope, Words
from cafematch.model.text import Text
from cafematch.model.vocabulary import Vocabulary

BENCH = Path(__file__).parents[1].parent / "shared" / "bench"
"""Where the generators and the adapters of the peers lie."""

PER_ORGANISATION = 25


def generators() -> Any:
    """Return the module of the seeded generators; SystemExit where it is absent."""
    if not BENCH.is_dir():
        raise SystemExit(f"skipped: there is no {BENCH}")
    sys.path.insert(0, str(BENCH))
    import gen  # type: ignore[import-not-found]

    return gen


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the tests with the facts and needs of the generator."""
    gen = generators()
    said = raw_vocabulary()
    choices = {name: getattr(gen, {"district": "DISTRICTS"}.get(name, name.upper())) for name in gen.STR_FACTS}
    facts = {f"its_{name}": _fact({"type": "integer"}) for name in gen.INT_FACTS}
    facts |= {f"its_{name}": _fact({"type": "choice", "values": {v: v for v in vs}}) for name, vs in choices.items()}
    facts |= {f"its_{name}": _fact({"type": "boolean"}) for name in gen.FLAGS}
    needs = {"bench": {"label": "bench", "terms": {name: {"label": name} for name in gen.NEEDS}}}
    whole = {**said, "facts": {**said["facts"], **facts}, "needs": {**said["needs"], **needs}}
    return Vocabulary.model_validate(whole, context=ReadingContext("vocabulary"))


def _fact(declared: Raw) -> dict[str, Any]:
    return {"section": "background", "label": "x", "ask": "x?", "why": "x", **declared}


@cache
def network() -> Network:
    """Return the network all these services belong to."""
    return Network.model_validate(NETWORK, context=ReadingContext("network.yaml", Words(vocabulary())))


def line_of(atom: Any) -> dict[str, Any]:
    """Return a test of the generator as a line of a catalog file."""
    if atom.op == "has":
        return {"need": {"has": f"bench.{atom.value}"}}
    fact = f"its_{atom.fact}"
    if atom.op in ("ge", "le"):
        return {fact: {"at_least" if atom.op == "ge" else "at_most": atom.value}}
    if atom.op == "eq":
        return {fact: atom.value}
    among = {fact: {"one_of": list(atom.value)}}
    return among if atom.op == "in" else {"not": among}


def catalog(count: int, *, town: int | None = None, seed: int = 7) -> Catalog:
    """Return a network of `count` services as `gen.catalog` draws them: all in one place, or so many in each of many towns."""
    gen = generators()
    drawn = gen.catalog(count, seed)
    towns = _towns(count, town) if town else {}
    words = Words(vocabulary(), KnownNames(network().places))
    scope, context = PersonScope(words.vocabulary, words.names), ReadingContext("generated", words)
    read: dict[Any, Condition] = {}

    def line(item: Any) -> Condition:
        if item not in read:
            group = item if isinstance(item, tuple) else (item,)
            lines = [line_of(drawn.atoms[atom]) for atom in group]
            (read[item],) = read_conditions(
                [{"any": lines}] if isinstance(item, tuple) else lines, scope, context
            ).parts
        return read[item]

    places = tuple(name for name, place in towns.items() if place.within) or ("middle",)
    doors = [
        Door.model_construct(
            place=DoorPlace(district=place), channels=("in_person",), hours=HOURS[number % len(HOURS)] if town else None
        )
        for number, place in enumerate(places)
    ]
    shared: dict[str, Any] = {
        "name": Text.of("service"),
        "kind": "advice",
        "does": Text.of("helps"),
        "does_not": Text.of("judge"),
        "languages": Languages.model_construct(spoken="any"),
        "capacity": Capacity.model_construct(state="open"),
    }
    services = []
    for number, service in enumerate(drawn.services):
        named = [f"bench.{drawn.atoms[item].value}" for item in service.items if _asks_for_need(drawn.atoms, item)]
        place = number // town * len(DISTRICTS) + number % len(DISTRICTS) if town else 0
        services.append(
            OwnService.model_construct(
                id=f"org{number // PER_ORGANISATION:05d}.s{number:07d}",
                addresses=tuple(named) or (f"bench.{gen.NEEDS[number % len(gen.NEEDS)]}",),
                requires=All(tuple(map(line, service.items))),
                doors=(doors[place],),
                **shared,
            )
        )
    return catalog_of(services, towns)


DISTRICTS = ("old", "new", "port")
HOURS = ("Mo-Fr 09:00-17:00", "Mo,Tu,Th 09:00-12:00", "We 14:00-18:00", "Sa 10:00-12:00")


def _towns(count: int, size: int) -> dict[str, PlaceInNetwork]:
    """Return towns for so many services, each with three districts next to each other."""
    places = {}
    for town in range(-(-count // size)):
        name = f"town{town:05d}"
        places[name] = PlaceInNetwork.model_construct(label=Text.of(name))
        for district in DISTRICTS:
            others = tuple(f"{name}_{other}" for other in DISTRICTS if other != district)
            places[f"{name}_{district}"] = PlaceInNetwork.model_construct(
                label=Text.of(district), within=name, next_to=others
            )
    return places


def _asks_for_need(atoms: Any, item: Any) -> bool:
    return not isinstance(item, tuple) and atoms[item].op == "has"


def catalog_of(services: list[OwnService], places: Mapping[str, PlaceInNetwork]) -> Catalog:
    """Return a network of these services, 25 to an organisation, and an entrance; `places` beside those of every test."""
    verified = Verified.model_construct(on=date(2026, 3, 1), by="test")
    entrance = OwnService.model_construct(
        **{name: value for name, value in dict(services[0]).items() if name not in ("requires", "addresses")}
        | {"id": "house.cafe", "kind": "cafe", "addresses": (), "requires": All()}
    )
    members: dict[str, list[OwnService]] = {"house": [entrance]}
    for service in services:
        members.setdefault(service.id.partition(".")[0], []).append(service)
    ladder = Ladder.model_validate(
        shipped_words("thresholds"), context=ReadingContext("thresholds.yaml", Words(vocabulary()))
    )
    made = Catalog.model_construct(
        vocabulary=vocabulary(),
        ladder=ladder,
        network=network().model_copy(update={"places": {**network().places, **places}}),
        organisations=tuple(
            Organisation.model_construct(organisation=name, name=Text.of(name), verified=verified, services=tuple(own))
            for name, own in sorted(members.items())
        ),
        handovers=(),
    )
    assert made.services
    assert made.provider
    return made


def matcher(count: int) -> Matcher:
    """Return a network of `count` drawn services, compiled, without rules."""
    return Matcher(catalog(count), rules())


def profile(person: Mapping[str, Any]) -> Profile:
    """Return a person of the generator; what is missing there is unknown here."""
    facts = {f"its_{name}": value for name, value in person.items() if name != "needs"}
    return ReadProfile.model_construct(
        as_of=network().as_of,
        needs=tuple(ProfileNeed.model_construct(need=f"bench.{need}") for need in person["needs"]),
        background=tuple(sorted(facts.items())),
    )


def people(count: int = 50) -> list[tuple[Profile, Profile]]:
    """Return people with all their facts, and the same with about a quarter of them unknown."""
    return [(profile(full), profile(partial)) for full, partial in generators().profiles(count)]


def neighbour(needs: int, *, reach: str = "walk") -> Profile:
    """Return somebody with so many needs in the first of many towns; `reach` is how they get around."""
    gen = generators()
    full, _ = gen.profiles(1)[0]
    person = profile({**full, "needs": gen.NEEDS[:needs]})
    return person.model_copy(
        update={
            "background": (*person.background, ("district", "town00000_old")),
            "constraints": (("reach", reach),),
        }
    )
