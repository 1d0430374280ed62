"""All commands, at a glance."""

from __future__ import annotations

import typer

from cafematch.cli.answering import ask, batch, explain, suggest
from cafematch.cli.beginning import init
from cafematch.cli.checking import check
from cafematch.cli.comparing import diff
from cafematch.cli.describing import schema
from cafematch.cli.testing import test

app = typer.Typer(
    name="cafematch",
    help="One entrance, many doors: from a person's needs, feelings and competences to ranked, explained referral paths.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (suggest, ask, explain, batch, check, test, diff, schema, init):
    app.command()(command)
