"""Mending files in place: what can be put right without changing what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.profile import Profile
from cafematch.quick import dataclass
from cafematch.reading.folders import Folder, find_folder
from cafematch.reading.ordering import in_order, ordered_files
from cafematch.reading.writing import replace_file
from cafematch.reading.yamlfile import parse_yaml, read_bytes
from cafematch.upkeep.inspection.sources import FOLDERS
from cafematch.upkeep.scenarios.expectations import Expectation
from cafematch.upkeep.scenarios.running import EXPECTATION_FILE, PROFILE_FILE, find_scenarios
from cafematch.upkeep.scenarios.trials import FOLDER as SCENARIOS

_STORY: Final = re.compile(rb"(?:#[^\n]*\n)*")
"""The comments that the files of a scenario begin with: they tell of the person, and stay where they are."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that people keep: where it is, how it is called, what it holds, and which of its first bytes stay."""

    path: Path
    name: str
    document: object
    staying: re.Pattern[bytes] = re.compile(b"")


def mend(catalog: Path | None = None, rules: Path | None = None) -> Iterator[str]:
    """Put the keys of all files into their order; yield the name of each file it changed.

    These are the vocabulary and the files of all networks, all rules, and, where no folder is named, the profiles and
    expectations of scenarios; folders are found as when they are loaded. A file that cannot be read stays as it is: what
    is wrong with it is told when it is loaded.

    Raises InvalidData where nobody has folders but the samples, and at the end for every file that could not be written.
    """
    folders = {name: find_folder(name, given) for name, given in zip(FOLDERS, (catalog, rules), strict=True)}
    if all(folder.sample for folder in folders.values()):
        message = "expected a folder 'catalog' or 'rules' to mend, here or above, found none"
        raise InvalidData([Problem("missing-folder", message, hint="name it with --catalog or --rules")])
    problems = []
    for file in (*_of_networks(folders), *(_of_scenarios() if catalog is rules is None else ())):
        try:
            if _mended(file):
                yield file.name
        except OSError as error:
            message = f"expected a file that can be written, but {quoted(file.name)} cannot: {error.strerror or error}"
            problems.append(Problem("not-written", message, hint="check who may write there"))
    if problems:
        raise InvalidData(problems)


def _of_networks(folders: Mapping[Literal["catalog", "rules"], Folder]) -> Iterator[_Kept]:
    for name, folder in folders.items():
        networks = folder.networks() if name == "catalog" else ()
        for file, document in () if folder.sample else ordered_files(name, folder.path, networks):
            yield _Kept(folder.path / file, folder.shown(file), document)


def _of_scenarios() -> Iterator[_Kept]:
    folder = find_folder(SCENARIOS)
    for scenario in () if folder.sample else find_scenarios(folder.path):
        for name, document in ((PROFILE_FILE, Profile), (EXPECTATION_FILE, Expectation)):
            yield _Kept(scenario / name, folder.shown(f"{scenario.name}/{name}"), document, _STORY)


def _mended(kept: _Kept) -> bool:
    """Put the keys of a file into their order; return whether it changed. Raises OSError if it cannot be written."""
    try:
        data = read_bytes(kept.path, kept.name)
        story = match[0] if (match := kept.staying.match(data)) else b""
        file = parse_yaml(data.removeprefix(story), kept.name)
    except InvalidData:
        return False
    mended = in_order(file, kept.document)
    if mended is file:
        return False
    gap = b"\n" if story and mended.text.startswith(b"#") else b""  # what is said of a key is no part of the story
    replace_file(kept.path, story + gap + mended.text)
    return True
