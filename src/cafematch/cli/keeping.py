"""The commands for those who keep catalog and rules in git. Each loads, calls, renders and exits.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cafematch.cli.options import AsOf, CatalogFolder, NetworkName, RulesFolder, tell


def check(
    profiles: Annotated[
        list[Path] | None, typer.Argument(metavar="[PROFILE]…", help="Profiles to check as well.")
    ] = None,
    network: NetworkName = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="First put keys that stand in the wrong place where they belong.")
    ] = False,
) -> None:
    """Check catalog, rules and profiles; warnings leave the exit code at 0, problems make it 1."""
    from cafematch.reading.loading import load_catalog, load_with
    from cafematch.upkeep.checks import check_network
    from cafematch.upkeep.mending import mend

    for name in mend(catalog, rules, network) if fix else ():
        print(f"mended: {name}")
    loaded = load_catalog(catalog, network)
    rule_set, _ = load_with(loaded, rules, profiles or (), as_of=as_of)
    found = list(check_network(loaded, rule_set, as_of))
    tell(found)
    services, organisations = len(loaded.services), len(loaded.organisations)
    name = loaded.network.name.in_language(loaded.network.language)
    read = f"{organisations} organisations, {services} services, {len(rule_set.rules)} rules"
    print(f"{name}: {read}; 0 problems, {len(found)} warnings")
