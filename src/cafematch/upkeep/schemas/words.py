"""The names there are, as schemas: what an editor proposes where a file names something, each with its label.

Words of the vocabulary are judged: a need that nobody declares is wrong. What grows with daily work is only proposed:
places, organisations, services, rules, weights. Else a schema would call a service wrong that was added since it was
written; whether such a name is right is told by `cafematch check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from cafematch.model.catalog import Catalog
from cafematch.model.rules import Expire, RuleSet, Safeguard
from cafematch.model.text import Text
from cafematch.model.vocabulary import FieldDeclaration, NeedDomain, Parameter

LANGUAGE = "^[a-z]{2,3}$"
"""How the code of a language is written."""

Schema = dict[str, Any]
"""A JSON Schema, draft 07: the draft that editors know best."""

Labelled = Mapping[str, str]
"""Names with what a reader is told about each, empty where there is nothing to tell."""


def chosen(words: Labelled) -> Schema:
    """Return a schema that takes one of the words; each is one branch, so that an editor shows its label alone."""
    if not any(words.values()):
        return {"enum": list(words)}
    return {"oneOf": [{"const": word, **described(label)} for word, label in words.items()]}


def proposed(words: Labelled) -> Schema:
    """Return a schema that takes any text and proposes the words."""
    text: Schema = {"type": "string"}
    return {"anyOf": [chosen(words), text]} if words else text


def described(label: str) -> Schema:
    """Return the description that goes with a schema, if there is one."""
    return {"description": label} if label else {}


def closed(properties: Mapping[str, Schema]) -> Schema:
    """Return a schema of named values that has no others than these."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


class Names:
    """The names of one network and its rules, by sort, with labels in one language."""

    def __init__(self, catalog: Catalog, rules: RuleSet, networks: Iterable[str], language: str) -> None:
        self.catalog = catalog
        self.rules = rules
        self.networks = tuple(networks)
        self.language = language

    def say(self, text: Text | None) -> str:
        """Return text in the reader's language, else in the network's."""
        return "" if text is None else text.in_language(self.language, self.catalog.network.language)

    @property
    def sorts(self) -> tuple[str, ...]:
        """The sorts of names there are, as the markers of the model call them."""
        return tuple({**self._growing, **self._words})

    def schema(self, sort: str) -> Schema:
        """Return what a field may hold that names something of a sort, as the markers of the model call it.

        Raises `KeyError` for a sort that nobody knows.
        """
        if sort == "language":
            return {**proposed(self._growing[sort]), "pattern": LANGUAGE}
        if sort in self._words:
            return chosen(self._words[sort])
        return proposed(self._growing[sort])

    def labelled(self, sort: str) -> Labelled:
        """Return all names of a sort whose words are judged."""
        return self._words[sort]

    def labels_of(self, words: frozenset[str]) -> Labelled:
        """Return some words with the labels that a list of just these words has in the vocabulary."""
        return self._lists.get(words) or dict.fromkeys(sorted(words), "")

    def scale(self, name: str) -> Labelled:
        """Return the levels of a scale, lowest first. Raises `KeyError` for no such scale."""
        levels = sorted(self.catalog.vocabulary.scales[name].items(), key=lambda pair: pair[1].rank)
        return {level: _joined(self.say(entry.label), self.say(entry.what)) for level, entry in levels}

    def listed(self, words: Mapping[str, Text]) -> Labelled:
        """Return words with their labels."""
        return {word: self.say(label) for word, label in words.items()}

    @cached_property
    def _words(self) -> Mapping[str, Labelled]:
        vocabulary, say = self.catalog.vocabulary, self.say
        needs = {
            name: say(term.label)
            if isinstance(term, NeedDomain)
            else f"{say(vocabulary.needs[name.partition('.')[0]].label)}: {say(term.label)}"
            for name, term in vocabulary.terms.items()
        }
        facts = {name: _joined(say(fact.label), say(fact.ask)) for name, fact in vocabulary.facts.items()}
        return {
            "need": needs,
            "kind": {name: _joined(say(kind.label), say(kind.what)) for name, kind in vocabulary.kinds.items()},
            "area": {name: say(term.label) for name, term in vocabulary.competences.areas.items()},
            "feeling": {
                name: _joined(say(feeling.label), _anchors(self._spoken(feeling.anchors)))
                for name, feeling in vocabulary.feelings.items()
            },
            "fact": facts,
            "fact or need": {**facts, **{f"need.{name}": label for name, label in needs.items()}},
            "parameter": {name: self.told_of(entry) for name, entry in vocabulary.parameters.items()},
            "threshold": self.scale("threshold"),
            "handover": self.scale("handover"),
            "scale": dict.fromkeys(vocabulary.scales, ""),
            "side offer": self.listed(vocabulary.words.side_offers),
            "accessibility": self.listed(vocabulary.words.accessibility),
            **dict(self._borrowed()),
        }

    def _borrowed(self) -> Iterator[tuple[str, Labelled]]:
        """Yield the words that services share with a fact of their visitors, where the vocabulary declares it."""
        facts = self.catalog.vocabulary.facts
        for sort, fact, field in (("pet", "pets", None), ("gender of interpreters", "interpreter", "gender")):
            declared = facts.get(fact)
            entries = _inside((declared.fields or {}).get(field, declared) if field else declared) if declared else ()
            found = next((entry.values for entry in entries if entry.values), None)
            if found:
                yield sort, self.listed(found)

    def told_of(self, parameter: Parameter) -> str:
        """Return what a reader is told about a parameter."""
        return _joined(self.say(parameter.label), self.say(parameter.what))

    @cached_property
    def _growing(self) -> Mapping[str, Labelled]:
        catalog, say = self.catalog, self.say
        places = {name: say(place.label) for name, place in catalog.network.places.items()}
        organisations = {name: say(entry.name) for name, entry in catalog.organisation.items()}
        services = {name: say(entry.name) for name, entry in catalog.services.items()}
        rules = {rule.id: say(rule.title) for rule in self.rules.rules}
        flagging = {rule.id for rule in self.rules.rules if isinstance(rule.then, Safeguard | Expire)}
        return {
            "place": places,
            "place or country": {**places, catalog.network.country: ""},
            "organisation": organisations,
            "service": services,
            "provider": {**organisations, **services},
            "language": dict.fromkeys(catalog.network.languages, ""),
            "network": dict.fromkeys(self.networks, ""),
            "weight": {name: say(weight.title) for name, weight in self.rules.weights.items()},
            "rule": rules,
            "flag": {name: title for name, title in rules.items() if name in flagging},
            "pet": {},
            "gender of interpreters": {},
            "asked": {**self._words["fact or need"], **dict.fromkeys(catalog.vocabulary.words.opening, "")},
        }

    @cached_property
    def _lists(self) -> Mapping[frozenset[str], Labelled]:
        """Every list of labelled words of the vocabulary, by its words; the first of several that have the same."""
        vocabulary = self.catalog.vocabulary
        words = (getattr(vocabulary.words, name) for name in type(vocabulary.words).model_fields)
        lists = [self.listed(list_) for list_ in words if all(isinstance(text, Text) for text in list_.values())]
        competences = vocabulary.competences
        terms = (competences.acquired, competences.evidence, competences.wants)
        lists += [{name: self.say(term.label) for name, term in list_.items()} for list_ in terms]
        lists += [self.scale(name) for name in vocabulary.scales]
        lists += [
            self.listed(entry.values) for fact in vocabulary.facts.values() for entry in _inside(fact) if entry.values
        ]
        return {frozenset(list_): list_ for list_ in reversed(lists)}

    def _spoken(self, anchors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        for language in (self.language, self.catalog.network.language):
            if language in anchors:
                return anchors[language]
        return next(iter(anchors.values()), ())


def _joined(label: str, more: str) -> str:
    return f"{label} – {more}" if more else label


def _anchors(sentences: Iterable[str]) -> str:
    return " ".join(f"{number}: {sentence}" for number, sentence in enumerate(sentences))


def _inside(declared: FieldDeclaration) -> Iterator[FieldDeclaration]:
    """Yield a declaration and all inside it."""
    yield declared
    for entry in ([declared.of] if declared.of else []) + list((declared.fields or {}).values()):
        yield from _inside(entry)
