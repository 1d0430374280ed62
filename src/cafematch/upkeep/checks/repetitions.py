"""Checks for what stands twice: in one list, or in two rules that say different things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from cafematch.model.catalog import Outcome
from cafematch.model.rules import Advice, Contact, Example, Line, Rule, Safeguard
from cafematch.model.text import shown
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place, Sources, Steps


def repeated_entries(inspection: Inspection) -> Iterator[Finding]:
    """Nothing stands twice in a list: no word, no need beside the domain it is part of, no outcome, no door, no rank of a
    safeguard, no example of a rule. What was copied was to be changed.
    """
    catalog = inspection.catalog
    for document in (catalog.network, *catalog.organisations):
        yield from _entries(document, Place.inside(document), inspection.sources)
    for rule in inspection.rules.rules:
        yield from _entries(rule, Place.inside_rule(rule), inspection.sources)
    yield from _needs(inspection)
    yield from _ranks(inspection)


def copied_reasons(inspection: Inspection) -> Iterator[Finding]:
    """No two rules have one title, nor one reason for different things: who copies a rule changes both. Rules that say one
    sentence of the domain, or the same for other people, may share their reason; so may those of several countries.
    """
    titled: dict[object, Rule] = {}
    founded: dict[object, list[Rule]] = defaultdict(list)
    for rule in inspection.rules.rules:
        if rule.status == "retired":
            continue
        first = titled.setdefault((rule.applies_in, rule.title), rule)
        if first is not rule:
            message = f"the rules '{first.id}' and '{rule.id}' have the same title"
            yield Finding(message, Place.inside_rule(rule, "title"), "say in the title what this rule is about")
        alike = founded[rule.applies_in, rule.because]
        other = next((other for other in alike if _say_different_things(other, rule)), None)
        if other is not None:
            message = f"the rule '{rule.id}' gives the same reason as '{other.id}', and says something else"
            yield Finding(message, Place.inside_rule(rule, "because"), "say why this rule does what it does")
        alike.append(rule)


def _say_different_things(one: Rule, other: Rule) -> bool:
    return one.kind != other.kind or (one.then != other.then and not {*one.domain} & {*other.domain})


def _entries(document: BaseModel, whole: Place, sources: Sources) -> Iterator[Finding]:
    for steps, first, entry in _repeated(document):
        line = sources.line(whole.below(*steps[:-1], first, of="value"))
        match entry:
            case str():
                message = f"{shown(entry)} stands twice in this list"
            case Outcome(subject=subject):
                message = f"'{subject.name}' is an outcome already on line {line}"
            case _:
                message = f"this says the same as what stands on line {line}"
        yield Finding(message, whole.below(*steps, of="value"), "take one away, or write what was meant")


def _needs(inspection: Inspection) -> Iterator[Finding]:
    for organisation, service, steps in inspection.services():
        for position, need in enumerate(service.addresses):
            domain = need.partition(".")[0]
            if domain != need and domain in service.addresses:
                message = f"'{need}' is part of '{domain}', which stands beside it"
                place = Place.inside(organisation, *steps, "addresses", position, of="value")
                yield Finding(message, place, "take one away: name the domain only if you answer all that is in it")


def _ranks(inspection: Inspection) -> Iterator[Finding]:
    for rule in inspection.rules.rules:
        if not isinstance(rule.then, Safeguard):
            continue
        lists: tuple[tuple[str, tuple[Advice | Contact | Line, ...]], ...] = (
            ("show", rule.then.show),
            ("contacts", rule.then.contacts),
            ("lines", rule.then.lines),
        )
        for key, entries in lists:
            ranks = [entry.rank for entry in entries]
            for position, rank in enumerate(ranks):
                if rank in ranks[:position]:
                    place = Place.inside_rule(rule, "then", key, position, "rank", of="value")
                    yield Finding(f"two things have the rank {rank} here", place, "say which of them comes first")


def _repeated(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, int, object]]:
    """Yield where an entry of a list stands again, which one it repeats, and what it is."""
    match value:
        case BaseModel():
            for name, field in type(value).model_fields.items():
                yield from _repeated(getattr(value, name), (*steps, field.alias or name))
        case Mapping():
            for key, entry in value.items():
                yield from _repeated(entry, (*steps, key))
        case tuple():
            said = [_said(entry) for entry in value]
            for position, entry in enumerate(value):
                first = said.index(said[position])
                if first != position:
                    yield (*steps, position), first, entry
                else:
                    yield from _repeated(entry, (*steps, position))


def _said(entry: object) -> object:
    """Return what an entry says, wherever it stands and however an example is called; of an outcome what is achieved."""
    if isinstance(entry, Outcome):
        return entry.subject, entry.value  # however long it takes: German A2 and B1 are two
    if isinstance(entry, tuple):
        return tuple(map(_said, entry))
    if not isinstance(entry, BaseModel):
        return entry
    names = (name for name in type(entry).model_fields if (type(entry), name) != (Example, "name"))
    return {name: _said(getattr(entry, name)) for name in names}
