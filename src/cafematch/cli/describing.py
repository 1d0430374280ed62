"""The command that describes files to editors: it loads, makes schemas, and prints or writes them.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cafematch.cli.options import CatalogFolder, Language, NetworkName, RulesFolder, say_which, say_whose_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cafematch.upkeep.schemas.places import Workspace


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
        from cafematch.reading.labels import did_you_mean

        hint = did_you_mean(kind, names) or f"possible are {', '.join(names)}"
        raise typer.BadParameter(f"there is no kind of file {kind!r}; {hint}", param_hint="KIND")
    loaded = load_catalog(catalog, network)
    say_which(loaded)
    rule_set = load_rules(rules, catalog=loaded)
    say_whose_rules(rule_set, loaded)
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
