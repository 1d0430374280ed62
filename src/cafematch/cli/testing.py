"""The command that runs scenarios and the examples of rules: it loads, runs, tells and exits.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cafematch.cli.options import (
    CatalogFolder,
    FindingsFormat,
    NetworkName,
    ReaderLanguage,
    RulesFolder,
    language_for,
    say_which,
    say_whose_rules,
    tell,
)


def test(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SCENARIO]…", help="Scenarios to run, by folder or name. Default: all, and all examples of rules."
        ),
    ] = None,
    examples: Annotated[
        Path | None, typer.Option("--examples", help="The folder of scenarios. Default: the nearest examples/.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Also tell which rules, services and needs no scenario touches.")
    ] = False,
    lang: ReaderLanguage = None,
    format: Annotated[
        FindingsFormat, typer.Option("--format", help="Text for people, JSON for tools, or annotations for GitHub.")
    ] = FindingsFormat.text,
    network: NetworkName = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
) -> None:
    """Run scenarios and the examples of rules: which line does not hold, what came instead, and why.

    Nothing ever rewrites an expectation: it says what ought to be, and that is for people to decide.
    """
    from cafematch.reading.folders import from_repository
    from cafematch.rendering.coverage import coverage_to_json, print_coverage
    from cafematch.rendering.findings import to_github
    from cafematch.rendering.scenarios import print_trial, summary, trial_to_json, trial_to_problems
    from cafematch.rendering.text import terminal
    from cafematch.rendering.wording import Wording
    from cafematch.upkeep.scenarios.coverage import coverage_of
    from cafematch.upkeep.scenarios.trials import Networks, run_all_examples, run_scenarios, scenario_folders

    networks = Networks(catalog, rules, network)
    usual = networks.usual.catalog
    say_which(usual)
    say_whose_rules(networks.usual.rules, usual)
    folders = scenario_folders(scenarios or (), examples)
    if not folders:
        print("No examples/ here: only the examples of the rules are run.", file=sys.stderr)
    trial = run_scenarios(networks, folders)
    if not scenarios:
        trial = trial.with_examples(run_all_examples(networks))
    wording = Wording(usual, language_for(lang, usual))
    reached = [coverage_of(matcher, trial.scenarios) for matcher in networks.loaded] if coverage else []
    if format is FindingsFormat.github:
        print(to_github(trial_to_problems(trial, networks.catalogs, wording), from_repository), end="")
        print(f"cafematch test: {summary(trial, wording)}")  # no word of a file: it might be a command
        if not trial.passed:
            raise typer.Exit(1)
        return
    tell(trial.problems)
    if format is FindingsFormat.json:
        told = coverage_to_json(reached, wording) if coverage else None
        print(trial_to_json(trial, networks.catalogs, wording, told))
    else:
        print_trial(trial, networks.catalogs, wording, terminal())
        print_coverage(reached, wording, terminal())
    if not trial.passed:
        raise typer.Exit(1)
