"""What `init` begins: asked for in words of the command line, told in words of the people who keep the files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

import typer

from cafematch.errors import InvalidData, Problem
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleKind
from cafematch.quick import dataclass
from cafematch.reading.countries import is_country, usual_country, usual_language, usual_timezone
from cafematch.reading.labels import did_you_mean
from cafematch.reading.loading import load_catalog, load_rules
from cafematch.rendering.messages import LANGUAGES, word
from cafematch.upkeep.beginning.rule import begin_rule
from cafematch.upkeep.beginning.service import begin_service
from cafematch.upkeep.beginning.town import Begun, Town, begin_town, example_of
from cafematch.upkeep.checks import moment_of
from cafematch.upkeep.explained import Explained


@dataclass(frozen=True, slots=True)
class Place:
    """Where something new belongs, in which language, and as of when; None is what is usual."""

    network: str | None
    catalog: Path | None
    rules: Path | None
    language: str | None
    as_of: datetime | None

    def load(self) -> Catalog:
        """Return the network that something new belongs to. Raises InvalidData if it is one of the samples."""
        catalog = load_catalog(self.catalog, self.network)
        if catalog.sample:
            message = "expected a catalog/ in this folder or above it, found none"
            raise InvalidData([Problem("missing-folder", message, hint="begin a network first: cafematch init TOWN")])
        return catalog

    def language_in(self, catalog: Catalog) -> str:
        """Return the language of comments."""
        own = catalog.network.language
        return self.language or (own if own in LANGUAGES else LANGUAGES[0])

    def today(self, timezone: str) -> date:
        """Return the day on which it is begun."""
        return (self.as_of or datetime.now(ZoneInfo(timezone))).date()


def town(id_: str, folder: Path, name: str | None, country: str | None, timezone: str | None, place: Place) -> str:
    """Begin a network; return what is told about it."""
    language = place.language or (usual_language(country, LANGUAGES) if country else LANGUAGES[0])
    if country is not None and not is_country(country):
        raise typer.BadParameter(f"expected two capital letters such as DE, found {country!r}", param_hint="--country")
    if language is None:
        raise typer.BadParameter(
            f"none of the official languages of {country} is one there are words in; write --language de, en or fr",
            param_hint="--language",
        )
    country = country or usual_country(language)
    if country is None:
        raise typer.BadParameter(
            "this language is spoken in many countries: write --country GB, say", param_hint="--country"
        )
    zone = timezone or usual_timezone(country)
    if zone is None:
        raise typer.BadParameter(f"{country} has several: write --timezone Europe/Madrid, say", param_hint="--timezone")
    if zone not in available_timezones():
        near = did_you_mean(zone, available_timezones()) or "one looks like Europe/Berlin"
        raise typer.BadParameter(f"there is no time zone {zone!r}; {near}", param_hint="--timezone")
    real = name or id_.replace("_", " ").title()
    begun = begin_town(Town(id_, real, country, zone, language, place.today(zone)), folder)
    return "\n".join(_told(id_, real, country, language, folder, begun))


def _told(id_: str, name: str, country: str, language: str, folder: Path, begun: Begun) -> list[str]:
    def say(key: str, **values: str | int) -> str:
        return word(language, key, **values)

    named = "" if begun.first else f" --network {id_}"
    steps = {
        f"cafematch check{named}": say("begun_check", warnings=begun.warnings),
        "cafematch test": say("begun_test"),
        f"cafematch suggest {example_of(id_)}/profile.yaml": say("begun_suggest"),
        f"catalog/{id_}/organisations/": say("begun_open"),
        f"cafematch init service cafe.kitchen{named}": say("begun_service"),
        "cafematch schema --output schemas": say("begun_schema"),
    }
    width = max(map(len, steps))
    where = (folder / "catalog" / id_).as_posix()
    return [
        say("begun_network", name=name, folder=where, count=len(begun.files), rules=len(begun.rules) or ""),
        *([say("begun_rules", country=country)] if begun.added and begun.rules else []),
        *(f"  {rule}" for rule in begun.rules if begun.added),
        "",
        say("begun_next"),
        *([f"  cd {folder.as_posix()}"] if folder != Path() else []),
        *(f"  {step:{width}}  {told}" for step, told in steps.items()),
        "",
        say("begun_gaps"),
        *([] if begun.national else [say("begun_no_law", country=country)]),
    ]


def rule(id_: str, kind: str | None, place: Place) -> str:
    """Begin a rule; return what is told about it."""
    kinds: tuple[RuleKind, ...] = get_args(RuleKind)
    known = next((entry for entry in kinds if entry == kind), None)
    if known is None:
        hint = f"possible are {', '.join(kinds)}"
        wrong = "a rule needs a kind" if kind is None else f"there is no kind of rule {kind!r}"
        near = did_you_mean(kind, kinds) if kind else None
        raise typer.BadParameter(f"{wrong}; {near or hint}", param_hint="--kind")
    catalog = place.load()
    rules = load_rules(place.rules, catalog=catalog)
    language = place.language_in(catalog)
    file = begin_rule(id_, known, catalog, rules, language, moment_of(catalog, place.as_of).date())
    placeholder = Explained(language).beginning("placeholder")
    return word(language, "begun_rule", file=f"{rules.folder}/{file}", placeholder=placeholder)


def service(id_: str, kind: str | None, place: Place) -> str:
    """Begin a service; return what is told about it."""
    catalog = place.load()
    language = place.language_in(catalog)
    rules = load_rules(place.rules, catalog=catalog)
    file = begin_service(id_, kind, catalog, rules, language, moment_of(catalog, place.as_of).date())
    placeholder = Explained(language).beginning("placeholder")
    told = word(language, "begun_service_in", service=id_, file=f"{catalog.folder}/{file}", placeholder=placeholder)
    organisation = id_.rpartition(".")[0]
    if organisation in catalog.organisation:
        return told
    return f"{told}\n{word(language, 'begun_organisation', organisation=organisation)}"
