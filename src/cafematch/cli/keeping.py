"""The commands for those who keep catalog and rules in git. Each loads, calls, renders and exits.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cafematch.cli.options import AsOf, CatalogFolder, Language, NetworkName, RulesFolder, say_which, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cafematch.upkeep.schemas.places import Workspace


def check(
    profiles: Annotated[
        list[Path] | None, typer.Argument(metavar="[PROFILE]…", help="Profiles to check as well.")
    ] = None,
    network: NetworkName = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
) -> None:
    """Check catalog, rules and profiles; warnings leave the exit code at 0, problems make it 1."""
    from cafematch.reading.loading import load_catalog, load_with
    from cafematch.upkeep.checks import check_network

    loaded = load_catalog(catalog, network)
    rule_set, _ = load_with(loaded, rules, profiles or (), as_of=as_of)
    found = list(check_network(loaded, rule_set, as_of))
    tell(found)
    services, organisations = len(loaded.services), len(loaded.organisations)
    name = loaded.network.name.in_language(loaded.network.language)
    read = f"{organisations} organisations, {services} services, {len(rule_set.rules)} rules"
    print(f"{name}: {read}; 0 problems, {len(found)} warnings")


def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="A kind of file, as --list names it. Default: list them.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write all schemas into this folder; prints settings for VS Code.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the kinds of files, and where such files stand.")] = False,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="The language of explanations. Default: the network's first.")
    ] = None,
    network: NetworkName = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
) -> None:
    """Print or write JSON Schemas, so that an editor completes keys and names, and explains them."""
    from cafematch.reading.loading import load_catalog, load_rules, networks
    from cafematch.rendering.json import schema_to_json
    from cafematch.rendering.messages import LANGUAGES
    from cafematch.upkeep.schemas import KINDS, file_schemas
    from cafematch.upkeep.schemas.places import Workspace

    names = [known.name for known in KINDS]
    if kind is not None and (output is not None or list_):
        raise typer.BadParameter("name a kind, or use --list or --output", param_hint="KIND")
    if kind is not None and kind not in names:
        from cafematch.reading.nearest import did_you_mean

        hint = did_you_mean(kind, names) or f"possible are {', '.join(names)}"
        raise typer.BadParameter(f"there is no kind of file {kind!r}; {hint}", param_hint="KIND")
    loaded = load_catalog(catalog, network)
    say_which(loaded)
    rule_set = load_rules(rules, catalog=loaded)
    local = loaded.network.language
    language = lang.value if lang else local if local in LANGUAGES else LANGUAGES[0]
    schemas = dict(file_schemas(loaded, rule_set, networks(catalog), language))
    workspace = Workspace.of(loaded, rule_set)
    if kind is not None:
        print(schema_to_json(schemas[kind]))
    elif output is not None:
        _write_schemas(output, schemas, workspace, language)
    else:
        width = max(map(len, names))
        for known in KINDS:
            print(f"{known.name:{width}}  {workspace.place(known):44}  {schemas[known.name]['description']}")


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
    from cafematch.cli.beginning import Place, rule, service, town

    place = Place(network, catalog, rules, language.value if language else None, as_of)
    of_town = {"--into": into, "--name": name, "--country": country, "--timezone": timezone}
    if what in ("rule", "service"):
        if id_ is None:
            raise typer.BadParameter(f"name the {what}: cafematch init {what} ID", param_hint="ID")
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


def _write_schemas(output: Path, schemas: Mapping[str, Mapping[str, Any]], workspace: Workspace, language: str) -> None:
    """Write all schemas, say on stderr how an editor finds them, and print the settings for it."""
    from cafematch.reading.placing import write_files
    from cafematch.rendering.json import schema_to_json
    from cafematch.rendering.messages import word
    from cafematch.upkeep.schemas import KINDS
    from cafematch.upkeep.schemas.places import file_name

    write_files(output, {file_name(kind): f"{schema_to_json(schemas[kind.name])}\n" for kind in KINDS})
    example = next(kind for kind in KINDS if "organisations" in kind.place)
    print(word(language, "schemas_written", count=len(schemas), folder=output.as_posix()), file=sys.stderr)
    print(f"\n{word(language, 'schemas_in_vs_code')}", file=sys.stderr)
    sys.stderr.flush()
    print(schema_to_json(workspace.settings(output)), flush=True)
    print(f"\n{word(language, 'schemas_in_a_file', place=str(Path(workspace.place(example)).parent))}", file=sys.stderr)
    print(workspace.first_line(example, output), file=sys.stderr)
