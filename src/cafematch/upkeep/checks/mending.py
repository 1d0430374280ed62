"""Mending files in place: what can be put right without changing what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.reading.folders import find_folder
from cafematch.reading.loading import default_network
from cafematch.reading.ordering import in_order, ordered_files
from cafematch.reading.writing import replace_file
from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.inspection.sources import FOLDERS


def mend(catalog: Path | None, rules: Path | None, network: str | None) -> Iterator[str]:
    """Put the keys of all files that are read for a network into their order; yield the name of each file it changed.

    These are the vocabulary, the network's own files and all rules; the folders are found as when they are loaded. A
    file that cannot be read stays as it is: what is wrong with it is told when it is loaded.

    Raises InvalidData where nobody has folders but the samples, and at the end for every file that could not be written.
    """
    folders = {name: find_folder(name, given) for name, given in zip(FOLDERS, (catalog, rules), strict=True)}
    if all(folder.sample for folder in folders.values()):
        message = "expected a folder 'catalog' or 'rules' to mend, here or above, found none"
        raise InvalidData([Problem("missing-folder", message, hint="name it with --catalog or --rules")])
    chosen = network or default_network(folders["catalog"])
    problems = []
    for name, folder in folders.items():
        for file_name, document in () if folder.sample else ordered_files(name, folder.path, chosen):
            path, shown_as = folder.path / file_name, f"{folder.shown_as}/{file_name}"
            try:
                if _mended(path, shown_as, document):
                    yield shown_as
            except OSError as error:
                message = (
                    f"expected a file that can be written, but {quoted(shown_as)} cannot: {error.strerror or error}"
                )
                problems.append(Problem("not-written", message, hint="check who may write there"))
    if problems:
        raise InvalidData(problems)


def _mended(path: Path, shown_as: str, document: object) -> bool:
    """Put the keys of a file into their order; return whether it changed. Raises OSError if it cannot be written."""
    try:
        file = read_yaml(path, shown_as)
    except InvalidData:
        return False
    mended = in_order(file, document)
    if mended is file:
        return False
    replace_file(path, mended.text)
    return True
