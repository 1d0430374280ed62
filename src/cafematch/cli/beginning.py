"""The command that begins something new: a network, a rule, a service.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cafematch.cli.options import AsOf, CatalogFolder, Language, NetworkName, RulesFolder


def init(
    what: Annotated[
        str, typer.Argument(metavar="TOWN", help="The id of a new network; or: rule ID; or: service ORGANISATION.NAME.")
    ],
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of the new rule or service.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Of a rule (needed): what it does. Of a service: its kind.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="Of a network: the folder to write into. Default: this one.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Of a network: its real name. Default: made of TOWN.")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", help="Of a network: DE, FR, AT … Default: that of the language.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of a network: Europe/Berlin … Default: that of the country.")
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option(
            "--language", help="The language of texts and comments. Default: the country's, the network's, de."
        ),
    ] = None,
    network: NetworkName = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
) -> None:
    """Begin a new network in this folder, or a rule or a service: files that read well and explain every key."""
    from cafematch.cli.begun import Place, rule, service, town

    place = Place(network, catalog, rules, language.value if language else None, as_of)
    of_town = {"--into": into, "--name": name, "--country": country, "--timezone": timezone}
    if what in ("rule", "service"):
        if id_ is None:
            usage = "rule ID --kind KIND" if what == "rule" else "service ORGANISATION.NAME"
            raise typer.BadParameter(f"name the {what}: cafematch init {usage}", param_hint="ID")
        if given := [option for option, value in of_town.items() if value is not None]:
            raise typer.BadParameter(f"it belongs to a new network, not to a {what}", param_hint=given[0])
        print(rule(id_, kind, place) if what == "rule" else service(id_, kind, place))
        return
    if id_ is not None:
        raise typer.BadParameter(
            "expected one word, the id of a network, or 'rule ID' or 'service ID'; --name says the real name",
            param_hint="ID",
        )
    for option, value in (("--kind", kind), ("--network", network), ("--catalog", catalog), ("--rules", rules)):
        if value is not None:
            raise typer.BadParameter("it belongs to a rule or a service, not to a new network", param_hint=option)
    print(town(what, into or Path(), name, country, timezone, place))
