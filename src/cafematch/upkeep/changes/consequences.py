"""What a change to catalog or rules does to people: each is answered in both states, and what differs is explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cafematch.errors import InvalidData, Problem
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.catalog import Catalog
from cafematch.quick import dataclass
from cafematch.reading.history import State
from cafematch.reading.loading import default_network, load_catalog, load_rules, network_of
from cafematch.upkeep.changes.causes import Cause, Causes, Search
from cafematch.upkeep.changes.differences import Difference, Impact, differences, impact_of
from cafematch.upkeep.changes.documents import Change, changes_between
from cafematch.upkeep.changes.mixing import Mixtures
from cafematch.upkeep.changes.people import Person


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the change does to one person.

    Where nothing differs, all else is empty. Where the profile can be read in one state only, `unreadable` tells why not in
    the other; as nobody knows what becomes of the person, that counts as the deepest impact. `catalog` has the words for
    what differs.
    """

    person: Person
    answers: tuple[Suggestion, Suggestion] | None = None
    differences: tuple[Difference, ...] = ()
    causes: Causes | None = None
    unreadable: tuple[Problem, ...] = ()
    readable_before: bool = True
    catalog: Catalog | None = None

    @property
    def impact(self) -> Impact:
        """How deep the change goes for this person."""
        return Impact.SAFEGUARD if self.unreadable else impact_of(self.differences)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What was changed between two states, and what comes of it for every person, in the order they were given.

    `catalog` is the network of the new state that is meant where none is named.
    """

    before: State
    after: State
    changes: tuple[Change, ...]
    people: tuple[Consequence, ...]
    catalog: Catalog

    @property
    def touched(self) -> tuple[Consequence, ...]:
        """The people for whom anything differs, those first for whom most does."""
        return tuple(sorted((entry for entry in self.people if entry.impact), key=lambda entry: -entry.impact))

    def matters_to(self, change: Change) -> int | None:
        """Return for how many people a change is a cause, alone or with others; None as long as somebody's are not proven."""
        causes = [entry.causes for entry in self.people if entry.impact]
        if not all(found is not None and found.proven for found in causes):
            return None
        return sum(any(change in cause.changes for cause in found.causes) for found in causes if found is not None)

    @property
    def summary(self) -> dict[str, int]:
        """How many profiles there are, for how many anything differs, and how many are touched how deep at most."""
        counts = {impact: sum(entry.impact == impact for entry in self.people) for impact in Impact}
        unreadable = sum(bool(entry.unreadable) for entry in self.people)
        return {
            "profiles": len(self.people),
            "touched": len(self.people) - counts[Impact.NONE],
            "safeguard": counts[Impact.SAFEGUARD] - unreadable,
            "first_step": counts[Impact.FIRST_STEP],
            "path": counts[Impact.PATH],
            "aside": counts[Impact.ASIDE],
            "unreadable": unreadable,
        }

    @property
    def impact(self) -> Impact:
        """How deep the change goes for the one for whom it goes deepest."""
        return max((entry.impact for entry in self.people), default=Impact.NONE)


def consequences(before: State, after: State, people: Sequence[Person], *, cache: bool = False) -> Consequences:
    """Return what differs between two states of catalog and rules, and for whom, and why.

    With `cache` what is read of a state that is no revision is kept for the next time. Raises InvalidData if one of the
    networks that people need cannot be read, or a profile can be read in neither state.
    """
    changes = changes_between(before, after)
    if not changes:
        catalog = load_catalog(after.catalog, cache=cache and not after.at_revision)
        return Consequences(before, after, (), tuple(map(Consequence, people)), catalog)
    comparing = _Comparing((before, after), changes, people, cache)
    found: list[Consequence] = []
    problems: list[Problem] = []
    for person in people:
        try:
            found.append(comparing.consequence(person))
        except InvalidData as error:
            problems += error.problems
    if problems:
        raise InvalidData(dict.fromkeys(problems))
    for place in sorted(range(len(found)), key=lambda place: -found[place].impact):  # as long as answers may be tried
        found[place] = comparing.explained(found[place])
    return Consequences(before, after, changes, tuple(found), comparing.catalog)


_Loaded = Mapping[str, Matcher | InvalidData]


class _Comparing:
    """Two states, with the networks that some people need."""

    def __init__(
        self, states: tuple[State, State], changes: Sequence[Change], people: Sequence[Person], cache: bool
    ) -> None:
        self._states = states
        self._changes = changes
        self._defaults = [default_network(state.catalog) for state in states]
        before, after = self._defaults
        networks = [(before, after), *(self._networks(person) for person in people)]
        self._loaded = _load_both(states, networks, cache)
        self.catalog = _matcher(self._loaded[1][after]).catalog
        self._searches: dict[str, Search] = {}

    def _networks(self, person: Person) -> tuple[str, str]:
        """Return the network of a person in both states: the one their profile names, else the catalog's own."""
        named = network_of(person.file)
        before, after = (named or default for default in self._defaults)
        return before, after

    def consequence(self, person: Person) -> Consequence:
        """Return what differs for one person. Raises InvalidData if their profile can be read in no state."""
        before, after = self._networks(person)
        if before == after and not self._relevant(after):
            return Consequence(person)
        old, was_wrong = _try(self._loaded[0][before], person)
        new, is_wrong = _try(self._loaded[1][after], person)
        if old is None and new is None:
            raise InvalidData((*was_wrong, *is_wrong))
        if old is None or new is None:
            return Consequence(person, unreadable=(*was_wrong, *is_wrong), readable_before=old is not None)
        if not (found := differences(old, new)):
            return Consequence(person)
        return Consequence(person, (old, new), found, catalog=_matcher(self._loaded[1][after]).catalog)

    def explained(self, found: Consequence) -> Consequence:
        """Return what differs for one person with its causes."""
        before, after = self._networks(found.person)
        if found.answers is None:
            return found
        if before != after:  # the profile names no network: the catalog's own has changed, and perhaps more in it
            change = next(change for change in self._changes if change.sort == "default_network")
            causes = Causes((Cause((change,), found.differences),), proven=not self._relevant(after))
        else:
            causes = self._search(after).causes(found.person, *found.answers)
        return replace(found, causes=causes)

    def _relevant(self, network: str) -> list[Change]:
        """Return the changes that can matter in a network."""
        return [
            change for change in self._changes if change.network in (None, network) and change.sort != "default_network"
        ]

    def _search(self, network: str) -> Search:
        if network not in self._searches:
            before, after = (_matcher(loaded[network]) for loaded in self._loaded)
            changes = self._relevant(network)
            self._searches[network] = Search(Mixtures(self._states, (before, after), frozenset(changes)), changes)
        return self._searches[network]


def _try(matcher: Matcher | InvalidData, person: Person) -> tuple[Suggestion | None, tuple[Problem, ...]]:
    """Return the answer for a person, or what is wrong."""
    try:
        return person.answer(_matcher(matcher)), ()
    except InvalidData as error:
        return None, error.problems


def _matcher(loaded: Matcher | InvalidData) -> Matcher:
    """Return a network; raises what is told instead of it."""
    if isinstance(loaded, InvalidData):
        raise loaded
    return loaded


def _load_both(
    states: tuple[State, State], networks: Sequence[tuple[str, str]], cache: bool
) -> tuple[_Loaded, _Loaded]:
    """Return the networks of both states by name; one that does not exist in a state is told as what is wrong with it.

    Raises InvalidData with the problems of all others that cannot be read.
    """
    problems: list[Problem] = []
    both: tuple[dict[str, Matcher | InvalidData], ...] = ({}, {})
    for side, state, loaded in zip((0, 1), states, both, strict=True):
        for name in sorted({pair[side] for pair in networks}):
            kept = cache and not state.at_revision
            try:
                catalog = load_catalog(state.catalog, name, cache=kept)
                loaded[name] = Matcher(catalog, load_rules(state.rules, catalog=catalog, cache=kept))
            except InvalidData as error:
                loaded[name] = error
                if any(problem.code != "unknown-network" for problem in error.problems):
                    problems += error.problems
    if problems:
        raise InvalidData(dict.fromkeys(problems))
    return both[0], both[1]
