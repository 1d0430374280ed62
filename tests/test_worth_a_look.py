"""What is worth a look, a folder each, with everything that is told about it: tests/worth_a_look/README.md says how."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from cafematch import Problem, load_catalog, load_rules
from cafematch.upkeep.checks import CHECKS, check_network
from laid_over import lay_over, lines_of
from shipped import matcher

PLACE = Path(__file__).parent / "worth_a_look"
CASES = sorted(path for path in PLACE.glob("*/*") if path.is_dir())


@cache
def usual(network: str) -> frozenset[tuple[str, str]]:
    """Return what is worth a look in a shipped network as it is."""
    shipped = matcher(network)
    return frozenset((problem.code, problem.message) for problem in check_network(shipped.catalog, shipped.rules))


def found_in(case: Path) -> tuple[Problem, ...]:
    """Return what is worth a look in a case and is not so already in what it is laid over."""
    lay_over(case, always=("catalog", "rules"))
    network = next(iter(lines_of(case / "network.txt")), "neuwerder")
    moment = next((datetime.fromisoformat(line) for line in lines_of(case / "as_of.txt")), None)
    catalog = load_catalog("catalog", network)
    found = check_network(catalog, load_rules("rules", catalog=catalog), moment)
    return tuple(problem for problem in found if (problem.code, problem.message) not in usual(network))


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.parent.name}/{case.name}") for case in CASES])
def test_worth_a_look(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = found_in(case)
    told = "\n\n".join(map(str, found)) + "\n" if found else "nothing\n"
    expected = case / "expected.txt"
    if "REWRITE_EXPECTED" in os.environ:
        monkeypatch.undo()
        expected.write_text(told, encoding="utf-8")
    assert told == (expected.read_text(encoding="utf-8") if expected.exists() else "there is no expected.txt")
    assert {problem.code for problem in found} == {case.parent.name}
    severity = {check.code: check.severity for check in CHECKS}
    assert all(problem.severity == severity[problem.code] for problem in found)


def test_every_check_has_its_folder() -> None:
    assert {case.parent.name for case in CASES} == {check.code for check in CHECKS}


def test_every_check_says_its_rule() -> None:
    assert all(check.rule.endswith(".") for check in CHECKS)


def test_every_code_has_its_row_in_the_table() -> None:
    lines = (PLACE / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == sorted(check.code for check in CHECKS)
