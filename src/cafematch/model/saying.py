"""Saying: a profile in which one thing is said, or said otherwise. The profile itself never changes.

What can be said has the names that conditions use: a fact (`age`, `need.safety.suicidality.detail.plan`), a language
(`language.de`, `language.de.reading`), a feeling, a readiness, an attribute of a need; and a need by its own name
(`need.money.debts`), which is said by its state or its urgency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cafematch.model.catalog import Catalog
from cafematch.model.conditions import Subject
from cafematch.model.profile import Profile, ProfileNeed, Readiness, Stated
from cafematch.model.refusals import Refused
from cafematch.model.scopes import LOCAL, KnownNames, PersonScope
from cafematch.model.text import shown
from cafematch.model.values import SKILLS, Level, LevelType, ListType, RecordType, SetType, ValueType

UNSAID_FAMILIES = ("parameter", "competence", "competence_attribute", "service")
"""What conditions may name and nobody says in one word."""


def say(profile: Profile, catalog: Catalog, name: str, raw: object) -> Profile:
    """Return a profile in which `name` has a value; None takes it back.

    The value is given as a profile file would have it, or as the engine has it, which tells answers that way. A name that
    was declined, or not known, is neither any more. Raises `Refused` for a name or a value nobody declared.
    """
    if is_need(catalog, name):
        return say_need(_no_longer(profile, name), catalog, name.removeprefix("need."), raw)
    subject = sayable(catalog, name)
    profile = _no_longer(profile, name)
    value = None if raw is None else subject.type.read(as_written(subject.type, raw), names_of(catalog))
    return put(profile, catalog, subject, value)


def as_written(type_: ValueType, value: object) -> object:
    """Return a value of a type as a profile file would have it; whatever is no such value stays as it is."""
    match type_, value:
        case LevelType(ranks=ranks), Level(low=low, high=high) if low == high:
            return next((name for name, rank in ranks if rank == low), value)
        case SetType(), frozenset():
            return sorted(value, key=str)
        case ListType(item=item), tuple():
            return [as_written(item, entry) for entry in value]
        case RecordType(fields=fields), tuple() if all(map(_is_named, value)):
            types = dict(fields)
            return {name: as_written(types[name], entry) if name in types else entry for name, entry in value}
        case _:
            return value


def _is_named(pair: object) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)


def decline(profile: Profile, catalog: Catalog, name: str) -> Profile:
    """Return a profile in which the person was asked and does not want to say: they are never asked again.

    What they said about it before is taken back. Raises `Refused` for a name nobody declared.
    """
    profile = _unsaid(profile, catalog, name)
    return profile.model_copy(update={"declined": (*profile.declined, name)})


def not_known(profile: Profile, catalog: Catalog, name: str) -> Profile:
    """Return a profile in which the person was asked and does not know; otherwise as `decline`."""
    profile = _unsaid(profile, catalog, name)
    return profile.model_copy(update={"dont_know": (*profile.dont_know, name)})


def is_need(catalog: Catalog, name: str) -> bool:
    """Return whether a name is that of a need itself (`need.money.debts`)."""
    return isinstance(name, str) and name.startswith("need.") and name[len("need.") :] in catalog.vocabulary.terms


def _unsaid(profile: Profile, catalog: Catalog, name: str) -> Profile:
    return _no_longer(profile, name) if is_need(catalog, name) else say(profile, catalog, name, None)


def sayable(catalog: Catalog, name: str) -> Subject:
    """Return what a name stands for in a profile; raises `Refused` for one that nobody can say."""
    subject = PersonScope(catalog.vocabulary, names_of(catalog)).subject(name) if isinstance(name, str) else None
    if subject is None or subject.key == () or subject.family in UNSAID_FAMILIES:
        raise Refused("unknown-fact", f"there is no fact {shown(name)}", word=str(name), among=_names_to_say(catalog))
    return subject


def put(profile: Profile, catalog: Catalog, subject: Subject, value: Any) -> Profile:
    """Return a profile in which a subject has a value of its type, None for none."""
    match subject.family:
        case "fact":
            return _put_fact(profile, catalog, subject.name, value)
        case "feeling":
            return profile.model_copy(update={"feelings": _with(profile.feelings, subject.key[0], value)})
        case "readiness":
            term, ruler = subject.key
            rulers = profile.readiness.get(term, Readiness()).model_copy(update={ruler: value})
            kept = None if rulers == Readiness() else rulers
            return profile.model_copy(update={"readiness": _with(profile.readiness, term, kept)})
        case "language":
            code, skill = subject.key
            return _put_language(profile, catalog.network.language if code == LOCAL else code, skill, value)
        case _:
            term, attribute = subject.key
            return _put_need(profile, term, {attribute: _word(subject, value)})


def names_of(catalog: Catalog) -> KnownNames:
    """Return the places and providers of a network that values may point to."""
    return KnownNames(catalog.network.places, {**catalog.organisation, **catalog.services})


def _names_to_say(catalog: Catalog) -> Iterator[str]:
    names = PersonScope(catalog.vocabulary).subject_names()
    yield from (name for name in names if name.partition(".")[0] not in UNSAID_FAMILIES and name != "need")
    yield from (f"need.{term}" for term in catalog.vocabulary.terms)


def _no_longer(profile: Profile, name: str) -> Profile:
    declined, dont_know = (
        tuple(entry for entry in names if entry != name) for names in (profile.declined, profile.dont_know)
    )
    return profile.model_copy(update={"declined": declined, "dont_know": dont_know})


def _with(mapping: Any, key: str, value: Any) -> dict[str, Any]:
    """Return a mapping with a value under a key, or without the key if the value is None."""
    return {name: entry for name, entry in {**mapping, key: value}.items() if entry is not None}


def _pairs(pairs: Stated, name: str, value: Any) -> Stated:
    return tuple(sorted(_with(dict(pairs), name, value).items()))


def _put_fact(profile: Profile, catalog: Catalog, name: str, value: Any) -> Profile:
    match catalog.vocabulary.facts[name].section:
        case "background":
            return profile.model_copy(update={"background": _pairs(profile.background, name, value)})
        case "constraints":
            return profile.model_copy(update={"constraints": _pairs(profile.constraints, name, value)})
        case _:
            term = name.removeprefix("need.").partition(".detail.")[0]
            named = next((entry for entry in profile.needs if entry.need == term), None)
            return _put_need(profile, term, {"detail": _pairs(named.detail if named else (), name, value)})


def _put_language(profile: Profile, code: str, skill: str, level: Level | None) -> Profile:
    """Say a level of a language, in one skill or in all; without a level, nothing is said of the skill or the language."""
    languages = dict(dict(profile.constraints).get("languages", ()))
    skills = dict(languages.get(code, ()))
    for name in (skill,) if skill else SKILLS:
        skills = _with(skills, name, level)
    spoken = tuple(sorted(_with(languages, code, tuple(sorted(skills.items())) or None).items()))
    return profile.model_copy(update={"constraints": _pairs(profile.constraints, "languages", spoken or None)})


def say_need(profile: Profile, catalog: Catalog, term: str, raw: object) -> Profile:
    """Say that a need is there, how urgent it is, or in what state; taken back, nobody has named it."""
    states, urgencies = catalog.vocabulary.words.need_states, catalog.vocabulary.scales["urgency"]
    if raw is None:
        left = tuple(entry for entry in profile.needs if entry.need != term)
        return profile.model_copy(update={"needs": left})
    if isinstance(raw, bool):
        return _put_need(profile, term, {"state": "unmet" if raw else "none"})
    if not isinstance(raw, str):
        raise Refused("wrong-type", f"expected a state or an urgency of the need, found {shown(raw)}")
    if raw in states:
        return _put_need(profile, term, {"state": raw})
    if raw in urgencies:
        return _put_need(profile, term, {"urgency": raw})
    message = f"expected a state or an urgency of the need, found {shown(raw)}"
    raise Refused("unknown-value", message, word=str(raw), among=(*states, *urgencies))


def _put_need(profile: Profile, term: str, update: dict[str, Any]) -> Profile:
    """Return a profile in which something is said about a need, which is named if nobody has named it yet.

    What is taken back is as it was before anybody spoke of it.
    """
    usual = ProfileNeed.model_construct(need=term)
    update = {key: getattr(usual, key) if value is None else value for key, value in update.items()}
    if all(entry.need != term for entry in profile.needs):
        return profile.model_copy(update={"needs": (*profile.needs, usual.model_copy(update=update))})
    changed = (entry.model_copy(update=update) if entry.need == term else entry for entry in profile.needs)
    return profile.model_copy(update={"needs": tuple(changed)})


def _word(subject: Subject, value: Any) -> Any:
    """Return the value of a need's attribute as a profile holds it: an urgency by its word."""
    name_of = getattr(subject.type, "name_of", None)
    return name_of(value.low) if name_of is not None and isinstance(value, Level) else value
