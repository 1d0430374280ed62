"""Checks of the form of files: does everything stand where the next reader looks for it?"""

from __future__ import annotations

from collections.abc import Iterator

from cafematch.errors import quoted
from cafematch.reading.ordering import in_order, misplaced
from cafematch.upkeep.inspection import Finding, Inspection
from cafematch.upkeep.inspection.sources import Place


def misplaced_keys(inspection: Inspection) -> Iterator[Finding]:
    """Keys stand in their fixed order, so that two files are read alike and a change shows as what it is."""
    for folder, name, document in inspection.sources.ordered(inspection.catalog.network.network):
        file = inspection.sources.read(folder, name)
        found = {each.path: each for each in misplaced(file.value, document)}
        staying = {each.path for each in misplaced(in_order(file, document).value, document)} if found else set()
        told = set()
        for path, each in found.items():
            key, instead = each.first
            position = file.source.position((*path, key), "key")
            if position in told:  # it was told where it is written, and is repeated by an alias
                continue
            told.add(position)
            hint = "'cafematch check --fix' moves it and leaves the rest of the file as it is"
            if path in staying:
                hint = "move it by hand; 'cafematch check --fix' leaves it, as the file might say something else then (& and *)"
            message = f"expected {quoted(key)} before {quoted(instead)}, found it after"
            yield Finding(message, Place(folder, name, (*path, key)), hint)
