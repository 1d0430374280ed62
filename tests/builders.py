"""Small networks, rules and profiles made in memory, through the same documents that files go through.

The words are few and neutral. What the engine itself relies on (scales, parameters, channels, the barrier facts, the
weights) comes from the shipped vocabulary, so that these tests follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cafematch.matching.judging.knowledge import Knowledge, know
from cafematch.model.catalog import Catalog, HandoversFile, Ladder, Network, Organisation
from cafematch.model.conditions import All, read_conditions
from cafematch.model.documents import ReadingContext
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule, RuleSet, WeightsFile
from cafematch.model.scopes import KnownNames, PersonScope, Words
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.loading import read_profile
from cafematch.reading.yamlfile import parse_yaml

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "catalog"
RULES = ROOT / "rules"

Raw = Mapping[str, Any]

AS_OF = "2026-03-11T09:30"
"""A Wednesday morning: the moment of every test that says no other."""

NEEDS = """
housing:
  no_bed: none
  rent_debts: none
  search: none
work:
  job: none
  course: none
daily:
  food: none
  papers: none
safety:
  violence: unknown
  threat: unknown
"""

KINDS = """
cafe: []
advice: []
shelter: []
course: []
office: []
interpreting: [language]
childcare: [children_along]
companion: [reach, channel]
paper_help: [literacy, forms]
"""

FACTS = """
# One fact of every type: absent is unknown.
letter: {type: boolean}
proof: {type: boolean}
permit: {type: boolean}
form: {type: boolean}
certificate: {type: boolean}
age: {type: integer, minimum: 0, maximum: 120}
distance: {type: decimal}
arrived: {type: date}
in_town: {type: duration}
status: {type: choice, values: {open: open, pending: pending, refused: refused}}
schooling: {type: level, scale: schooling}
pets: {type: set, values: {dog: dog, cat: cat, bird: bird}}
children: {type: list, of: {type: integer, minimum: 0}}
homes: {type: list, of: {type: place}}
courses: {type: list, of: {type: record, fields: {subject: {type: text}, passed: {type: boolean}, on: {type: date}}}}
flat: {type: record, fields: {rooms: {type: integer}, warm: {type: boolean}}}
district: {type: place}
doctor: {type: provider}
savings: {type: money}
nickname: {type: text}
free_at: {type: hours}
gender: {type: choice, values: {woman: woman, man: man, diverse: diverse}}
sent_by_authority: {type: boolean}
need.daily.papers.detail.pages: {type: integer, section: needs}
# Statements: what nobody named is none.
stated_letter: {type: boolean, absent: none}
stated_age: {type: integer, absent: none}
stated_arrival: {type: date, absent: none}
stated_status: {type: choice, values: {open: open, pending: pending}, absent: none}
stated_pets: {type: set, values: {dog: dog, cat: cat}, absent: none}
stated_children: {type: list, of: {type: integer}, absent: none}
stated_savings: {type: money, absent: none}
stated_district: {type: place, absent: none}
"""

BORROWED_FACTS = (
    "previous_contacts",
    "existing_trust",
    "conflict_organisations",
    "languages",
    "interpreter",
    "availability",
    "channels",
    "channels_not",
    "safe_contact",
    "reach",
    "accessibility",
    "gender_preference",
    "children_along",
    "literacy",
    "anonymity",
    "will_sign_forms",
    "cost_limit",
)
"""The statements that stand between a person and a door."""

SCHOOLING = ("none", "primary", "secondary", "degree")

NETWORK: Raw = {
    "network": "town",
    "name": "Town",
    "languages": ["de", "fr"],
    "country": "DE",
    "timezone": "Europe/Berlin",
    "as_of": AS_OF,
    "entrance": "house.cafe",
    "places": {
        "town": {"label": "Town"},
        "north": {"label": "North", "in": "town", "next_to": ["middle"]},
        "middle": {"label": "Middle", "in": "town"},
        "south": {"label": "South", "in": "town", "next_to": ["middle"]},
        "village": {"label": "Village"},
    },
}

ENTRANCE: Raw = {"id": "house.cafe", "kind": "cafe"}


def yaml(text: str) -> Any:
    """Return what a piece of YAML says, read as the library reads it."""
    return _plain(parse_yaml(text.encode(), "test").value)


@cache
def shipped_words(part: str) -> Any:
    """Return one file of the shipped vocabulary as it is written."""
    return yaml((CATALOG / "vocabulary" / f"{part}.yaml").read_text("utf-8"))


@cache
def shipped_weights() -> dict[str, Any]:
    """Return the shipped weights as they are written."""
    return dict(yaml((RULES / "weights.yaml").read_text("utf-8"))["weights"])


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all tests."""
    return Vocabulary.model_validate(raw_vocabulary(), context=ReadingContext("vocabulary"))


@cache
def raw_vocabulary() -> dict[str, Any]:
    """Return the words of all tests as the files of a vocabulary say them."""
    facts = {name: _fact(name, fact) for name, fact in yaml(FACTS).items()}
    facts.update({name: shipped_words("facts")[name] for name in BORROWED_FACTS})
    needs = {
        domain: {"label": domain, "terms": {name: {"label": name, "unnamed": said} for name, said in terms.items()}}
        for domain, terms in yaml(NEEDS).items()
    }
    kinds = {
        name: {"label": name, "what": name, "answers": [], "bridges": bridges} for name, bridges in yaml(KINDS).items()
    }
    kinds["companion"]["raises_handover"] = "H4"
    schooling = {name: {"rank": rank, "label": name} for rank, name in enumerate(SCHOOLING)}
    return {
        "needs": needs,
        "kinds": kinds,
        "facts": facts,
        "scales": {**shipped_words("scales"), "schooling": schooling},
        **{part: shipped_words(part) for part in ("feelings", "competences", "parameters", "words")},
    }


def _fact(name: str, fact: Raw) -> dict[str, Any]:
    return {"section": "background", "label": name, "ask": f"{name}?", "why": f"because of {name}", **fact}


def service(entry: Raw) -> dict[str, Any]:
    """Return a service of a catalog file from what is particular about it; `door` may stand for a single door."""
    said = {key: value for key, value in entry.items() if key not in ("door", "doors")}
    return {
        "name": entry["id"],
        "kind": "advice",
        "does": "helps",
        "does_not": "judge",
        "addresses": [],
        "languages": {"spoken": "any"},
        "capacity": {"state": "open"},
        "doors": [door(one) for one in entry.get("doors", [entry.get("door", {})])],
        **said,
    }


def door(entry: Raw) -> dict[str, Any]:
    """Return a door from what is particular about it."""
    return {"place": {"district": "middle"}, "channels": ["in_person"], **entry}


def raw_organisations(services: Iterable[Raw], **organisations: Raw) -> list[dict[str, Any]]:
    """Return organisation files for services, each owned by the first part of its id."""
    owners: dict[str, dict[str, Any]] = {}
    for entry in services:
        owner = entry["id"].partition(".")[0]
        made = owners.setdefault(
            owner,
            {
                "organisation": owner,
                "name": owner,
                "verified": {"on": "2026-03-01", "by": "test"},
                **organisations.get(owner, {}),
                "services": [],
            },
        )
        made["services"].append(service(entry))
    return list(owners.values())


def catalog(services: Iterable[Raw] = (), handovers: Iterable[Raw] = (), **organisations: Raw) -> Catalog:
    """Return a network of services, the entrance added if it is not among them."""
    entries = list(services)
    if all(entry["id"] != ENTRANCE["id"] for entry in entries):
        entries.append(ENTRANCE)
    words = Words(vocabulary())
    network = Network.model_validate(NETWORK, context=ReadingContext("network.yaml", words))
    words = Words(vocabulary(), KnownNames(network.places))
    found = [
        Organisation.model_validate(raw, context=ReadingContext(f"organisations/{raw['organisation']}.yaml", words))
        for raw in raw_organisations(entries, **organisations)
    ]
    ladder = Ladder.model_validate(shipped_words("thresholds"), context=ReadingContext("thresholds.yaml", words))
    edges = HandoversFile.model_validate(
        {"handovers": [handover(edge) for edge in handovers]}, context=ReadingContext("handovers.yaml", words)
    )
    return Catalog.model_construct(
        vocabulary=vocabulary(),
        ladder=ladder,
        network=network,
        organisations=tuple(sorted(found, key=lambda entry: entry.organisation)),
        handovers=tuple(sorted(edges.handovers, key=lambda entry: (entry.from_, entry.to))),
    )


def handover(edge: Raw) -> dict[str, Any]:
    """Return an interface from what is particular about it."""
    return {"agreement": "informal", "offers": "H1", "how": "call", "feedback": "partly", "quality": 1, **edge}


def rule(entry: Raw) -> dict[str, Any]:
    """Return a rule file from what is particular about it."""
    example = {"name": "nobody", "profile": {}, "expect": "no"}
    return {
        "title": entry["id"],
        "status": "active",
        "owner": "test",
        "because": f"because of {entry['id']}",
        "source": {"title": "test"},
        "review_by": "2027-01-01",
        "examples": [example, example],
        **entry,
    }


def rules(entries: Iterable[Raw] = (), points: Mapping[str, int] | None = None) -> RuleSet:
    """Return a rule set; `points` replaces the points of weights, or adds weights of its own."""
    context = ReadingContext("rules", Words(vocabulary()))
    weights = WeightsFile.model_validate({"weights": raw_weights(points)}, context=context)
    found = [Rule.model_validate(rule(entry), context=context) for entry in entries]
    return RuleSet.model_construct(
        rules=tuple(sorted(found, key=lambda entry: entry.id)), weights=weights.weights, fingerprint=""
    )


def raw_weights(points: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Return weights as their file says them, with points replaced or added."""
    weights = {name: dict(entry) for name, entry in shipped_weights().items()}
    for name, number in (points or {}).items():
        weights[name] = {**weights.get(name, {"title": name, "because": name}), "points": number}
    return weights


@cache
def empty() -> Catalog:
    """Return a network with nothing but its entrance."""
    return catalog()


def raw_profile(said: Raw) -> dict[str, Any]:
    """Return a profile file from facts and parts mixed: each fact is put into its section."""
    made: dict[str, Any] = {}
    for name, value in said.items():
        declared = vocabulary().facts.get(name)
        if name in Profile.model_fields:
            made[name] = value
        elif declared is not None:
            made.setdefault(declared.section, {})[name] = value
        else:
            made.setdefault("background", {})[name] = value
    return made


def profile(said: Raw, network: Catalog | None = None) -> Profile:
    """Return a profile from facts and parts mixed."""
    return read_profile(raw_profile(said), network or empty())


def knowledge(said: Raw, network: Catalog | None = None, rule_set: RuleSet | None = None) -> Knowledge:
    """Return what is known of a person, derived facts included."""
    network = network or empty()
    person = profile(said, network)
    assert person.as_of is not None
    return know(network, rule_set.rules if rule_set else (), person, person.as_of)[0]


def conditions(raw: Sequence[Raw]) -> All:
    """Return conditions over the facts of a person, read as a catalog's are."""
    names = KnownNames(empty().network.places, {**empty().organisation, **empty().services})
    return read_conditions(list(raw), PersonScope(vocabulary(), names), ReadingContext())


def _plain(value: Any) -> Any:
    """Return a value without its lines, so that it may be changed and printed."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, list) else value


def told(value: Any) -> Any:
    """Return an answer as plain values that can be compared and printed, without the places (`at`) of its lines."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: told(getattr(value, field.name)) for field in fields(value) if field.name != "at"}
    if isinstance(value, Mapping):
        return {key: told(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted((told(entry) for entry in value), key=repr)
    return [told(entry) for entry in value] if isinstance(value, list | tuple) else repr(value)


def shuffled(value: Any, random: Random) -> Any:
    """Return what a file says with its keys and lists in another order, except lists whose order is meaning."""
    if isinstance(value, Mapping):
        keys = list(value)
        random.shuffle(keys)
        return {key: value[key] if key in ORDERED else shuffled(value[key], random) for key in keys}
    if isinstance(value, list | tuple):
        entries = [shuffled(entry, random) for entry in value]
        random.shuffle(entries)
        return entries
    return value


ORDERED = ("between", "anchors", "levels")
"""Lists whose order is meaning: two bounds, the steps of a feeling, the levels of a competence."""
