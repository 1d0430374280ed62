"""Scenarios: what a good, experienced social worker would recommend, written down so that it stays true.

A scenario is a folder with a `profile.yaml` and an `expect.yaml`. Every line of `expect.yaml` becomes a check that
passed or failed, with what came instead; a scenario passes only as a whole. Nothing here, and no option anywhere,
writes an expectation: what ought to be is for people to say, never for the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Final

from cafematch.errors import InvalidData, Location, Problem
from cafematch.matching.explaining.reasons import Reason
from cafematch.matching.matcher import Matcher
from cafematch.matching.suggestion import Suggestion
from cafematch.model.documents import mapping_or_empty
from cafematch.quick import dataclass
from cafematch.reading.loading import load_profile
from cafematch.reading.shelf import validate
from cafematch.reading.yamlfile import YamlFile, read_yaml
from cafematch.upkeep.scenarios.answered import Answered
from cafematch.upkeep.scenarios.expectations import Expectation, naming_nothing, saying_nothing
from cafematch.upkeep.scenarios.failures import Failure
from cafematch.upkeep.scenarios.keys import look_at
from cafematch.upkeep.scenarios.shortfalls import reasons_for
from cafematch.upkeep.scenarios.shortfalls.inquiry import Inquiry

PROFILE_FILE: Final = "profile.yaml"
EXPECTATION_FILE: Final = "expect.yaml"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A profile and what is expected for it; `file` is where that stands. Names are checked when it is run."""

    name: str
    profile: YamlFile
    expectation: Expectation
    file: YamlFile

    @property
    def story(self) -> tuple[str, ...]:
        """What is told of the situation, in the words of who wrote it: the comments that the two files begin with."""
        return (*opening_comments(self.profile), *opening_comments(self.file))


@dataclass(frozen=True, slots=True)
class Check:
    """One line of an expectation: its key, where it stands, and what came instead, if it does not hold."""

    key: str
    at: Location
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What came of a scenario, line by line in the order of the file; `inquiry` knows why, once it is asked."""

    scenario: Scenario
    inquiry: Inquiry
    checks: tuple[Check, ...]

    @property
    def answered(self) -> Answered:
        """The answer, read against the expectation."""
        return self.inquiry.answered

    @property
    def name(self) -> str:
        return self.scenario.name

    @property
    def suggestion(self) -> Suggestion:
        """The answer that was looked at."""
        return self.answered.suggestion

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def place(self, check: Check, failure: Failure) -> Location:
        """Return where the part of the expectation stands that does not hold."""
        return _place(self.scenario.file, (check.key, *failure.path))

    def why(self, failure: Failure) -> tuple[Reason, ...]:
        """Return why the answer is not as expected, most deciding first."""
        return reasons_for(self.inquiry, failure)


def find_scenarios(folder: FilePath | str) -> tuple[FilePath, ...]:
    """Return the folders of all scenarios in a folder, sorted: those that hold a profile or an expectation."""
    found = {path.parent for name in (PROFILE_FILE, EXPECTATION_FILE) for path in FilePath(folder).glob(f"*/{name}")}
    return tuple(sorted(found))


def load_scenario(folder: FilePath | str, network: Callable[[YamlFile], Matcher] | None = None) -> Scenario:
    """Load one scenario. Raises InvalidData with every problem of its two files, names in them excepted.

    With `network`, which tells the network of a profile, problems of names are told beside any others; where there is no
    other, they are told when the scenario is run.
    """
    place = FilePath(folder)
    problems: list[Problem] = []
    files: dict[str, YamlFile] = {}
    for name in (PROFILE_FILE, EXPECTATION_FILE):
        try:
            files[name] = read_yaml(place / name)
        except InvalidData as error:
            problems.extend(error.problems)
    expectation = Expectation()
    if (file := files.get(EXPECTATION_FILE)) is not None:
        try:
            expectation = validate(file, file.name, Expectation)
            problems.extend(saying_nothing(file, expectation))
        except InvalidData as error:
            problems.extend(error.problems)
    if problems:
        told = {problem.location for problem in problems}
        problems += [problem for problem in _problems_of_names(files, network) if problem.location not in told]
        raise InvalidData(problems)
    return Scenario(place.name, files[PROFILE_FILE], expectation, files[EXPECTATION_FILE])


def _problems_of_names(
    files: Mapping[str, YamlFile], network: Callable[[YamlFile], Matcher] | None
) -> Iterator[Problem]:
    """Yield the problems of what can be judged only in a network, of the files that could be read."""
    profile, expectation = files.get(PROFILE_FILE), files.get(EXPECTATION_FILE)
    if network is None or profile is None:
        return
    try:
        matcher = network(profile)
        yield from naming_nothing(matcher, expectation) if expectation else ()
        load_profile(profile, matcher.catalog)
    except InvalidData as error:
        yield from error.problems


def run_scenario(matcher: Matcher, scenario: Scenario) -> ScenarioResult:
    """Return what came of a scenario. Raises InvalidData with every problem of the profile and every unknown name."""
    problems = list(naming_nothing(matcher, scenario.file))
    try:
        profile = load_profile(scenario.profile, matcher.catalog)
    except InvalidData as error:
        raise InvalidData([*problems, *error.problems]) from None
    if problems:
        raise InvalidData(problems)
    answered = Answered(matcher, profile, matcher.suggest(profile), scenario.expectation)
    checks = tuple(_check(scenario, answered, key) for key in mapping_or_empty(scenario.file.value))
    return ScenarioResult(scenario, Inquiry(answered), checks)


def _check(scenario: Scenario, answered: Answered, key: str) -> Check:
    failures = sorted(look_at(answered, key), key=lambda failure: _place(scenario.file, (key, *failure.path)))
    return Check(key, _place(scenario.file, (key,)), tuple(failures))


def _place(file: YamlFile, path: tuple[str | int, ...]) -> Location:
    line, column, _ = file.source.position(path, "key")
    return Location(file.name, line, column)


def opening_comments(file: YamlFile) -> tuple[str, ...]:
    """Return what stands in comments on top of a file, line by line."""
    told = []
    for line in file.source.lines:
        if not line.startswith("#"):
            break
        told.append(line.lstrip("# ").rstrip())
    return tuple(told)
