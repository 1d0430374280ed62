"""States between two states: a network as it would be if only some of the changes had been made.

Checked documents of both states are laid together; nothing is written or read as text for it, except where words of the
vocabulary were changed: then the documents of one state are read with the words of the other, since words decide what
a document says. A mixture in which something names what is not there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Final, TypeVar

from cafematch.errors import InvalidData
from cafematch.matching.matcher import Matcher
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.reading.folders import Folder
from cafematch.reading.history import State
from cafematch.reading.linking import handover_key, link_catalog, link_rules
from cafematch.reading.loading import VOCABULARY_FILES, load_catalog, load_rules
from cafematch.reading.yamlfile import Placed, Value, YamlFile, parse_yaml
from cafematch.upkeep.changes import Change

Chosen = frozenset[Change]
T = TypeVar("T")

_WORDS: Final = frozenset(f"vocabulary/{part}.yaml" for part in VOCABULARY_FILES)


class Mixtures:
    """All that can be made of one network with some of the changes between two states; each is made once."""

    def __init__(self, states: tuple[State, State], matchers: tuple[Matcher, Matcher], changes: Chosen) -> None:
        self._states = states
        self._before, self._after = matchers
        self._changes = changes
        self._words = frozenset(change for change in changes if change.sort == "words")
        self._made: dict[Chosen, Matcher | None] = {frozenset(): self._before, changes: self._after}

    def of(self, chosen: Chosen) -> Matcher | None:
        """Return the network with these changes and no others; None if they do not hold together.

        The words of a vocabulary are changed all or none.
        """
        if chosen not in self._made:
            self._made[chosen] = self._make(chosen)
        return self._made[chosen]

    def _make(self, chosen: Chosen) -> Matcher | None:
        new_words = self._words & chosen
        if new_words != self._words and new_words:
            return None
        base = self._before if not new_words else self._old_with_new_words
        other = self._after if new_words == self._words else self._new_with_old_words
        documents = chosen - self._words
        if base is None or (documents and other is None):
            return None
        if other is None or not documents:
            return base
        catalog = _mixed_catalog(base.catalog, other.catalog, documents)
        if catalog is None:
            return None
        rules = _mixed_rules(base.rules, other.rules, documents)
        return Matcher(catalog, rules) if _hold_together(catalog, rules) else None

    @cached_property
    def _old_with_new_words(self) -> Matcher | None:
        return self._read(0, 1)

    @cached_property
    def _new_with_old_words(self) -> Matcher | None:
        return self._read(1, 0)

    def _read(self, documents: int, words: int) -> Matcher | None:
        """Return the documents of one state, read with the words of the other; None if they cannot be."""
        state, other = self._states[documents], self._states[words]
        network = (self._before, self._after)[documents].catalog.network.network
        held = {name: data for name, data in (state.catalog.files or {}).items() if name not in _WORDS}
        held |= {name: data for name, data in (other.catalog.files or {}).items() if name in _WORDS}
        try:
            catalog = load_catalog(Folder(state.catalog.path, state.catalog.shown_as, files=held), network)
            return Matcher(catalog, load_rules(state.rules, catalog=catalog))
        except InvalidData:
            return None


def _take(mine: dict[str, T], others: Mapping[str, T], name: str) -> None:
    """Put what is called so into a collection as another one has it, or out of it."""
    if name in others:
        mine[name] = others[name]
    else:
        mine.pop(name, None)


def _mixed_rules(base: RuleSet, other: RuleSet, chosen: Chosen) -> RuleSet:
    rules, others = ({rule.id: rule for rule in rule_set.rules} for rule_set in (base, other))
    weights = dict(base.weights)
    for change in chosen:
        if change.sort == "rule":
            _take(rules, others, change.name)
        elif change.sort == "weight":
            _take(weights, other.weights, change.name)
    return RuleSet.model_construct(rules=tuple(rules[id_] for id_ in sorted(rules)), weights=weights)


def _mixed_catalog(base: Catalog, other: Catalog, chosen: Chosen) -> Catalog | None:
    """Return a catalog with some changes; None if a service has no organisation left."""
    organisations = dict(base.organisation)
    services, other_services = (
        {id_: (catalog.provider[id_].organisation, service) for id_, service in catalog.services.items()}
        for catalog in (base, other)
    )
    handovers, other_handovers = (
        {f"{handover.from_} → {handover.to}": handover for handover in catalog.handovers} for catalog in (base, other)
    )
    network, ladder = base.network, base.ladder
    for change in chosen:
        match change.sort:
            case "organisation":
                _take(organisations, other.organisation, change.name)
            case "service":
                _take(services, other_services, change.name)
            case "handover":
                _take(handovers, other_handovers, change.name)
            case "network":
                network = other.network
            case "thresholds":
                ladder = other.ladder
    offered = defaultdict(list)
    for owner, service in services.values():
        offered[owner].append(service)
    if not offered.keys() <= organisations.keys():
        return None
    return Catalog.model_construct(
        vocabulary=base.vocabulary,
        network=network,
        ladder=ladder,
        organisations=tuple(
            organisation.model_copy(update={"services": tuple(offered[name])})
            for name, organisation in sorted(organisations.items())
        ),
        handovers=tuple(sorted(handovers.values(), key=handover_key)),
    )


_NOWHERE: Final = parse_yaml(b"{}", "mixture")


def _hold_together(catalog: Catalog, rules: RuleSet) -> bool:
    """Return whether everything that is named is there, as it is asked of files that are read together."""
    files: dict[str, YamlFile] = defaultdict(lambda: _NOWHERE)
    if catalog.handovers:
        entries: list[Value] = [Placed({"from": handover.from_, "to": handover.to}) for handover in catalog.handovers]
        file = catalog.handovers[0].at.rpartition(":")[0]
        files[file] = YamlFile(Placed({"handovers": entries}), _NOWHERE.source)
    found = (*link_catalog(catalog, files), *link_rules(rules, catalog, files))
    return not any(problem.severity == "error" for problem in found)
