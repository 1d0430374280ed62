"""The command that checks a network: it reads, mends if asked to, looks, tells and exits.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafematch.cli.options import (
    AsOf,
    CatalogFolder,
    FindingsFormat,
    NetworkName,
    RulesFolder,
    say_which,
    say_whose_rules,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cafematch.errors import Problem


def check(
    profiles: Annotated[
        list[Path] | None, typer.Argument(metavar="[PROFILE]…", help="Profiles to check as well.")
    ] = None,
    format: Annotated[
        FindingsFormat,
        typer.Option("--format", help="Text for people on stderr; JSON, or annotations for GitHub, on stdout."),
    ] = FindingsFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings make the exit code 1, too.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Tell in text all that is worth a look, not only the first of each code.")
    ] = False,
    codes: Annotated[
        bool,
        typer.Option("--list", help="List every code with the rule behind it, as text or JSON, and check nothing."),
    ] = False,
    network: NetworkName = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="First put keys where they belong, in all networks and in scenarios.",
        ),
    ] = False,
) -> None:
    """Check catalog, rules and profiles; warnings leave the exit code at 0 unless --strict, problems make it 1.

    All networks of the catalog are read, and problems of each are told; what is worth a look is told of one network.
    """
    from cafematch.errors import InvalidData, visible
    from cafematch.reading.everything import load_everything
    from cafematch.rendering.findings import to_text
    from cafematch.upkeep.checks import check_network, moment_of
    from cafematch.upkeep.checks.mending import mend

    if codes:
        _list_codes(format)
        return
    try:
        for name in mend(catalog, rules) if fix else ():
            print(f"mended: {name}", file=sys.stdout if format == "text" else sys.stderr)
        read = load_everything(catalog, network, rules, profiles or (), as_of=as_of)
    except InvalidData as error:
        if format == "text":
            raise
        _print_findings(error.problems, format, None, None)
        raise typer.Exit(1) from None
    loaded, rule_set = read.catalog, read.rules
    say_which(loaded)
    say_whose_rules(rule_set, loaded)
    found = list(check_network(loaded, rule_set, as_of, neighbours=read.neighbours))
    errors = sum(problem.severity == "error" for problem in found)
    services, organisations = len(loaded.services), len(loaded.organisations)
    size = f"{organisations} organisations, {services} services, {len(rule_set.rules)} rules"
    counted = f"{size}; {errors} problems, {len(found) - errors} warnings"
    if format == "text":
        print(to_text(found, every=every), end="", file=sys.stderr)
        print(f"{visible(loaded.network.name.in_language(loaded.network.language))}: {counted}")
    else:
        _print_findings(found, format, loaded.network.network, moment_of(loaded, as_of))
    if format == "github":
        print(f"cafematch check {loaded.network.network}: {counted}")  # no word of a file: it might be a command
    if errors or (strict and found):
        raise typer.Exit(1)


def _print_findings(
    found: Sequence[Problem], format: FindingsFormat, network: str | None, as_of: datetime | None
) -> None:
    from cafematch.reading.folders import from_repository
    from cafematch.rendering.findings import to_github, to_json

    if format == "json":
        print(to_json(found, network, as_of))
        return
    print(to_github(found, from_repository), end="")


def _list_codes(format: FindingsFormat) -> None:
    from cafematch.rendering.findings import Code, list_to_json, list_to_text
    from cafematch.upkeep.checks import CHECKS
    from cafematch.upkeep.checks.problem_codes import PROBLEMS

    if format == "github":
        raise typer.BadParameter("--list tells its codes as text or json")
    told = [
        *(Code(check.code, check.severity, check.rule) for check in sorted(CHECKS, key=lambda check: check.code)),
        *(Code(code, "error", f"{wrong[0].upper()}{wrong[1:]}.", mend) for code, (wrong, mend) in PROBLEMS.items()),
    ]
    print(list_to_json(told) if format == "json" else list_to_text(told), end="\n" if format == "json" else "")
