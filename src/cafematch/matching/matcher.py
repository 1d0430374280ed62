"""The engine's door: `Matcher` holds a compiled network and turns a profile into a suggestion.

A matcher never changes: it can be shared between threads, and pickled.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from cafematch.matching.explaining.answer import explain
from cafematch.matching.explaining.comparing import Comparison, compare
from cafematch.matching.explaining.reasons import Reason, why_need, why_rule, why_service, why_told
from cafematch.matching.judging.index import Index, build_index
from cafematch.matching.judging.knowledge import know
from cafematch.matching.judging.requirements import Eligibility
from cafematch.matching.planning.plans import MAX_EXPANSIONS, MAX_STEPS, plan
from cafematch.matching.planning.problem import moment_of, problem_of
from cafematch.matching.suggestion import Suggestion
from cafematch.model.catalog import Catalog
from cafematch.model.profile import Profile
from cafematch.model.rules import RuleSet
from cafematch.model.saying import sayable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from cafematch.matching.asking.interview import Interview


class Matcher:
    """A network and its rules, compiled once: immutable, picklable, safe to share between threads."""

    __slots__ = ("_catalog", "_index", "_rules")

    def __init__(self, catalog: Catalog, rules: RuleSet) -> None:
        if not isinstance(catalog, Catalog) or not isinstance(rules, RuleSet):
            found = f"a {type(catalog).__name__} and a {type(rules).__name__}"
            raise TypeError(f"expected what load_catalog and load_rules return, found {found}")
        self._catalog = catalog
        self._rules = rules
        self._index: Index = build_index(catalog, rules)

    def __reduce__(self) -> tuple[type[Matcher], tuple[Catalog, RuleSet]]:
        return Matcher, (self._catalog, self._rules)

    @property
    def catalog(self) -> Catalog:
        """The network this matcher speaks about."""
        return self._catalog

    @property
    def rules(self) -> RuleSet:
        """The rules this matcher follows."""
        return self._rules

    @property
    def index(self) -> Index:
        """The compiled network."""
        return self._index

    def suggest(
        self,
        profile: Profile,
        as_of: datetime | None = None,
        top: int = 3,
        *,
        max_expansions: int = MAX_EXPANSIONS,
        max_steps: int = MAX_STEPS,
    ) -> Suggestion:
        """Return ranked referral paths for a profile, explained; nothing is stored, sent or logged.

        `as_of` without a time zone is local time of the network; left out, the profile's own moment counts, which
        `load_profile` has set, else the network's. `top` is how many paths to show, 1 or more. `max_expansions` and
        `max_steps` bound the search; reaching one is said in `truncated`.

        Raises ValueError if nobody says when, or a year out of reach, or `top` is below 1.
        """
        problem = problem_of(self._index, profile, as_of)
        plans = plan(problem, top, max_expansions, max_steps)
        return explain(problem, plans, self._rules.fingerprint)

    def eligibility(self, profile: Profile, as_of: datetime | None = None) -> Eligibility:
        """Return for which services what they require of a person is met, is not met, or is not known to be.

        `yes`, `no` and `unknown` are sets of ids, walked through in order; `of(id)` is the answer about one service. It is
        what services and their doors require, and nothing else: barriers, rules about services, places that are free and
        everything about paths are the matter of `suggest`. Arguments and errors are those of `suggest`.
        """
        moment = moment_of(self._index.catalog.network, profile, as_of)
        knowledge, _ = know(self._index.catalog, self._index.rules, profile, moment)
        return self._index.requirements.of(knowledge)

    def why(self, profile: Profile, name: str, as_of: datetime | None = None, top: int = 3) -> Reason:
        """Return why a service is in the answer or not, who answers a need, what a rule did, or what looked at a fact.

        `name` is the id of a service, a need, the id of a rule in force here, or what conditions call a fact (`age`,
        `feeling.hope`, `language.de`). Raises `Refused` for any other.
        """
        problem = problem_of(self._index, profile, as_of)
        plans = plan(problem, top)
        if name in self._index.services:
            return why_service(problem, plans, name)
        if name in self._catalog.vocabulary.terms:
            return why_need(problem, plans, name)
        if any(rule.id == name for rule in self._index.rules):
            return why_rule(problem, plans, name)
        return why_told(problem, plans, sayable(self._catalog, name))

    def interview(self, profile: Profile | None = None, as_of: datetime | None = None, top: int = 3) -> Interview:
        """Return a conversation that starts from a profile, or from nothing, and asks for what can change its `top` paths.

        Arguments and errors are those of `suggest`.
        """
        from cafematch.matching.asking.interview import Interview
        from cafematch.matching.asking.worlds import Worlds

        profile = profile or Profile()
        moment = moment_of(self._index.catalog.network, profile, as_of)
        return Interview(Worlds(self._index, moment, top), profile)

    def suggest_many(
        self,
        profiles: Iterable[Profile],
        executor: Executor | None = None,
        *,
        as_of: datetime | None = None,
        top: int = 3,
    ) -> Iterator[Suggestion]:
        """Yield the suggestion for each of many profiles, in their order, with bounded memory.

        `executor` is anything that does work as `concurrent.futures` has it: processes of this machine, or a cluster; None
        works here. The matcher is sent once to each worker. `as_of`, `top` and errors are those of `suggest`; an error is
        raised in its turn. A generator that is closed cancels what is still waiting.
        """
        from cafematch.matching.many import for_each

        return for_each(self, partial(_suggest, as_of=as_of, top=top), profiles, executor)

    def compare(self, profile: Profile, changed: Profile, as_of: datetime | None = None, top: int = 3) -> Comparison:
        """Return the answers to two profiles and what differs: what appears, what goes, what moves.

        Arguments and errors are those of `suggest`; `changed` is judged at the moment of `profile` unless it has its own.
        """
        moment = as_of or profile.as_of
        return compare(self.suggest(profile, moment, top), self.suggest(changed, moment, top))


def _suggest(matcher: Matcher, profile: Profile, *, as_of: datetime | None, top: int) -> Suggestion:
    return matcher.suggest(profile, as_of, top)
