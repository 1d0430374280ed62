"""States between two states: a network as it would be if only some of the changes had been made.

Checked documents of both states are laid together, and nothing is read for it. Only where words of the vocabulary were
changed is every changed document read again, with the words it shall be used with, since these decide what it says. A
mixture in which something names what is not there, or cannot be said in its words, is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from cafematch.errors import InvalidData
from cafematch.matching.matcher import Matcher
from cafematch.model.catalog import Catalog, Handover, HandoversFile, Ladder, Network, Organisation, Service
from cafematch.model.rules import Rule, RuleSet, Weight, WeightsFile
from cafematch.model.scopes import KnownNames, Words
from cafematch.quick import dataclass
from cafematch.reading.folders import Folder
from cafematch.reading.history import State
from cafematch.reading.known import declared_names, declared_words
from cafematch.reading.linking import NetworkParts, Part, handover_key, link_catalog, link_rules
from cafematch.reading.shelf import validate
from cafematch.reading.yamlfile import parse_yaml
from cafematch.upkeep.changes.documents import THRESHOLDS, Change, handover_name, unlike

Chosen = frozenset[Change]
Model = TypeVar("Model", bound=BaseModel)


class Mixtures:
    """All that can be made of one network with some of the changes between two states; each is made once."""

    def __init__(self, states: tuple[State, State], matchers: tuple[Matcher, Matcher], changes: Chosen) -> None:
        self._states = states
        self._matchers = matchers
        self._changes = changes
        self._words = frozenset(change for change in changes if change.sort == "words")
        self._made: dict[Chosen, Matcher | None] = {frozenset(): matchers[0], changes: matchers[1]}

    def of(self, chosen: Chosen) -> Matcher | None:
        """Return the network with these changes and no others; None if they do not hold together.

        Of the words of the vocabulary either all changes are made or none.
        """
        if chosen not in self._made:
            self._made[chosen] = self._make(chosen)
        return self._made[chosen]

    def _make(self, chosen: Chosen) -> Matcher | None:
        """Begin with the state that has the words, and put in what the other one has otherwise."""
        words = self._words & chosen
        if words and words != self._words:
            return None
        new = bool(words)
        matcher, others = self._matchers[new], self._documents[not new]
        documents = _Documents.all_of(matcher)
        for change in self._changes - chosen if new else chosen:
            exists = change.how != ("added" if new else "removed")
            if not documents.put(change, others, exists=exists):
                return None
        return documents.joined(matcher.catalog)

    @cached_property
    def _documents(self) -> Sequence[_Documents]:
        """The documents of the old and of the new state, in the words of the other one."""
        if not self._words:
            return [_Documents.all_of(matcher) for matcher in self._matchers]
        (old, new), (before, after) = self._states, self._matchers
        return [_read_changed(old, new, after.catalog), _read_changed(new, old, before.catalog)]


@dataclass(frozen=True, slots=True)
class _Documents:
    """Documents by the names that changes call them by; a service with the organisation that offers it."""

    rules: dict[str, Rule]
    weights: dict[str, Weight]
    organisations: dict[str, Organisation]
    services: dict[str, tuple[str, Service]]
    handovers: dict[str, Handover]
    networks: dict[str, Network]
    ladders: dict[str, Ladder]

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule],
        weights: Mapping[str, Weight],
        organisations: Sequence[Organisation],
        handovers: Iterable[Handover],
        networks: Iterable[Network],
        ladders: Iterable[Ladder],
    ) -> _Documents:
        """Return documents by their names."""
        return cls(
            {rule.id: rule for rule in rules},
            dict(weights),
            {entry.organisation: entry for entry in organisations},
            {service.id: (entry.organisation, service) for entry in organisations for service in entry.services},
            {handover_name(handover.from_, handover.to): handover for handover in handovers},
            {network.network: network for network in networks},
            dict(zip([THRESHOLDS], ladders, strict=False)),
        )

    @classmethod
    def all_of(cls, matcher: Matcher) -> _Documents:
        """Return all documents of a network."""
        catalog, rules = matcher.catalog, matcher.rules
        return cls.of(
            rules.rules, rules.weights, catalog.organisations, catalog.handovers, [catalog.network], [catalog.ladder]
        )

    def put(self, change: Change, others: _Documents, *, exists: bool) -> bool:
        """Put a document in as others have it, or out if it does not `exist` there; return whether they have it."""
        mine: dict[str, Any] = getattr(self, _PLACES[change.sort])
        theirs: dict[str, Any] = getattr(others, _PLACES[change.sort])
        if not exists:
            mine.pop(change.name, None)
        elif change.name in theirs:
            mine[change.name] = theirs[change.name]
        return not exists or change.name in theirs

    def joined(self, catalog: Catalog) -> Matcher | None:
        """Return these documents as a network with the words of a catalog; None if they do not hold together."""
        offered = defaultdict(list)
        for owner, service in self.services.values():
            offered[owner].append(service)
        if not offered.keys() <= self.organisations.keys():
            return None
        made = Catalog.model_construct(
            vocabulary=catalog.vocabulary,
            ladder=self.ladders[THRESHOLDS],
            network=self.networks[catalog.network.network],
            organisations=tuple(
                entry.model_copy(update={"services": tuple(offered[name])})
                for name, entry in sorted(self.organisations.items())
            ),
            handovers=tuple(sorted(self.handovers.values(), key=handover_key)),
        )
        rules = RuleSet.model_construct(
            rules=tuple(rule for _, rule in sorted(self.rules.items())), weights=self.weights
        )
        return Matcher(made, rules) if _hold_together(made, rules) else None


_PLACES: Final[Mapping[str, str]] = {
    "rule": "rules",
    "weight": "weights",
    "organisation": "organisations",
    "service": "services",
    "handover": "handovers",
    "network": "networks",
    "thresholds": "ladders",
}
"""Where a document of a sort is found."""


def _read_changed(state: State, other: State, catalog: Catalog) -> _Documents:
    """Return the documents in those files of a state that are not the same in the other one, as the words of a catalog have
    them; a file that cannot be said in these words is left out.
    """
    network = catalog.network.network
    of_rules, of_catalog = unlike(state.rules, other.rules), unlike(state.catalog, other.catalog)
    rule_words, words = Words(catalog.vocabulary), Words(catalog.vocabulary, KnownNames(catalog.network.places))

    def read(folder: Folder, names: Iterable[str], model: type[Model], words: Words) -> Iterator[Model]:
        for name in names:
            try:
                yield validate(folder.open(name), name, model, words)
            except InvalidData:
                continue

    def in_catalog(begin: str, model: type[Model]) -> tuple[Model, ...]:
        return tuple(read(state.catalog, (name for name in of_catalog if name.startswith(begin)), model, words))

    weights = read(state.rules, (name for name in of_rules if "/" not in name), WeightsFile, rule_words)
    return _Documents.of(
        read(state.rules, (name for name in of_rules if "/" in name), Rule, rule_words),
        {name: weight for file in weights for name, weight in file.weights.items()},
        in_catalog(f"{network}/organisations/", Organisation),
        [entry for file in in_catalog(f"{network}/handovers.yaml", HandoversFile) for entry in file.handovers],
        in_catalog(f"{network}/network.yaml", Network),
        in_catalog(f"vocabulary/{THRESHOLDS}.yaml", Ladder),
    )


_NOWHERE: Final = parse_yaml(b"{}", "mixture")


def _hold_together(catalog: Catalog, rules: RuleSet) -> bool:
    """Return whether everything that is named is there, as it is asked of files that are read together."""
    known = {
        **declared_words(catalog.vocabulary),
        **declared_names((catalog.network, None), ((entry, None) for entry in catalog.organisations)),
    }
    parts = NetworkParts(
        _part(catalog.network),
        [_part(organisation) for organisation in catalog.organisations],
        _part(HandoversFile.model_construct(handovers=catalog.handovers)),
        _part(catalog.ladder),
    )
    weights = WeightsFile.model_construct(weights=rules.weights)
    found = (*link_catalog(parts, known), *link_rules([_part(rule) for rule in rules.rules], _part(weights), known))
    return not any(problem.severity == "error" for problem in found)


def _part(document: BaseModel) -> Part:
    """Return a document as part of a mixture; where it stands is told to nobody."""
    return Part("mixture", _NOWHERE, document, document)
