"""The shape of the library, read from its imports: which way they go, and who opens which door to the outside.

`quick <- errors <- model <- reading, matching <- upkeep, exchange <- rendering <- cli`; rooms inside a part go one way, too.
What is matched is pure: no files, no YAML, no clock. No code knows a service, an organisation, a rule or a kind of the shipped
data.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cafematch
from builders import CATALOG, RULES, shipped_words, yaml
from cafematch.model.catalog import Door, Organisation, Service

PACKAGE = Path(cafematch.__file__).parent
NAME = PACKAGE.name

LAYERS = {
    "quick": -1,
    "errors": 0,
    "version": 0,
    "model": 1,
    "reading": 2,
    "matching": 2,
    "upkeep": 3,
    "exchange": 3,
    "rendering": 4,
    "cli": 5,
}
"""A part imports itself and parts of lower layers. The package itself is the door: nobody imports it."""

DOORS = {
    "yaml": {
        f"{NAME}.reading.{name}" for name in ("parsing", "complaints", "yamlfile", "source", "outline", "writing")
    },
    "rapidfuzz": {f"{NAME}.reading.nearest"},
    "opening_hours": {f"{NAME}.model.hours"},
    "rich": {f"{NAME}.rendering"},
    "typer": {f"{NAME}.cli"},
    "babel": {f"{NAME}.rendering", f"{NAME}.reading.countries", f"{NAME}.reading.languages"},
    "networkx": {f"{NAME}.upkeep"},
    "bitarray": {
        f"{NAME}.matching.judging.{name}"
        for name in ("asked", "barred", "concerned", "index", "requirements", "rows", "sets")
    },
    "jinja2": {f"{NAME}.rendering"},
}
"""Who may use an outside library: these modules, and those inside them."""

NETWORK = {
    *("socket", "ssl", "urllib", "http", "ftplib", "smtplib", "asyncio"),
    *("requests", "httpx", "aiohttp", "webbrowser"),
}
IMPURE = NETWORK | {
    *("yaml", "typer", "pathlib", "os", "io", "sys", "shutil", "tempfile"),
    *("time", "subprocess", "logging", "random", "secrets"),
}
CLOCK = frozenset(("now", "today", "utcnow", "localtime", "monotonic", "perf_counter"))


@dataclass(frozen=True)
class Module:
    """A module of the library: its dotted name and its text as a tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def part(self) -> str:
        """The part of the library it belongs to; empty for the package itself."""
        return self.name.removeprefix(NAME).removeprefix(".").partition(".")[0]

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def imports(self) -> Iterator[str]:
        """Yield the dotted name of everything it imports, wherever in the module: modules, and names from them."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                package = self.name if self.is_package else self.name.rpartition(".")[0]
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                base = ".".join([*above, node.module or ""]).strip(".")
                yield from (f"{base}.{alias.name}" for alias in node.names)

    def texts(self) -> Iterator[tuple[int, str]]:
        """Yield every text of its code with its line; its documentation is no code."""
        prose = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield node.lineno, node.value


@cache
def modules() -> dict[str, Module]:
    """Return every module of the library by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))
    return found


def imported_modules(module: Module) -> set[str]:
    """Return the modules of the library that a module imports."""
    found = set()
    for name in module.imports():
        known = next((known for known in (name, name.rpartition(".")[0]) if known in modules()), None)
        if known is not None:
            found.add(known)
    return found - {module.name}


def outside(module: Module) -> set[str]:
    """Return the libraries outside that a module imports, by their first name."""
    return {name.partition(".")[0] for name in module.imports()} - {NAME}


def inside(name: str, places: set[str]) -> bool:
    """Return whether a module is one of the places or lies in one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def calls(module: Module) -> Iterator[ast.Call]:
    """Yield every call of a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def parametrized() -> pytest.MarkDecorator:
    """Return a mark that gives a test every module."""
    return pytest.mark.parametrize("module", modules().values(), ids=modules().keys())


@parametrized()
def test_imports_go_down_only(module: Module) -> None:
    if module.part == "":
        return
    assert module.part in LAYERS, f"{module.part} has no place among the layers"
    for name in sorted(imported_modules(module)):
        other = modules()[name].part
        assert other != "", f"{module.name} imports the package itself"
        assert other == module.part or LAYERS[other] < LAYERS[module.part], f"{module.name} imports {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert_no_circle({name: imported_modules(module) for name, module in modules().items()})


@pytest.mark.parametrize("package", [name for name, module in modules().items() if module.is_package])
def test_what_lies_side_by_side_imports_each_other_in_one_direction_only(package: str) -> None:
    graph: dict[str, set[str]] = defaultdict(set)
    for module in modules().values():
        room = room_in(package, module.name)
        if room is not None:
            graph[room] |= {room_in(package, name) or room for name in imported_modules(module)} - {room}
    assert_no_circle(graph)


def room_in(package: str, name: str) -> str | None:
    """Return what of a package a module lies in: one of its modules or packages; None if it lies elsewhere."""
    inside_it = name.startswith(f"{package}.")
    return f"{package}.{name.removeprefix(f'{package}.').partition('.')[0]}" if inside_it else None


def assert_no_circle(graph: Mapping[str, set[str]]) -> None:
    """Fail, telling the circle, if something imports itself by way of others."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@parametrized()
def test_every_outside_library_has_one_door(module: Module) -> None:
    for library in sorted(outside(module) & DOORS.keys()):
        assert inside(module.name, DOORS[library]), f"{module.name} imports {library}"


@parametrized()
def test_matching_and_model_see_no_files_and_no_clock(module: Module) -> None:
    if module.part not in ("matching", "model"):
        return
    assert not outside(module) & IMPURE
    asked = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute) and node.attr in CLOCK]
    assert not asked, f"{module.name}:{asked[0].lineno} asks for the time"
    called = {node.func.id for node in calls(module) if isinstance(node.func, ast.Name)}
    assert not {"open", "print", "input"} & called


@parametrized()
def test_nothing_speaks_to_a_network(module: Module) -> None:
    assert not outside(module) & NETWORK


@cache
def shipped_ids() -> dict[str, str]:
    """Return the id of every service, organisation, rule and kind of the shipped data, with where it stands.

    A word that the formats themselves use is no such id: a language, a word of the closed lists (`outreach` is a kind
    and a channel), a key of the files (`interpreting` is a kind and a key of services).
    """
    found = dict.fromkeys(shipped_words("kinds"), "kinds.yaml")
    languages = set()
    for path in sorted(CATALOG.rglob("*.yaml")):
        said = yaml(path.read_text("utf-8"))
        if path.parent.name == "organisations":
            found[said["organisation"]] = path.name
            found |= {service["id"]: path.name for service in said["services"]}
        if path.name == "network.yaml":
            found[said["network"]] = path.name
            found |= dict.fromkeys(said["places"], path.name)
            languages |= set(said["languages"])
    for path in sorted(RULES.glob("*/*.yaml")):
        found[yaml(path.read_text("utf-8"))["id"]] = path.name
    formats = languages | {word for words in shipped_words("words").values() for word in words}
    formats |= Organisation.model_fields.keys() | Service.model_fields.keys() | Door.model_fields.keys()
    return {id_: place for id_, place in found.items() if id_ not in formats}


@parametrized()
def test_no_code_knows_the_shipped_data(module: Module) -> None:
    for line, text in module.texts():
        assert text not in shipped_ids(), f"{module.path.name}:{line} names {text!r} of {shipped_ids()[text]}"


@parametrized()
def test_every_module_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree)
