"""Every command that a manual tells people to give can be given as it stands there."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from cafematch.cli.main import app
from manuals.pages import manual

FOLDERS = ("catalog", "rules", "examples")
COMMANDS = sorted({word for folder in FOLDERS for word in manual(folder).words if word.startswith("cafematch ")})


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_manuals_can_be_given(line: str) -> None:
    result = CliRunner().invoke(app, [*shlex.split(line)[1:], "--help"])  # says how, once all before it is understood
    assert result.exit_code == 0, result.output
