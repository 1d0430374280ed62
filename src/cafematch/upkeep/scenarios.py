"""Scenarios: what a good, experienced social worker would recommend, written down so that it stays true.

A scenario is a folder with a `profile.yaml` and an `expect.yaml`. Every line of `expect.yaml` becomes a check that
passed or failed, with what came instead; a scenario passes only as a whole. What the keys mean is said at
`Expectation` and `StepProperties`. How results look on a screen is left to the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from cafematch.errors import InvalidData, Location, Problem
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Path, Step, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.model.documents import Date, Document, Many, mapping_or_empty
from cafematch.model.profile import Profile
from cafematch.model.scopes import PersonScope
from cafematch.reading.loading import load_profile, validate
from cafematch.reading.problems import naming_problem
from cafematch.reading.yamlfile import YamlFile, read_yaml

PROFILE_FILE: Final = "profile.yaml"
EXPECTATION_FILE: Final = "expect.yaml"

FIRST_WEEK: Final = timedelta(days=7)
"""How long, from the moment of the suggestion, organisations count as begun with together."""

FLAGGING: Final = frozenset({"safeguard", "expire"})
"""The kinds of rules that raise a flag."""

Some = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
Pair = Annotated[tuple[str, str], Field(strict=False)]


class StepProperties(Document):
    """How a step must be; what is left out is not looked at.

    threshold_max   its threshold is at most this level
    handover_min    the hand-over to use (not the warmest on offer) is at least this level
    handover_max    the hand-over to use is at most this level
    today           true: it can begin on the day of the suggestion; false: it begins later
    before          it can begin before this date; a step without a date cannot
    services        it is one of these services, or of a service of one of these organisations
    """

    threshold_max: str = ""
    handover_min: str = ""
    handover_max: str = ""
    today: bool = True
    before: Date = date.max
    services: Some = ()


class Expectation(Document):
    """expect.yaml. A key that is left out is not looked at; an empty list, where it is allowed, means: none.

    *Companions* are the kinds that bridge a barrier (navigation, interpreting, accompaniment, childcare) and peer
    support. The *first step* of the path is the first that is no companion; a companion counts where `first_any_of`
    names its kind, and where there is nothing else.

    Of the path that is recommended, the first of those shown:

    first_any_of            its first step is of one of these kinds; [] means that there is no path and no step
    first                   its first step has these properties
    later_all               each of these kinds comes after the first step, or goes along with some step
    later_one_of            at least one of these kinds does
    order                   pairs of kinds: before every step of the second stands one of the first
    max_new_organisations   organisations that the path leads to in the first seven days; companions are left out, and
                            so are where the person sits, has been, or trusts; a step without a date counts

    Of every path that is shown, since the person may choose any of them:

    not_first               none begins with these kinds, companions passed over that answer no need themselves and are
                            not named here
    not_before              kind: date – no step of that kind can begin before that date
    conditional_only        steps of these kinds are conditional, never confirmed
    only_accompanied        at steps of these kinds somebody goes along, as a support or by the warmest hand-over
    every_step              every step has these properties

    Of the whole answer:

    flags                   these rules show their safeguard or their mark of a stale entry; [] means that none does
    forbidden               these kinds are nowhere: no step, support, offer or contact, and no way on if a step fails
                            (the way back to the entrance is always there and does not count)
    forbidden_services      the same for these services, or all services of these organisations
    offers_any_of           at least one offer is of these kinds
    no_offers               true: there is no offer; false: there is one
    asks_any_of             at least one of these facts is asked for; [] means that nothing is asked
    explained_by            these rules are named among those that acted, or show a safeguard
    """

    flags: Many[str] = ()
    first_any_of: Many[str] = ()
    first: StepProperties = StepProperties()
    later_all: Some = ()
    later_one_of: Some = ()
    order: Annotated[tuple[Pair, ...], Field(strict=False, min_length=1)] = ()
    not_first: Some = ()
    forbidden: Some = ()
    forbidden_services: Some = ()
    conditional_only: Some = ()
    not_before: Mapping[str, Date] = {}
    only_accompanied: Some = ()
    offers_any_of: Some = ()
    no_offers: bool = True
    asks_any_of: Many[str] = ()
    max_new_organisations: Annotated[int, Field(ge=0)] = 0
    every_step: StepProperties = StepProperties()
    explained_by: Some = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A profile and what is expected for it; `file` is where that stands. Names are checked when it is run."""

    name: str
    profile: YamlFile
    expectation: Expectation
    file: YamlFile


@dataclass(frozen=True, slots=True)
class Check:
    """One line of an expectation: its key, where it stands, and what came instead, if it does not hold."""

    key: str
    at: Location
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What came of a scenario, line by line in the order of the file; `str()` tells which lines fail, and why."""

    name: str
    suggestion: Suggestion
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def __str__(self) -> str:
        if self.passed:
            return f"{self.name}: passed, {_lines(len(self.checks))}"
        failed = [check for check in self.checks if not check.passed]
        lines = [f"{self.name}: failed, {len(failed)} of {_lines(len(self.checks))}"]
        lines += [f"  {check.at}: {check.key}: {failure}" for check in failed for failure in check.failures]
        return "\n".join(lines)


def find_scenarios(folder: FilePath | str) -> tuple[FilePath, ...]:
    """Return the folders of all scenarios in a folder, sorted: those that hold a profile or an expectation."""
    found = {path.parent for name in (PROFILE_FILE, EXPECTATION_FILE) for path in FilePath(folder).glob(f"*/{name}")}
    return tuple(sorted(found))


def load_scenario(folder: FilePath | str) -> Scenario:
    """Load one scenario. Raises InvalidData with every problem of its two files, names in them excepted."""
    place = FilePath(folder)
    problems: list[Problem] = []
    files = {}
    for name in (PROFILE_FILE, EXPECTATION_FILE):
        try:
            files[name] = read_yaml(place / name)
        except InvalidData as error:
            problems.extend(error.problems)
    expectation = Expectation()
    if (file := files.get(EXPECTATION_FILE)) is not None:
        try:
            expectation = validate(file, file.name, Expectation)
            problems.extend(_saying_nothing(file, expectation))
        except InvalidData as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidData(problems)
    return Scenario(place.name, files[PROFILE_FILE], expectation, files[EXPECTATION_FILE])


def run_scenario(matcher: Matcher, scenario: Scenario) -> ScenarioResult:
    """Return what came of a scenario. Raises InvalidData with every problem of the profile and every unknown name."""
    problems = list(_unknown_names(matcher, scenario))
    try:
        profile = load_profile(scenario.profile, matcher.catalog)
    except InvalidData as error:
        raise InvalidData([*problems, *error.problems]) from None
    if problems:
        raise InvalidData(problems)
    answer = _Answer(matcher, profile, matcher.suggest(profile), scenario.expectation)
    checks = tuple(
        Check(key, _place(scenario.file, key), tuple(_CHECKS[key](answer, getattr(scenario.expectation, key))))
        for key in mapping_or_empty(scenario.file.value)
    )
    return ScenarioResult(scenario.name, answer.suggestion, checks)


def _place(file: YamlFile, key: str) -> Location:
    line, column, _ = file.source.position((key,), "key")
    return Location(file.name, line, column)


def _saying_nothing(file: YamlFile, expectation: Expectation) -> Iterator[Problem]:
    """Yield a problem where nothing is expected, which would always hold."""
    if not expectation.model_fields_set:
        yield file.problem("too-few", "expected at least one key, found none", ())
    for key, properties in (("first", expectation.first), ("every_step", expectation.every_step)):
        if key in expectation.model_fields_set and not properties.model_fields_set:
            yield file.problem("too-few", "expected at least one key, found none", (key,))


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of names: the code of the problem when there is no such name, and what it would have named."""

    code: str
    what: str


_KIND: Final = _Sort("unknown-kind", "kind of service")
_SERVICE: Final = _Sort("unknown-service", "service or organisation")
_RULE: Final = _Sort("unknown-rule", "rule")
_FLAG: Final = _Sort("unknown-flag", "safeguard or mark of stale entries")
_FACT: Final = _Sort("unknown-fact", "fact")
_THRESHOLD: Final = _Sort("not-a-level", "threshold")
_HANDOVER: Final = _Sort("not-a-level", "hand-over level")

_LISTS: Mapping[str, _Sort] = {
    "flags": _FLAG,
    "first_any_of": _KIND,
    "later_all": _KIND,
    "later_one_of": _KIND,
    "not_first": _KIND,
    "forbidden": _KIND,
    "forbidden_services": _SERVICE,
    "conditional_only": _KIND,
    "only_accompanied": _KIND,
    "offers_any_of": _KIND,
    "asks_any_of": _FACT,
    "explained_by": _RULE,
}
_LEVELS: Mapping[str, _Sort] = {"threshold_max": _THRESHOLD, "handover_min": _HANDOVER, "handover_max": _HANDOVER}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name used in an expectation: the word, where it stands, and what sort of name it is."""

    word: str
    path: tuple[str | int, ...]
    sort: _Sort
    of: Literal["key", "value"] = "value"


def _names(expectation: Expectation) -> Iterator[_Name]:
    """Yield every name an expectation uses."""
    for key, sort in _LISTS.items():
        yield from (_Name(word, (key, position), sort) for position, word in enumerate(getattr(expectation, key)))
    for position, pair in enumerate(expectation.order):
        yield from (_Name(word, ("order", position, side), _KIND) for side, word in enumerate(pair))
    yield from (_Name(word, ("not_before", word), _KIND, "key") for word in expectation.not_before)
    for key, properties in (("first", expectation.first), ("every_step", expectation.every_step)):
        for name, sort in _LEVELS.items():
            if name in properties.model_fields_set:
                yield _Name(getattr(properties, name), (key, name), sort)
        for position, word in enumerate(properties.services):
            yield _Name(word, (key, "services", position), _SERVICE)


def _unknown_names(matcher: Matcher, scenario: Scenario) -> Iterator[Problem]:
    """Yield a problem for every name in an expectation that nothing has."""
    catalog, rules = matcher.catalog, matcher.rules.rules
    vocabulary = catalog.vocabulary
    scope = PersonScope(vocabulary)
    known: Mapping[_Sort, Iterable[str]] = {
        _KIND: vocabulary.kinds,
        _SERVICE: {**catalog.services, **catalog.organisation},
        _RULE: [rule.id for rule in rules],
        _FLAG: [rule.id for rule in rules if rule.kind in FLAGGING],
        _FACT: [*vocabulary.facts, *vocabulary.words.opening, *(f"need.{term}" for term in vocabulary.terms)],
        _THRESHOLD: vocabulary.scales["threshold"],
        _HANDOVER: vocabulary.scales["handover"],
    }
    for name in _names(scenario.expectation):
        among = sorted(known[name.sort])
        if name.word in among or (name.sort is _FACT and scope.subject(name.word) is not None):
            continue
        yield naming_problem(scenario.file, name.sort.code, name.sort.what, name.word, among, name.path, name.of)


@dataclass(frozen=True)
class _Answer:
    """A suggestion, read with the words of its network and against one expectation."""

    matcher: Matcher
    profile: Profile
    suggestion: Suggestion
    expectation: Expectation

    @property
    def catalog(self) -> Catalog:
        return self.matcher.catalog

    @property
    def as_of(self) -> datetime:
        return self.suggestion.as_of

    @cached_property
    def companions(self) -> frozenset[str]:
        """The kinds that go along with steps."""
        kinds = self.catalog.vocabulary.kinds
        return frozenset(name for name, kind in kinds.items() if kind.companion)

    @cached_property
    def path(self) -> tuple[Step, ...]:
        """The steps of the path that is recommended, none if there is no path."""
        return self.suggestion.paths[0].steps if self.suggestion.paths else ()

    @cached_property
    def first(self) -> Step | None:
        """The first step of the path that is recommended."""
        passed_over = self.companions.difference(self.expectation.first_any_of)
        return next((step for step in self.path if step.kind not in passed_over), self.path[0] if self.path else None)

    @cached_property
    def later(self) -> frozenset[str]:
        """The kinds that come after the first step of the path, or go along with some step."""
        after = self.path.index(self.first) + 1 if self.first else 0
        beside = [step for step in self.path[:after] if step.kind in self.companions and step is not self.first]
        supports = [support.kind for step in self.path for support in step.supports]
        return frozenset([*(step.kind for step in (*self.path[after:], *beside)), *supports])

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Yield every step of every path shown, with words for where it stands."""
        for path in self.suggestion.paths:
            yield from ((_where(path, step), step) for step in path.steps)

    def shown(self) -> Iterator[tuple[str, str, str]]:
        """Yield every service the answer proposes, its kind, and words for where it stands."""
        services = self.catalog.services
        for card in self.suggestion.safeguards:
            for contact in card.contacts:
                if contact.service is not None and contact.kind is not None:
                    yield contact.service, contact.kind, f"a contact of {card.rule}"
        for where, step in self.steps():
            yield step.service, step.kind, where
            yield from ((support.service, support.kind, f"a support at {where}") for support in step.supports)
            other = step.if_it_fails.service
            if other != self.suggestion.entrance.service:
                yield other, services[other].kind, f"the way on if {where} fails"
        yield from ((offer.service, offer.kind, "an offer") for offer in self.suggestion.offers)

    def is_at(self, service: str, places: Iterable[str]) -> bool:
        """Return whether a service is one of these, or of one of these organisations."""
        return not {service, self.catalog.provider[service].organisation}.isdisjoint(places)

    @cached_property
    def familiar(self) -> frozenset[str]:
        """The services and organisations that are not new: where the person sits, has been, or trusts."""
        told = dict(self.profile.background)
        contacts = [dict(contact) for contact in told.get("previous_contacts", ())]
        been = {contact.get(key) for contact in contacts for key in ("service", "organisation")}
        here = self.profile.at or self.suggestion.entrance.service
        places = {here, *told.get("existing_trust", ()), *been}
        owners = {self.catalog.provider[place].organisation for place in places if place in self.catalog.provider}
        return frozenset(place for place in places | owners if place)

    def rank(self, scale: str, level: str) -> int:
        """Return the rank of a level on its scale."""
        return self.catalog.vocabulary.scales[scale][level].rank


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _where(path: Path, step: Step) -> str:
    return f"step {step.position} of path {path.rank}"


def _told(step: Step) -> str:
    return f"{step.service} ({step.kind})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"


def _route(steps: Iterable[Step]) -> str:
    return " > ".join(map(_told, steps)) or "no path"


def _opening(step: Step) -> str:
    return f"can begin on {step.earliest:%Y-%m-%d}" if step.earliest else "has no date"


def _properties(answer: _Answer, step: Step, expected: StepProperties, subject: str) -> Iterator[str]:
    """Yield what of a step is not as expected."""
    asked = expected.model_fields_set
    level, handover = step.threshold.level, step.handover.level
    if "threshold_max" in asked and answer.rank("threshold", level) > answer.rank("threshold", expected.threshold_max):
        yield f"expected {subject} to have threshold {expected.threshold_max} at most, found {level}"
    used = answer.rank("handover", handover)
    found = f"found {handover} ({step.handover.offered} is on offer)"
    if "handover_min" in asked and used < answer.rank("handover", expected.handover_min):
        yield f"expected {subject} to have hand-over {expected.handover_min} at least, {found}"
    if "handover_max" in asked and used > answer.rank("handover", expected.handover_max):
        yield f"expected {subject} to have hand-over {expected.handover_max} at most, {found}"
    begins = step.earliest.date() if step.earliest else None
    if "today" in asked and (begins == answer.as_of.date()) is not expected.today:
        yield f"expected {subject} to begin {'today' if expected.today else 'later than today'}; it {_opening(step)}"
    if "before" in asked and (begins is None or begins >= expected.before):
        yield f"expected {subject} to begin before {expected.before}; it {_opening(step)}"
    if "services" in asked and not answer.is_at(step.service, expected.services):
        yield f"expected {subject} to be at {_listed(expected.services)}"


def _flags(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    kinds = {rule.id: rule.kind for rule in answer.matcher.rules.rules}
    raised = {card.rule for card in answer.suggestion.safeguards}
    raised |= {applied.rule for applied in answer.suggestion.applied if kinds[applied.rule] in FLAGGING}
    missing = [rule for rule in expected if rule not in raised]
    if missing or (raised and not expected):
        yield f"expected {_listed(missing)}, found {_listed(sorted(raised))}"


def _first_any_of(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    if not expected and answer.path:
        yield f"expected no step, found {_route(answer.path)}"
    elif expected and answer.first is None:
        yield f"expected a first step of {_listed(expected)}; found no step"
    elif expected and answer.first and answer.first.kind not in expected:
        found = _told(answer.first) + ("" if answer.first is answer.path[0] else ", companions passed over")
        yield f"expected a first step of {_listed(expected)}; found {found}; {_route(answer.path)}"


def _first(answer: _Answer, expected: StepProperties) -> Iterator[str]:
    if answer.first is None:
        yield "expected a first step, found none"
    else:
        yield from _properties(answer, answer.first, expected, f"the first step, {_told(answer.first)},")


def _later_all(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    if missing := [kind for kind in expected if kind not in answer.later]:
        yield f"expected {_listed(missing)} after the first step; found {_route(answer.path)}"


def _later_one_of(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    if answer.later.isdisjoint(expected):
        yield f"expected one of {_listed(expected)} after the first step; found {_route(answer.path)}"


def _order(answer: _Answer, expected: Sequence[tuple[str, str]]) -> Iterator[str]:
    kinds = [step.kind for step in answer.path]
    for sooner, later in expected:
        if later in kinds and sooner not in kinds[: kinds.index(later)]:
            yield f"expected {sooner} before {later}; found {_route(answer.path)}"


def _max_new_organisations(answer: _Answer, expected: int) -> Iterator[str]:
    until = answer.as_of + FIRST_WEEK
    new = {
        step.organisation
        for step in answer.path
        if step.kind not in answer.companions
        and not answer.is_at(step.service, answer.familiar)
        and (step.earliest is None or step.earliest < until)
    }
    if len(new) > expected:
        names = _listed(sorted(new))
        yield f"expected {expected} new organisations at most in the first week, found {len(new)}: {names}"


def _not_first(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    for path in answer.suggestion.paths:
        passed_over = answer.companions.difference(expected)
        first = next((step for step in path.steps if step.answers or step.kind not in passed_over), None)
        if first is not None and first.kind in expected:
            yield f"path {path.rank} begins with {_told(first)}"


def _not_before(answer: _Answer, expected: Mapping[str, date]) -> Iterator[str]:
    for where, step in answer.steps():
        sooner = step.kind in expected and step.earliest and step.earliest.date() < expected[step.kind]
        if sooner:
            yield f"expected {step.kind} not before {expected[step.kind]}; {step.service}, {where}, {_opening(step)}"


def _conditional_only(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    for where, step in answer.steps():
        if step.kind in expected and step.status != "conditional":
            yield f"{_told(step)}, {where}, is {step.status}"


def _only_accompanied(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    vocabulary = answer.catalog.vocabulary
    warmest = max(level.rank for level in vocabulary.scales["handover"].values())
    for where, step in answer.steps():
        along = any(vocabulary.kinds[support.kind].raises_handover for support in step.supports)
        if step.kind in expected and not along and answer.rank("handover", step.handover.level) < warmest:
            yield f"nobody goes along to {_told(step)}, {where}; hand-over {step.handover.level}"


def _every_step(answer: _Answer, expected: StepProperties) -> Iterator[str]:
    for where, step in answer.steps():
        yield from _properties(answer, step, expected, f"{_told(step)}, {where},")


def _forbidden(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    for service, kind, where in answer.shown():
        if kind in expected:
            yield f"{service} ({kind}) is {where}"


def _forbidden_services(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    for service, _, where in answer.shown():
        if answer.is_at(service, expected):
            yield f"{service} is {where}"


def _offers_any_of(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    offered = {offer.kind for offer in answer.suggestion.offers}
    if offered.isdisjoint(expected):
        yield f"expected an offer of {_listed(expected)}; found {_listed(sorted(offered))}"


def _no_offers(answer: _Answer, expected: bool) -> Iterator[str]:
    offers = [offer.service for offer in answer.suggestion.offers]
    if expected and offers:
        yield f"expected no offer, found {_listed(offers)}"
    if not expected and not offers:
        yield "expected an offer, found none"


def _asks_any_of(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    asked = [question.fact for question in answer.suggestion.questions]
    if (asked and not expected) or (expected and set(asked).isdisjoint(expected)):
        yield f"expected a question about {_listed(expected)}; found {_listed(asked)}"


def _explained_by(answer: _Answer, expected: Sequence[str]) -> Iterator[str]:
    named = {applied.rule for applied in answer.suggestion.applied}
    named |= {card.rule for card in answer.suggestion.safeguards}
    if missing := [rule for rule in expected if rule not in named]:
        yield f"expected {_listed(missing)} among the rules that acted; found {_listed(sorted(named))}"


_CHECKS: Mapping[str, Callable[[_Answer, Any], Iterator[str]]] = {
    "flags": _flags,
    "first_any_of": _first_any_of,
    "first": _first,
    "later_all": _later_all,
    "later_one_of": _later_one_of,
    "order": _order,
    "not_first": _not_first,
    "forbidden": _forbidden,
    "forbidden_services": _forbidden_services,
    "conditional_only": _conditional_only,
    "not_before": _not_before,
    "only_accompanied": _only_accompanied,
    "offers_any_of": _offers_any_of,
    "no_offers": _no_offers,
    "asks_any_of": _asks_any_of,
    "max_new_organisations": _max_new_organisations,
    "every_step": _every_step,
    "explained_by": _explained_by,
}
