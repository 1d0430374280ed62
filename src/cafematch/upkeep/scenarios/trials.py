"""All scenarios and all examples of rules, run: each in its network, whatever is wrong with some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.matching.judging.index import in_force
from cafematch.matching.matcher import Matcher
from cafematch.model.catalog import Catalog
from cafematch.model.rules import Example, Rule
from cafematch.quick import dataclass
from cafematch.reading.folders import find_folder
from cafematch.reading.labels import did_you_mean
from cafematch.reading.loading import load_catalog, load_rules, network_of, networks
from cafematch.reading.yamlfile import YamlFile
from cafematch.upkeep.scenarios.elsewhere import Stranger, problem_of, slip, strangers
from cafematch.upkeep.scenarios.rule_examples import ExampleResult, run_example
from cafematch.upkeep.scenarios.running import ScenarioResult, find_scenarios, load_scenario, run_scenario

FOLDER: Final = "examples"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of scenarios and of examples of rules; `problems` tell what could not be read, and how many scenarios.

    `elsewhere` counts the examples that speak of what no network of the catalog has: they were not run.
    """

    scenarios: tuple[ScenarioResult, ...] = ()
    examples: tuple[ExampleResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: int = 0
    elsewhere: int = 0

    @property
    def passed(self) -> bool:
        """Whether everything could be read and came as expected."""
        came = [*(result.passed for result in self.scenarios), *(result.passed for result in self.examples)]
        return not self.problems and all(came)

    def with_examples(self, other: Trial) -> Trial:
        """Return these scenarios together with the examples of rules of another trial."""
        more = (problem for problem in other.problems if problem not in self.problems)
        return replace(self, examples=other.examples, problems=(*self.problems, *more), elsewhere=other.elsewhere)


class Networks:
    """The networks of a catalog with their rules, each loaded when it is first asked for."""

    def __init__(self, catalog: Path | None = None, rules: Path | None = None, network: str | None = None) -> None:
        self._catalog, self._rules = catalog, rules
        self._matchers: dict[str, Matcher] = {}
        self.usual = self._load(network)
        """The network of scenarios that name none. Raises InvalidData with every problem of its catalog and rules."""

    def named(self, name: str | None) -> Matcher:
        """Return the network of that name, or the usual one. Raises InvalidData as loading does."""
        if name is None or name == self.usual.catalog.network.network:
            return self.usual
        return self._matchers.get(name) or self._load(name)

    def of(self, profile: YamlFile) -> Matcher:
        """Return the network that a profile names, or the usual one. Raises InvalidData also if there is none of its name."""
        name = network_of(profile)
        if name is not None and name not in self.names:
            message = f"there is no network '{name}'"
            hint = did_you_mean(name, self.names)
            raise InvalidData([profile.problem("unknown-network", message, ("network",), hint=hint)])
        return self.named(name)

    @property
    def loaded(self) -> tuple[Matcher, ...]:
        """The networks that were loaded, in the order in which they were."""
        return tuple(self._matchers.values())

    @property
    def catalogs(self) -> Mapping[str, Catalog]:
        """The catalogs of the networks that were loaded, by id."""
        return {name: matcher.catalog for name, matcher in self._matchers.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all networks, sorted."""
        return networks(self._catalog)

    def _load(self, name: str | None) -> Matcher:
        catalog = load_catalog(self._catalog, name)
        matcher = Matcher(catalog, load_rules(self._rules, catalog=catalog))
        self._matchers[catalog.network.network] = matcher
        return matcher


def scenario_folders(named: Iterable[Path], folder: Path | None = None) -> tuple[Path, ...]:
    """Return the folders of scenarios: those named, by a path or by their name within `folder`; else all of `folder`.

    Without a folder it is the nearest `examples/` at or above the working folder; where there is none, there are no
    scenarios. Raises InvalidData for a name nothing has.
    """
    wanted = list(named)
    place = find_folder(FOLDER, folder)
    found = {} if place.sample else {path.name: path for path in find_scenarios(place.shown_as)}
    problems = []
    for path in wanted:
        if not path.is_dir() and path.as_posix() not in found:
            where = f"no folder and none in {place.shown_as}/"
            message = f"expected a scenario, found {where} called {quoted(path.as_posix())}"
            problems.append(Problem("missing-scenario", message, hint=did_you_mean(path.as_posix(), found)))
    if problems:
        raise InvalidData(problems)
    if not wanted:
        return tuple(found.values())
    return tuple(path if path.is_dir() else found[path.as_posix()] for path in wanted)


def run_scenarios(known: Networks, folders: Iterable[Path]) -> Trial:
    """Run scenarios, each in its network; one that cannot be read keeps none of the others from being run."""
    results, problems, unread = [], list[Problem](), 0
    for folder in folders:
        try:
            scenario = load_scenario(folder, known.of)
            results.append(run_scenario(known.of(scenario.profile), scenario))
        except InvalidData as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
            unread += 1
    return Trial(tuple(results), (), tuple(problems), unread)


def run_all_examples(known: Networks) -> Trial:
    """Run the examples of all rules that are not retired, each in the first network it speaks of where its law holds.

    An example of elsewhere, which speaks of what no network has, is counted; a slip of the pen is a problem. A network
    that cannot be loaded keeps those of the others from nothing; nobody knows then what is a slip.
    """
    matchers, problems = list[Matcher](), list[Problem]()
    for name in dict.fromkeys((known.usual.catalog.network.network, *known.names)):
        try:
            matchers.append(known.named(name))
        except InvalidData as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    whole, results, elsewhere = not problems, list[ExampleResult](), 0
    for rule in known.usual.rules.rules:
        where = [matcher for matcher in matchers if rule.status != "retired" and _holds_in(rule, matcher)]
        for example in rule.examples if where else ():
            try:
                found = _run_where_it_belongs(where, rule, example)
            except InvalidData as error:
                problems.extend(error.problems)
                continue
            if isinstance(found, ExampleResult):
                results.append(found)
            elif whole:
                slips = _slips(found, rule, example)
                problems.extend(slips)
                elsewhere += not slips
    return Trial((), tuple(results), tuple(problems), elsewhere=elsewhere)


def _run_where_it_belongs(
    where: Iterable[Matcher], rule: Rule, example: Example
) -> ExampleResult | list[tuple[Matcher, Sequence[Stranger]]]:
    """Run an example in the first network that has all it names; else return what each of them has not.

    Raises InvalidData if it is wrong in anything else.
    """
    missing = list[tuple[Matcher, Sequence[Stranger]]]()
    for matcher in where:
        try:
            return run_example(matcher.index, rule, example, matcher.rules.folder)
        except InvalidData:
            if not (unknown := strangers(example, matcher.catalog)):
                raise
            missing.append((matcher, unknown))
    return missing


def _slips(missing: Iterable[tuple[Matcher, Sequence[Stranger]]], rule: Rule, example: Example) -> list[Problem]:
    """Return the problems of slips of the pen, of the first network that has anything like it."""
    for matcher, unknown in missing:
        catalog = matcher.catalog
        found = [problem_of(name, rule, example, matcher.rules, catalog) for name in unknown if slip(name, catalog)]
        if found:
            return found
    return []


def _holds_in(rule: Rule, matcher: Matcher) -> bool:
    """Return whether a rule is in force in a network, or would be if it were no draft."""
    return in_force(rule.model_copy(update={"status": "active"}), matcher.catalog)
