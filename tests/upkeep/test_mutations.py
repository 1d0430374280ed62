"""Every slip of tests/mutations.py is caught, by `check` or by `test`, and its line is named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from shutil import copytree

import pytest

from cafematch import InvalidData, Problem, load_catalog, load_rules
from cafematch.upkeep.checks import check_network
from cafematch.upkeep.scenarios.running import find_scenarios
from cafematch.upkeep.scenarios.trials import Networks, run_all_examples, run_scenarios
from mutations import MUTATIONS, Mutation
from shipped import ROOT

FOLDERS = ("catalog", "rules", "examples")
NETWORKS = ("neuwerder", "bordeaux")

Told = tuple[str, str, str]
"""A code, or the name of a scenario or rule; the line that is named; what is said about it."""


def found_by_check() -> Iterator[Told]:
    """Yield what `check` tells of the data in the working folder."""
    for network in NETWORKS:
        try:
            catalog = load_catalog("catalog", network)
            yield from _told(check_network(catalog, load_rules("rules", catalog=catalog)))
        except InvalidData as error:
            yield from _told(error.problems)


def found_by_test() -> Iterator[Told]:
    """Yield what `test` tells of the data in the working folder: bad files, failing examples, failing lines of scenarios."""
    networks = Networks(Path("catalog"), Path("rules"))
    trial = run_scenarios(networks, find_scenarios("examples")).with_examples(run_all_examples(networks))
    yield from _told(trial.problems)
    for example in trial.examples:
        if not example.passed:
            file, _, line = example.at.rpartition(":")
            yield example.rule.id, Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1], example.found
    for result in trial.scenarios:
        for check in result.checks:
            if not check.passed:
                yield result.name, result.scenario.file.source.lines[check.at.line - 1], check.key


def _told(problems: tuple[Problem, ...]) -> Iterator[Told]:
    return ((problem.code, problem.source_line or "", problem.message) for problem in problems)


@cache
def usual() -> frozenset[Told]:
    """Return what `check` tells of the shipped data as they are."""
    return frozenset(found_by_check())


def make(mutation: Mutation) -> None:
    """Make a slip in the working folder."""
    file = Path(mutation.file)
    text = file.read_text(encoding="utf-8")
    place = text.index(mutation.old, text.index(mutation.after))
    file.write_text(f"{text[:place]}{mutation.new}{text[place + len(mutation.old) :]}", encoding="utf-8")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.slip)
def test_a_slip_is_caught_on_its_line(mutation: Mutation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    before = usual()
    for folder in FOLDERS:
        copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    make(mutation)
    told = chain((found for found in found_by_check() if found not in before), found_by_test())
    assert any(code == mutation.code and mutation.line in line for code, line, _ in told)


def test_there_are_forty_slips_at_least() -> None:
    assert len({mutation.slip for mutation in MUTATIONS}) == len(MUTATIONS) >= 40
