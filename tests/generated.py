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


def catalog(count: int, seed: int = 7) -> Catalog:
    """Return a network of `count` services as `gen.catalog` draws them."""
    gen = generators()
    drawn = gen.catalog(count, seed)
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

    door = Door.model_construct(place=DoorPlace(district="middle"), channels=("in_person",))
    shared: dict[str, Any] = {
        "name": Text.of("service"),
        "kind": "advice",
        "does": Text.of("helps"),
        "does_not": Text.of("judge"),
        "languages": Languages.model_construct(spoken="any"),
        "capacity": Capacity.model_construct(state="open"),
        "doors": (door,),
    }
    services = []
    for number, service in enumerate(drawn.services):
        named = [f"bench.{drawn.atoms[item].value}" for item in service.items if _asks_for_need(drawn.atoms, item)]
        services.append(
            OwnService.model_construct(
                id=f"org{number // PER_ORGANISATION:05d}.s{number:07d}",
                addresses=tuple(named) or (f"bench.{gen.NEEDS[number % len(gen.NEEDS)]}",),
                requires=All(tuple(map(line, service.items))),
                **shared,
            )
        )
    return catalog_of(services)


def _asks_for_need(atoms: Any, item: Any) -> bool:
    return not isinstance(item, tuple) and atoms[item].op == "has"


def catalog_of(services: list[OwnService]) -> Catalog:
    """Return a network of these services, 25 to an organisation, and an entrance."""
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
        network=network(),
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
