"""What a condition may name: the person's facts, the service's attributes, or both.

A scope turns a name such as `language.de.speaking` into a typed `Subject`. Where its value comes from in a run is
said in `matching.judging.knowledge` (the person) and `matching.judging.doors` (the service).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import field
from functools import wraps
from typing import Any, ClassVar

from cafematch.model.conditions import Checks, Subject
from cafematch.model.languages import is_language
from cafematch.model.values import (
    SKILLS,
    BooleanType,
    ChoiceType,
    DateType,
    NumberType,
    SetType,
    ValueType,
)
from cafematch.model.vocabulary import Vocabulary
from cafematch.quick import dataclass

LOCAL = "local"
"""Stands for the language of the network itself: `language.local` is German here and French there."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The places and providers a value may point to; None where they are not known yet and any name passes."""

    places: Collection[str] | None = None
    providers: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words and names that documents may use while they are read, and the checks these documents share.

    Of words that are `lost` nobody can say whether they are there: their declaration is not what it should be.
    """

    vocabulary: Vocabulary
    names: KnownNames = KnownNames()
    lost: Container[object] = frozenset[object]()
    checks: Checks = field(default_factory=dict, compare=False)


def _found_once(find: Callable[[Any, str], Subject | None]) -> Callable[[Any, str], Subject | None]:
    """Make a scope find each subject of its vocabulary once, so that all who look at it share it."""

    @wraps(find)
    def subject(scope: Any, name: str) -> Subject | None:
        known: dict[tuple[str, str], Subject] = scope.vocabulary.known_subjects
        found = known.get((scope.what, name))
        if found is None and (found := find(scope, name)) is not None:
            known[scope.what, name] = found
        return found

    return subject


@dataclass(frozen=True, slots=True)
class PersonScope:
    """The facts of a person."""

    vocabulary: Vocabulary
    names: KnownNames = field(default_factory=KnownNames)
    what: ClassVar[str] = "fact"

    @_found_once
    def subject(self, name: str) -> Subject | None:
        """Return the subject of that name, or None if nothing declares it."""
        vocabulary = self.vocabulary
        if name in vocabulary.fact_types:
            return Subject(name, "fact", (name,), vocabulary.fact_types[name])
        family, _, rest = name.partition(".")
        if family == "need":
            return self._need(name, rest)
        if family == "feeling" and rest in vocabulary.feelings:
            return Subject(name, "feeling", (rest,), NumberType(minimum=0, maximum=4))
        if family == "readiness":
            term, _, ruler = rest.rpartition(".")
            if term in vocabulary.terms and ruler in vocabulary.words.readiness:
                return Subject(name, "readiness", (term, ruler), NumberType(minimum=0, maximum=10))
        if family == "competence":
            return self._competence(name, rest)
        if family == "parameter" and rest in vocabulary.parameters:
            return Subject(name, "parameter", (rest,), vocabulary.type_of(vocabulary.parameters[rest]))
        if family == "language":
            code, _, skill = rest.partition(".")
            if (is_language(code) or code == LOCAL) and skill in ("", *SKILLS):
                return Subject(name, "language", (code, skill), vocabulary.scale("cefr"))
        return None

    def fact(self, name: str) -> Subject | None:
        """Return the fact of the person that `from` may name."""
        return self.subject(name)

    def _need(self, name: str, rest: str) -> Subject | None:
        vocabulary = self.vocabulary
        if not rest:
            return Subject(name, "need", (), SetType(vocabulary.need_type))
        term, _, attribute = rest.rpartition(".")
        type_ = self._need_attributes().get(attribute)
        return Subject(name, "need_attribute", (term, attribute), type_) if type_ and term in vocabulary.terms else None

    def _need_attributes(self) -> dict[str, ValueType]:
        words = self.vocabulary.words
        return {
            "state": ChoiceType(frozenset(words.need_states)),
            "urgency": self.vocabulary.scale("urgency"),
            "deadline": DateType(),
            "voiced_by": ChoiceType(frozenset(words.voiced_by)),
            "wanted_now": BooleanType(),
        }

    def _competence(self, name: str, rest: str) -> Subject | None:
        competences = self.vocabulary.competences
        types = competence_types(self.vocabulary)
        if not rest:
            return Subject(
                name, "competence", (), SetType(ChoiceType(frozenset(competences.areas), "area of competence"))
            )
        area, _, attribute = rest.partition(".")
        if area not in competences.areas or attribute not in types:
            return None
        return Subject(name, "competence_attribute", (area, attribute), types[attribute])

    def subject_names(self) -> Iterator[str]:
        """Return the names a writer may have meant; families by their most usual members."""
        vocabulary = self.vocabulary
        yield from vocabulary.facts
        yield from ("need", "competence", "language.de", "language.fr", "language.en")
        yield from (f"feeling.{name}" for name in vocabulary.feelings)
        yield from (f"parameter.{name}" for name in vocabulary.parameters)

    def fact_names(self) -> Iterator[str]:
        """Return the names that may stand after `from`."""
        return self.subject_names()


def competence_types(vocabulary: Vocabulary) -> dict[str, ValueType]:
    """Return the attributes of one competence, with their types."""
    competences = vocabulary.competences
    return {
        "acquired": ChoiceType(frozenset(competences.acquired)),
        "evidence": ChoiceType(frozenset(competences.evidence)),
        "wants_to_use": ChoiceType(frozenset(competences.wants)),
        **{f"level5.{dimension}": NumberType(minimum=1, maximum=5) for dimension in competences.level5.dimensions},
    }


@dataclass(frozen=True, slots=True)
class CompetenceScope:
    """The attributes of one competence: what a rule about offers asks of it."""

    vocabulary: Vocabulary
    names: KnownNames = field(default_factory=KnownNames)
    what: ClassVar[str] = "property of a competence"

    @_found_once
    def subject(self, name: str) -> Subject | None:
        """Return the subject of that name, or None if a competence has no such attribute."""
        types = {**competence_types(self.vocabulary), "area": ChoiceType(frozenset(self.vocabulary.competences.areas))}
        return Subject(name, "competence_attribute", ("", name), types[name]) if name in types else None

    def fact(self, name: str) -> Subject | None:
        """Return the fact of the person that `from` may name."""
        return PersonScope(self.vocabulary, self.names).subject(name)

    def subject_names(self) -> Iterator[str]:
        """Return the names of all attributes."""
        yield from (*competence_types(self.vocabulary), "area")

    def fact_names(self) -> Iterator[str]:
        """Return the names that may stand after `from`."""
        return PersonScope(self.vocabulary).subject_names()


@dataclass(frozen=True, slots=True)
class ServiceScope:
    """The attributes of a service and its door, and of what the person had to do with it before."""

    vocabulary: Vocabulary
    names: KnownNames = field(default_factory=KnownNames)
    what: ClassVar[str] = "property of services"

    @_found_once
    def subject(self, name: str) -> Subject | None:
        """Return the subject of that name, or None if a service has no such attribute."""
        type_ = self.vocabulary.service_types.get(name)
        return None if type_ is None else Subject(name, "service", (name,), type_)

    def fact(self, name: str) -> Subject | None:
        """Return the fact of the person that `from` may name."""
        return PersonScope(self.vocabulary, self.names).subject(name)

    def subject_names(self) -> Iterator[str]:
        """Return the names of all attributes."""
        yield from self.vocabulary.service_types

    def fact_names(self) -> Iterator[str]:
        """Return the names that may stand after `from`."""
        return PersonScope(self.vocabulary).subject_names()


@dataclass(frozen=True, slots=True)
class BothScopes:
    """A service's attributes first, the person's facts where the service has none of that name: the ladder of thresholds."""

    vocabulary: Vocabulary
    names: KnownNames = field(default_factory=KnownNames)
    what: ClassVar[str] = "fact or property of services"

    def subject(self, name: str) -> Subject | None:
        """Return the subject of that name, or None if nobody declares it."""
        return ServiceScope(self.vocabulary, self.names).subject(name) or self.fact(name)

    def fact(self, name: str) -> Subject | None:
        """Return the fact of the person that `from` may name."""
        return PersonScope(self.vocabulary, self.names).subject(name)

    def subject_names(self) -> Iterator[str]:
        """Return the names a writer may have meant."""
        yield from ServiceScope(self.vocabulary).subject_names()
        yield from self.fact_names()

    def fact_names(self) -> Iterator[str]:
        """Return the names that may stand after `from`."""
        return PersonScope(self.vocabulary).subject_names()
