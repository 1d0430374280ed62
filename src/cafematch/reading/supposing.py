"""What if: one fact of a profile said otherwise, as in `language.de=B1`, checked as a profile is.

`suppose` works on what a profile file says and gives a profile again; the file itself is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.catalog import Catalog
from cafematch.model.documents import mapping_or_empty
from cafematch.model.refusals import Refused
from cafematch.model.scopes import KnownNames, PersonScope
from cafematch.reading.nearest import did_you_mean
from cafematch.reading.yamlfile import parse_yaml

Raw = dict[str, Any]
TAKEN_BACK = ("", "null", "~")
"""What stands behind the equals sign where nobody has said anything after all."""


def suppose(said: Mapping[str, Any], assumptions: list[str], catalog: Catalog) -> Raw:
    """Return what a profile says, with some of it said otherwise.

    An assumption is `NAME=VALUE`, with the names conditions use: a fact (`age=17`, `residence_basis=tolerated`), a
    language (`language.de=B1`), a feeling (`feeling.overwhelm=4`), a need by its state or urgency (`need.money.debts=now`)
    or one of its attributes (`need.money.debts.deadline=2026-04-01`), a readiness. Nothing behind the sign takes it back.

    Raises InvalidData with every assumption that cannot be made, and what was meant instead.
    """
    supposed: Raw = {key: _copied(value) for key, value in said.items()}
    problems: list[Problem] = []
    for assumption in assumptions:
        try:
            _assume(supposed, assumption, catalog)
        except Refused as refused:
            hint = refused.hint or (did_you_mean(refused.word, refused.among) if refused.word is not None else None)
            problems.append(Problem(refused.code, f"what if {quoted(assumption)}: {refused.message}", hint=hint))
    if problems:
        raise InvalidData(problems)
    return supposed


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(entry) for key, entry in value.items()}
    return [_copied(entry) for entry in value] if isinstance(value, list) else value


def _assume(supposed: Raw, assumption: str, catalog: Catalog) -> None:
    name, sign, text = (part.strip() for part in assumption.partition("="))
    if not sign or not name:
        raise Refused("not-an-assumption", "expected a name, '=' and a value", hint="write it as in language.de=B1")
    names = KnownNames(catalog.network.places, {**catalog.organisation, **catalog.services})
    scope = PersonScope(catalog.vocabulary, names)
    family, _, rest = name.partition(".")
    value = None if text in TAKEN_BACK else parse_yaml(f"value: {text}".encode(), "what if").value
    raw = mapping_or_empty(value).get("value")
    if family == "need" and rest in catalog.vocabulary.terms:
        _assume_need(supposed, rest, raw, catalog)
        return
    subject = scope.subject(name)
    if subject is None or subject.family in ("parameter", "competence", "competence_attribute", "service"):
        terms = (f"need.{term}" for term in catalog.vocabulary.terms)
        raise Refused(
            "unknown-fact", f"there is no fact {quoted(name)}", word=name, among=(*scope.subject_names(), *terms)
        )
    if raw is not None:
        subject.type.read(raw, names)
    match subject.family:
        case "fact":
            _put(supposed, _path_of(name, catalog), raw)
        case "feeling":
            _put(supposed, ("feelings", rest), raw)
        case "readiness":
            term, _, ruler = rest.rpartition(".")
            _put(supposed, ("readiness", term, ruler), raw)
        case "language":
            code, _, skill = rest.partition(".")
            code = catalog.network.language if code == "local" else code
            _put(supposed, ("constraints", "languages", code, *([skill] if skill else [])), raw)
        case _:
            term, _, attribute = rest.rpartition(".")
            need = _need_named(supposed, term)
            _put(need, (attribute,), raw)


def _path_of(name: str, catalog: Catalog) -> tuple[str, ...]:
    return catalog.vocabulary.facts[name].section, name


def _assume_need(supposed: Raw, term: str, raw: Any, catalog: Catalog) -> None:
    """Say that a need is there, how urgent it is, or in what state; taken back, nobody has named it."""
    words = catalog.vocabulary.words
    urgencies = catalog.vocabulary.scales["urgency"]
    if raw is None:
        supposed["needs"] = [entry for entry in _needs(supposed) if entry["need"] != term]
    elif raw is True or raw in words.need_states:
        _need_named(supposed, term)["state"] = "unmet" if raw is True else raw
    elif raw is False:
        _need_named(supposed, term)["state"] = "none"
    elif raw in urgencies:
        _need_named(supposed, term)["urgency"] = raw
    else:
        among = (*words.need_states, *urgencies)
        message = f"expected a state or an urgency of the need, found {quoted(str(raw))}"
        raise Refused("unknown-value", message, word=str(raw), among=among)


def _needs(supposed: Raw) -> Iterator[Raw]:
    yield from ({"need": entry} if isinstance(entry, str) else entry for entry in supposed.get("needs") or ())


def _need_named(supposed: Raw, term: str) -> Raw:
    """Return what is said about a need, which is named if nobody has named it yet."""
    needs = list(_needs(supposed))
    supposed["needs"] = needs
    found = next((entry for entry in needs if entry["need"] == term), None)
    if found is None:
        found = {"need": term}
        needs.append(found)
    return found


def _put(whole: Raw, path: tuple[str, ...], value: Any) -> None:
    """Put a value at a path, or take away what stands there where the value is None."""
    *before, last = path
    for key in before:
        inner = whole.get(key)
        if not isinstance(inner, dict):
            inner = (
                dict.fromkeys(("listening", "speaking", "reading", "writing"), inner) if isinstance(inner, str) else {}
            )
            whole[key] = inner
        whole = inner
    if value is None:
        whole.pop(last, None)
    else:
        whole[last] = value
