"""What the commands share: their common options, how they load, and how they tell problems."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cafematch.errors import Problem
    from cafematch.matching.matcher import Matcher
    from cafematch.model.catalog import Catalog
    from cafematch.model.profile import Profile
    from cafematch.model.rules import RuleSet


class Language(StrEnum):
    """The languages an answer can be told in."""

    de = "de"
    en = "en"
    fr = "fr"


class ReportFormat(StrEnum):
    """The forms in which something is told at length."""

    text = "text"
    markdown = "markdown"
    json = "json"


class FindingsFormat(StrEnum):
    """The forms findings can take."""

    text = "text"
    json = "json"
    github = "github"


def _a_year_of_ours(moment: datetime | None) -> datetime | None:
    """Refuse a moment so far away that no date can be reckoned from it, as profiles do."""
    from cafematch.model.documents import FIRST_YEAR, LAST_YEAR

    if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise typer.BadParameter(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {moment.year}")
    return moment


ProfileFile = Annotated[
    Path, typer.Argument(metavar="PROFILE", help="A profile: a YAML file about one person, without a name.")
]
CatalogFolder = Annotated[
    Path | None, typer.Option("--catalog", help="The catalog folder. Default: the nearest, else the samples.")
]
RulesFolder = Annotated[
    Path | None, typer.Option("--rules", help="The rules folder. Default: the nearest, else the samples.")
]
NetworkName = Annotated[str | None, typer.Option("--network", help="The network. Default: the catalog's.")]
NetworkOfProfile = Annotated[
    str | None, typer.Option("--network", help="The network. Default: the profile's, or the catalog's.")
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
        callback=_a_year_of_ours,
        help="The moment to judge at, in the network's time.",
    ),
]
ReaderLanguage = Annotated[
    Language | None, typer.Option("--lang", help="The reader's language. Default: the network's first.")
]
Top = Annotated[int, typer.Option("--top", min=1, max=20, help="How many paths to show.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Read all files anew; keep nothing of them in the user's cache folder.")
]


def load(
    profile: Path | None,
    network: str | None,
    catalog: Path | None,
    rules: Path | None,
    as_of: datetime | None,
    *,
    cache: bool,
) -> tuple[Matcher, Profile]:
    """Return a matcher and the person to match; says on stderr which samples are used, if any are."""
    from cafematch.errors import InvalidData
    from cafematch.matching.matcher import Matcher
    from cafematch.reading.loading import load_catalog, load_with, network_of, problems_beside
    from cafematch.reading.yamlfile import parse_yaml, read_yaml

    file = read_yaml(profile) if profile is not None else parse_yaml(b"{}", "profile")
    named = network or network_of(file)
    try:
        loaded = load_catalog(catalog, named, cache=cache)
    except InvalidData as error:
        raise InvalidData([*error.problems, *problems_beside(catalog, named, rules, [file])]) from None
    say_which(loaded)
    rule_set, (person,) = load_with(loaded, rules, [file], as_of=as_of, cache=cache)
    say_whose_rules(rule_set, loaded)
    return Matcher(loaded, rule_set), person


def say_which(catalog: Catalog) -> None:
    """Say on stderr that samples are used, if they are."""
    if catalog.sample:
        name = catalog.network.name.in_language("en")
        print(f"No catalog/ here: using the samples, {name} ({catalog.network.network}).", file=sys.stderr)


def say_whose_rules(rules: RuleSet, catalog: Catalog) -> None:
    """Say on stderr that a catalog of one's own is used with the rules of the samples, if it is."""
    if rules.sample and not catalog.sample:
        print("No rules/ here: using those of the samples.", file=sys.stderr)


def language_for(chosen: Language | None, catalog: Catalog) -> str:
    """Return the language to tell an answer in: the chosen one, else the network's first."""
    return chosen.value if chosen else catalog.network.language


def tell(problems: Iterable[Problem]) -> None:
    """Tell problems on stderr, in the order of their files."""
    for problem in sorted(problems, key=lambda entry: entry.sort_key):
        print(f"{problem}\n", file=sys.stderr)
