"""Which words of the vocabulary are used: by a network's files, by the rules, by the engine itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, assert_never

from cafematch.model.catalog import Catalog
from cafematch.model.conditions import Both, Check, Compare, Condition, Every, Has, OneOf, Some, leaves, subjects
from cafematch.model.relied_on import FACTS, PARAMETERS, SCALES
from cafematch.model.rules import (
    WEIGHTS_OF_COST,
    WEIGHTS_OF_GAIN,
    Ask,
    Derive,
    Escalate,
    Exclude,
    Expire,
    Include,
    Offer,
    Points,
    Prerequisite,
    Privacy,
    Rule,
    Safeguard,
    Sequence,
    Setter,
)
from cafematch.model.vocabulary import FieldDeclaration, Vocabulary

Sort = Literal["feeling", "area", "kind", "fact", "scale", "parameter", "side offer", "weight"]
Word = tuple[Sort, str]

_NAMING: Final[dict[str, Sort]] = {"kind": "kind", "roles": "area", "competence": "area", "area": "area"}
"""What conditions name by its value: a service is of a kind, a competence is of an area."""


def used_by_engine() -> Iterator[Word]:
    """Yield the words that the engine looks up by itself."""
    yield from (("fact", name) for name in FACTS)
    yield from (("parameter", name) for name in PARAMETERS)
    yield from (("scale", name) for name in SCALES)
    yield from (("weight", name) for name in (*WEIGHTS_OF_GAIN, *WEIGHTS_OF_COST))


def used_by_vocabulary(vocabulary: Vocabulary) -> Iterator[Word]:
    """Yield the scales that facts and parameters of a vocabulary are measured on."""
    pending: list[FieldDeclaration] = [*vocabulary.facts.values(), *vocabulary.parameters.values()]
    while pending:
        declared = pending.pop()
        if declared.scale is not None:
            yield "scale", declared.scale
        pending += [*([declared.of] if declared.of else []), *(declared.fields or {}).values()]


def used_by_network(catalog: Catalog) -> Iterator[Word]:
    """Yield the words that the services of a network, their doors and the ladder of thresholds use."""
    for rung in catalog.ladder.rungs:
        yield from _named(rung.when)
    for service in catalog.services.values():
        yield "kind", service.kind
        yield from (("side offer", offer) for offer in service.also_offers)
        yield from (("area", area) for welcome in service.roles for area in welcome.areas)
        yield from (("fact", outcome.subject.name) for outcome in service.outcomes)
        for condition in (service.requires, service.welcomes, *(door.requires for door in service.doors)):
            yield from _named(condition)


def used_by_rules(rules: Iterable[Rule]) -> Iterator[Word]:
    """Yield the words that rules use, those of drafts and of retired rules among them: they must be readable, too.

    Asking for a fact, hiding or deriving it, is no use of it: nothing follows from it unless a condition looks at it.
    """
    for rule in rules:
        yield from _named(rule.when)
        yield from _named(rule.services)
        match rule.then:
            case Safeguard(contacts=contacts, first=first):
                yield from (("kind", contact.kind) for contact in contacts)
                yield from (("kind", kind) for kind in first)
            case Prerequisite(require=require):
                yield from _named(require)
            case Sequence(before=before, after=after, until=until):
                for condition in (before.first if before else None, before.then if before else None, after, until):
                    yield from _named(condition) if condition is not None else ()
            case Include(include=kinds) | Escalate(with_=kinds):
                yield from (("kind", kind) for kind in kinds)
            case Setter(set=settings):
                yield from (("parameter", setting.name) for setting in settings)
            case Points(points=weight):
                yield "weight", weight
            case Offer(competence=competence):
                yield from _named(competence)
            case Derive() | Exclude() | Ask() | Privacy() | Expire():
                pass
            case _ as never:
                assert_never(never)


def _named(condition: Condition) -> Iterator[Word]:
    """Yield the words that a tree looks at, and the kinds and areas that it names."""
    for subject in subjects(condition):
        match subject.family:
            case "fact" | "parameter" | "feeling":
                yield subject.family, subject.key[0]
            case "competence_attribute" if subject.key[0]:
                yield "area", subject.key[0]
    for leaf in leaves(condition):
        sort = _NAMING.get(leaf.subject.name)
        if sort is not None:
            yield from ((sort, word) for word in named_values(leaf.check))


def named_values(check: Check) -> Iterator[str]:
    """Yield the words a check compares with, those of tests of the entries of a list among them."""
    match check:
        case Compare(value=str(word)):
            yield word
        case OneOf(values=frozenset(words)) | Has(values=frozenset(words)):
            yield from (word for word in words if isinstance(word, str))
        case Some(test=test) | Every(test=test):
            yield from named_values(test)
        case Both(checks=checks):
            for part in checks:
                yield from named_values(part)
