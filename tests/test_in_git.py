"""What catalog/README.md gives people who keep a catalog in git: each file it shows is one that works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from markdown_it import MarkdownIt
from typer.core import TyperGroup

from cafematch.cli.main import app
from cafematch.reading.yamlfile import parse_yaml
from cafematch.version import __version__
from shipped import ROOT

HOOKS = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW, CONFIG, OWNERS = ".github/workflows/cafematch.yaml", ".pre-commit-config.yaml", ".github/CODEOWNERS"

COMING = {"check": {"--format"}, "diff": {"--format"}, "test": set[str]()}
"""Commands and options that are being written elsewhere: to be deleted when they are there."""


@cache
def shown() -> dict[str, str]:
    """Return the files that the manual shows, by the name in their first line, and what is to be typed, by `sh`."""
    blocks = [
        block for block in MarkdownIt().parse((ROOT / "catalog/README.md").read_text("utf-8")) if block.type == "fence"
    ]
    named = {re.match(r"# (\S+)\n", block.content): block.content for block in blocks if block.info != "sh"}
    typed = "".join(block.content for block in blocks if block.info == "sh")
    return {name[1]: text for name, text in named.items() if name} | {"sh": typed}


def value(text: str) -> Any:
    return parse_yaml(text.encode(), "file").value


def accepted(tool: str, *arguments: str, home: Path) -> str:
    """Run a tool of others; return what it complains about."""
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments],
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_hooks_are_what_pre_commit_expects(tmp_path: Path) -> None:
    assert accepted("pre_commit", "validate-manifest", str(HOOKS), home=tmp_path) == ""


def test_the_configuration_is_what_pre_commit_expects(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(shown()[CONFIG], "utf-8")
    assert accepted("pre_commit", "validate-config", str(file), home=tmp_path) == ""


def test_the_configuration_uses_the_hooks_there_are() -> None:
    (repository,) = value(shown()[CONFIG])["repos"]
    assert repository["rev"] == f"v{__version__}"
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in value(HOOKS.read_text("utf-8"))]


def test_the_workflow_is_what_github_expects(tmp_path: Path) -> None:
    file = tmp_path / "workflow.yaml"
    file.write_text(shown()[WORKFLOW], "utf-8")
    schema = ("--builtin-schema", "vendor.github-workflows")
    assert accepted("check_jsonschema", *schema, str(file), home=tmp_path) == ""


def test_what_the_workflow_does() -> None:
    workflow = value(shown()[WORKFLOW])
    assert workflow["on"] == {
        "push": {"branches": ["main"]},
        "pull_request": None,
        "schedule": [{"cron": "17 5 * * 1"}],
    }
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["cafematch"]["steps"]
    assert [step.get("uses") or step["run"] for step in steps] == [
        "actions/checkout@v5",
        "actions/setup-python@v6",
        f'python -m pip install "cafematch @ git+https://example.org/cafematch@v{__version__}"',
        "cafematch check --format github",
        'cafematch diff origin/main --format markdown >> "$GITHUB_STEP_SUMMARY"',
        "cafematch test --format github",
    ]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert [step.get("if") for step in steps if "diff" in step.get("run", "")] == [
        "github.event_name == 'pull_request'"
    ]


def test_the_workflow_says_what_each_step_is_for_in_german_and_english() -> None:
    lines = [line.strip() for line in shown()[WORKFLOW].splitlines()]
    for step in (
        "- uses: actions/checkout@v5",
        "- uses: actions/setup-python@v6",
        "- run: cafematch check --format github",
    ):
        german, english = lines[lines.index(step) - 2 : lines.index(step)]
        assert german.startswith("# ")
        assert english.startswith("# ")


def commands() -> Iterator[list[str]]:
    """Yield every command of ours that the manual, its files or the hooks run, as words."""
    workflow = value(shown()[WORKFLOW])
    lines = [step["run"] for step in workflow["jobs"]["cafematch"]["steps"] if "run" in step]
    lines += [hook["entry"] for hook in value(HOOKS.read_text("utf-8"))]
    lines += shown()["sh"].splitlines()
    for line in lines:
        words = shlex.split(line.partition(">>")[0])
        if words and words[0] == "cafematch":
            yield words[1:]


@pytest.mark.parametrize("words", [*commands()], ids=" ".join)
def test_every_command_is_there_with_its_options(words: list[str]) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    name, *options = words
    known = set(COMING.get(name, ()))
    if name in group.commands:
        known |= {option for parameter in group.commands[name].params for option in parameter.opts}
    else:
        assert name in COMING
    assert {option for option in options if option.startswith("-")} <= known


def owners() -> list[tuple[str, list[str]]]:
    """Return the lines of the list of owners: a pattern and who owns what it matches."""
    lines = [line.split() for line in shown()[OWNERS].splitlines() if line and not line.startswith("#")]
    return [(pattern, names) for pattern, *names in lines]


def test_owners_own_what_there_is() -> None:
    (everything, _), *others = owners()
    assert everything == "*"  # the last line that matches counts, so the most general one is the first
    for pattern, _ in others:
        assert pattern.startswith("/")
        assert (ROOT / pattern[1:]).exists(), pattern
        assert (ROOT / pattern[1:]).is_dir() == pattern.endswith("/")


def test_owners_are_teams() -> None:
    for _, names in owners():
        assert names
        assert all(re.fullmatch(r"@[a-z-]+/[a-z-]+", name) for name in names)


def test_the_files_that_hooks_look_at_are_those_of_a_catalog() -> None:
    for hook in value(HOOKS.read_text("utf-8")):
        assert hook["pass_filenames"] is False
        looks = re.compile(hook["files"])
        for name in ("catalog/catalog.yaml", "rules/weights.yaml", "examples/one/expect.yaml"):
            assert looks.search(name)
        for name in ("catalog/README.md", "old/catalog/catalog.yaml", "rules/ask/one.yaml.txt"):
            assert not looks.search(name)
