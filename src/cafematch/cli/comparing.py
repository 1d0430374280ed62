"""The command that compares two states of catalog and rules: it loads both, works out what changes for whom, and tells.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cafematch.cli.options import AsOf, CatalogFolder, NoCache, ReaderLanguage, ReportFormat, RulesFolder, language_for


class FailOn(StrEnum):
    """How deep a change must go for an exit code of 1."""

    safeguard = "safeguard"
    first_step = "first-step"
    any = "any"


def diff(
    before: Annotated[
        str,
        typer.Argument(metavar="REV", help="A revision of git (main, HEAD~1), or a folder with catalog/ and rules/."),
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="[REV]", help="What to compare it with. Default: the files as they are now.")
    ] = None,
    profiles: Annotated[
        list[Path] | None, typer.Option("--profile", metavar="FILE", help="A profile to compare as well. Repeatable.")
    ] = None,
    examples: Annotated[
        Path | None, typer.Option("--examples", help="The situations to compare. Default: examples/ beside catalog/.")
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            "--fail-on",
            help="Exit with 1 if a safeguard differs; also if a first step does; if anything does.",
        ),
    ] = None,
    format: Annotated[
        ReportFormat, typer.Option("--format", help="Text, Markdown for a pull request, JSON for tools.")
    ] = ReportFormat.text,
    lang: ReaderLanguage = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Compare two states of catalog and rules: for whom the answer changes, how, and which rule or service does it."""
    from datetime import datetime

    from cafematch.reading.history import state_now, state_of
    from cafematch.upkeep.changes.consequences import consequences
    from cafematch.upkeep.changes.differences import Impact
    from cafematch.upkeep.changes.people import find_people

    old = state_of(before, catalog, rules)
    new = state_of(after, catalog, rules) if after is not None else state_now(catalog, rules)
    beside = new.catalog.path.absolute().parent / "examples"
    if beside.is_relative_to(Path.cwd()):  # as a reader knows it
        beside = beside.relative_to(Path.cwd())
    people = find_people(examples or beside, profiles or (), as_of=as_of, now=datetime.now().astimezone())
    found = consequences(old, new, people, cache=not no_cache)
    language = language_for(lang, found.catalog)
    if format is ReportFormat.json:
        from cafematch.rendering.consequences_json import consequences_to_json

        print(consequences_to_json(found, language))
    elif format is ReportFormat.markdown:
        from cafematch.rendering.consequences import consequences_to_markdown

        print(consequences_to_markdown(found, language), end="")
    else:
        from cafematch.rendering.consequences import print_consequences
        from cafematch.rendering.text import terminal

        print_consequences(found, language, terminal())
    depth = {FailOn.safeguard: Impact.SAFEGUARD, FailOn.first_step: Impact.FIRST_STEP, FailOn.any: Impact.ASIDE}
    if fail_on is not None and found.impact >= depth[fail_on]:
        raise typer.Exit(1)
