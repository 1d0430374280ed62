"""What came of scenarios and examples of rules, told to whoever wrote them: which line does not hold, what came, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from rich.console import Console

from cafematch.errors import Location, Problem
from cafematch.matching.explaining.reasons import Reason
from cafematch.model.catalog import Catalog
from cafematch.rendering.json import dumped, problem_to_json
from cafematch.rendering.messages import harmless
from cafematch.rendering.page import Page
from cafematch.rendering.steps import sentence
from cafematch.rendering.wording import Wording
from cafematch.upkeep.scenarios.failures import Failure
from cafematch.upkeep.scenarios.rule_examples import ExampleResult
from cafematch.upkeep.scenarios.running import Check, ScenarioResult
from cafematch.upkeep.scenarios.trials import Trial

FORMAT_VERSION = "1"
INDENT = 4
MOST_FAILURES = 3
"""How many differences at one line are told to people; JSON tells all."""


def print_trial(trial: Trial, catalogs: Mapping[str, Catalog], wording: Wording, console: Console) -> None:
    """Print every scenario and example that did not come as expected, and how many there are; in the words of `wording`.

    `catalogs` are those of the networks by id, for what their services are called.
    """
    page = Page(console)
    for result in trial.scenarios:
        if not result.passed:
            _print_scenario(result, Wording(result.answered.catalog, wording.language), page)
    for example in trial.examples:
        if not example.passed:
            _print_example(example, Wording(catalogs[example.network], wording.language), page)
    if not all(result.passed for result in trial.scenarios):
        page.gap()
        page.paragraph(wording.word("test_scenarios_now"))
    if not all(result.passed for result in trial.examples):
        page.gap()
        page.paragraph(wording.word("test_examples_now"))
    if not trial.passed:
        page.gap()
    page.paragraph(summary(trial, wording))
    if trial.elsewhere:
        page.paragraph(wording.word("test_elsewhere", count=trial.elsewhere))


def summary(trial: Trial, wording: Wording) -> str:
    """Return how many scenarios, expectations and examples there are, and how many of them are not as expected."""
    rules = len({result.rule.id for result in trial.examples})
    everything = _counted(wording, trial.scenarios, trial.examples)
    if trial.examples:
        examples = everything.pop()
        everything.append(wording.word("test_of_rules", examples=examples, count=rules))
    looked_at = ", ".join(everything)
    failed = _counted(
        wording,
        [result for result in trial.scenarios if not result.passed],
        [result for result in trial.examples if not result.passed],
        failed=True,
    )
    if trial.unread:
        failed.append(wording.word("test_unread", count=trial.unread))
    if not failed:
        return wording.word("test_passed", all=looked_at)
    return wording.word("test_failed", failed=", ".join(failed), all=looked_at)


def _counted(
    wording: Wording,
    scenarios: Iterable[ScenarioResult],
    examples: Iterable[ExampleResult],
    *,
    failed: bool = False,
) -> list[str]:
    """Return how many there are of each sort, none where there is none."""
    checks = [check for result in scenarios for check in result.checks if not (failed and check.passed)]
    counts = {
        "scenarios": sum(1 for _ in scenarios),
        "expectations": len(checks),
        "examples": sum(1 for _ in examples),
    }
    words = {
        "scenarios": wording.word("test_scenarios", count=counts["scenarios"]),
        "expectations": wording.word("test_expectations", count=counts["expectations"]),
        "examples": wording.word("test_examples", count=counts["examples"]),
    }
    return [words[sort] for sort, count in counts.items() if count]


def _print_scenario(result: ScenarioResult, wording: Wording, page: Page) -> None:
    page.heading(harmless(result.name), "bold red", mark="✗ ")
    for line in result.scenario.story:
        page.paragraph(harmless(line), 2, "dim")
    for number, found in groupby(_failures(result), key=lambda entry: result.place(*entry).line):
        failures = [failure for _, failure in found]
        page.gap()
        page.place(f"{result.scenario.file.name}:{number}", 2, "bold")
        page.paragraph(_source(result, number), INDENT)
        for failure in failures[:MOST_FAILURES]:
            told = [
                (wording.word("test_expected"), sentence(wording.say(failure.expected))),
                (wording.word("test_found"), sentence(wording.say(failure.found))),
            ]
            page.rows([*told, *_why(result.why(failure), wording)], INDENT, _column(wording))
        if (more := len(failures) - MOST_FAILURES) > 0:
            page.paragraph(wording.word("test_more", count=more), INDENT)


def _print_example(result: ExampleResult, wording: Wording, page: Page) -> None:
    page.heading(wording.word("test_rule", title=wording.text(result.rule.title), id=result.rule.id), "bold red", "✗ ")
    page.place(result.at, 2, "bold")
    page.paragraph(wording.word("test_example", name=result.example.name), INDENT)
    told = [
        (wording.word("test_expected"), wording.word("test_truth", truth=result.example.expect)),
        (wording.word("test_found"), wording.word("test_truth", truth=result.found)),
    ]
    page.rows([*told, *_why(result.why, wording)], INDENT, _column(wording))


def _failures(result: ScenarioResult) -> Iterator[tuple[Check, Failure]]:
    return ((check, failure) for check in result.checks for failure in check.failures)


def _source(result: ScenarioResult, line: int) -> str:
    """Return a line of an expectation as it stands there."""
    return harmless(result.scenario.file.source.lines[line - 1].strip())


def _column(wording: Wording) -> int:
    return max(len(wording.word(word)) for word in ("test_expected", "test_found", "test_why")) + 2


def _why(reasons: Iterable[Reason], wording: Wording) -> Iterator[tuple[str, str]]:
    label = wording.word("test_why")
    for reason in reasons:
        where = f"  [{reason.at}]" if reason.at else ""
        yield label, f"{sentence(wording.say(reason.says))}{where}"
        label = ""


def trial_to_problems(trial: Trial, catalogs: Mapping[str, Catalog], wording: Wording) -> Iterator[Problem]:
    """Yield what could not be read, and what did not come as expected: each line of a scenario, and each example of a rule.

    The message tells on one line what was expected, what came, and why.
    """
    yield from trial.problems
    for result in trial.scenarios:
        words = Wording(result.answered.catalog, wording.language)
        for check, failure in _failures(result):
            expected, found = words.say(failure.expected), words.say(failure.found)
            told = _on_one_line(expected, found, result.why(failure), words)
            yield Problem("not-as-expected", told, result.place(check, failure))
    for example in trial.examples:
        if not example.passed:
            words = Wording(catalogs[example.network], wording.language)
            expected, found = (words.word("test_truth", truth=own) for own in (example.example.expect, example.found))
            name, told = example.example.name, _on_one_line(expected, found, example.why, words)
            file, _, line = example.at.rpartition(":")
            place = Location(file, int(line), 1)
            yield Problem("not-as-expected", f"{words.word('test_example', name=name)} – {told}", place)


def _on_one_line(expected: str, found: str, why: Iterable[Reason], wording: Wording) -> str:
    reasons = " ".join(says for _, says in _why(why, wording))
    rows = (("test_expected", sentence(expected)), ("test_found", sentence(found)), ("test_why", reasons))
    return " ".join(f"{wording.word(label)}: {told}" for label, told in rows if told)


def trial_to_json(trial: Trial, catalogs: Mapping[str, Catalog], wording: Wording, coverage: Any = None) -> str:
    """Return what came of everything as JSON.

    `scenarios` are all of them, each with its `failures`: where the line stands, and as text in the `language` what was
    expected, what was found and why. `examples` counts those of rules, also those of elsewhere, which were not run, and
    tells the ones that failed; `problems` are those of what could not be read. `coverage` is null unless it was asked for.
    """
    failed = [result for result in trial.examples if not result.passed]
    told = {
        "test": FORMAT_VERSION,
        "language": wording.language,
        "passed": trial.passed,
        "scenarios": [
            _scenario(result, Wording(result.answered.catalog, wording.language)) for result in trial.scenarios
        ],
        "examples": {
            "rules": len({result.rule.id for result in trial.examples}),
            "run": len(trial.examples),
            "elsewhere": trial.elsewhere,
            "failures": [_example(result, Wording(catalogs[result.network], wording.language)) for result in failed],
        },
        "problems": [problem_to_json(problem) for problem in trial.problems],
        "coverage": coverage,
    }
    return dumped(told, indent=2)


def _scenario(result: ScenarioResult, wording: Wording) -> dict[str, Any]:
    return {
        "scenario": result.name,
        "network": result.suggestion.network,
        "file": result.scenario.file.name,
        "passed": result.passed,
        "expectations": len(result.checks),
        "story": list(result.scenario.story),
        "failures": [_failure(result, check, failure, wording) for check, failure in _failures(result)],
    }


def _failure(result: ScenarioResult, check: Check, failure: Failure, wording: Wording) -> dict[str, Any]:
    place = result.place(check, failure)
    return {
        "key": check.key,
        "line": place.line,
        "column": place.column,
        "source": _source(result, place.line),
        "expected": sentence(wording.say(failure.expected)),
        "found": sentence(wording.say(failure.found)),
        "why": _reasons(result.why(failure), wording),
    }


def _example(result: ExampleResult, wording: Wording) -> dict[str, Any]:
    return {
        "rule": result.rule.id,
        "network": result.network,
        "example": result.example.name,
        "at": result.at,
        "expected": result.example.expect,
        "found": result.found,
        "why": _reasons(result.why, wording),
    }


def _reasons(reasons: Iterable[Reason], wording: Wording) -> list[dict[str, str]]:
    return [{"says": sentence(wording.say(reason.says)), "holds": reason.holds, "at": reason.at} for reason in reasons]
