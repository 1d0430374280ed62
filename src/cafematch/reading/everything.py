"""All networks of a catalog folder, read together with the rules they share: for whoever must miss no problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cafematch.errors import InvalidData, Problem
from cafematch.model.catalog import Catalog
from cafematch.model.rules import RuleSet
from cafematch.quick import dataclass
from cafematch.reading.folders import find_folder
from cafematch.reading.loading import default_network, load_catalog, load_with, problems_beside
from cafematch.reading.yamlfile import YamlFile


@dataclass(frozen=True, slots=True)
class Everything:
    """The network that was asked for, the other networks of its folder, and the rules."""

    catalog: Catalog
    neighbours: tuple[Catalog, ...]
    rules: RuleSet


def load_everything(
    catalog: Path | None,
    network: str | None,
    rules: Path | None,
    profiles: Iterable[Path | str | YamlFile] = (),
    *,
    as_of: datetime | None = None,
) -> Everything:
    """Load a network, the other networks of its folder, the rules, and profiles of the network.

    Folders are found as by `load_catalog`. Raises InvalidData with the problems of all files together, each once though
    networks share vocabulary and rules.
    """
    folder = find_folder("catalog", catalog)
    chosen = network or default_network(folder)
    problems: dict[Problem, None] = {}
    loaded: list[Catalog] = []
    for name in dict.fromkeys((chosen, *folder.networks())):
        try:
            loaded.append(load_catalog(folder, name))
        except InvalidData as error:
            problems.update(dict.fromkeys(error.problems))
    rule_set: RuleSet | None = None
    if loaded and loaded[0].network.network == chosen:
        try:
            rule_set, _ = load_with(loaded[0], rules, profiles, as_of=as_of)
        except InvalidData as error:
            problems.update(dict.fromkeys(error.problems))
    else:
        problems.update(dict.fromkeys(problems_beside(folder, chosen, rules, profiles)))
    if rule_set is None or problems:
        raise InvalidData(problems)
    return Everything(loaded[0], tuple(loaded[1:]), rule_set)
