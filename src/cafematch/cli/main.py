"""All commands, at a glance."""

from __future__ import annotations

import typer

from cafematch.cli.answering import ask, batch, explain, suggest
from cafematch.cli.keeping import check, diff

app = typer.Typer(
    name="cafematch",
    help="One entrance, many doors: from a person's needs, feelings and competences to ranked, explained referral paths.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (suggest, ask, batch, explain, check, diff):
    app.command()(command)
