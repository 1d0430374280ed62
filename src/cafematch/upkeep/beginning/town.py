"""A new network, small and whole: it can be checked and answers at once. What it holds stands in `town.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.matching.judging.index import in_force
from cafematch.model.catalog import Catalog, HandoversFile, Network, Organisation
from cafematch.model.documents import mapping_or_empty
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule
from cafematch.quick import dataclass
from cafematch.reading.folders import NETWORK_FILE, Folder, sample_folder
from cafematch.reading.loading import load_catalog, load_profile, load_rules
from cafematch.reading.placing import placed
from cafematch.reading.yamlfile import read_yaml
from cafematch.upkeep.beginning.commented import commented, on_one_line
from cafematch.upkeep.beginning.ids import check_town
from cafematch.upkeep.checks import check_network
from cafematch.upkeep.explained import Explained
from cafematch.upkeep.scenarios.expectations import Expectation

_TEMPLATE = Path(__file__).with_name("town.yaml")
_WEIGHTS = "rules/weights.yaml"
_NOT_A_TOWN = frozenset(("rule", "service", "vocabulary", "town_centre"))
"""What would be taken for something else: on the command line, as a folder, as a place of the network."""


@dataclass(frozen=True, slots=True)
class Town:
    """What is particular about a new network; `language` is that of its texts and of all explanations."""

    id: str
    name: str
    country: str
    timezone: str
    language: str
    today: date


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written: the paths of all files, those of the rules among them, and how much a check finds.

    `first` says that it is the network that is meant when nobody names one, `added` that there were rules before, and
    `national` that some rule holds in its country and not everywhere.
    """

    files: tuple[str, ...]
    rules: tuple[str, ...]
    warnings: int
    first: bool
    added: bool
    national: bool


def begin_town(town: Town, folder: Path) -> Begun:
    """Write a new network into a folder: beside the networks that are there, else with vocabulary and rules.

    Where rules are there already, those of its country come along, unless a network beside it is of that country, too.

    Raises InvalidData, and writes nothing, if a file is there already or the network would have problems.
    """
    check_town(town.id, _NOT_A_TOWN)
    if (folder / "catalog" / town.id).exists():
        message = f"there is a network {quoted(town.id)} already"
        raise InvalidData([Problem("not-written", message, hint="nothing was written; choose another id")])
    beside = _places_of_networks(folder)
    added = (folder / _WEIGHTS).exists()
    with ExitStack() as stack:
        files = dict(_network_files(town, folder))
        stack.enter_context(placed(folder, files))
        catalog = load_catalog(folder / "catalog", town.id)
        own = _rules_of_country(catalog, beside, folder) if added else _rules_for(catalog)
        brought = {name: (sample_folder("rules").path.parent / name).read_text(encoding="utf-8") for name in own}
        stack.enter_context(placed(folder, brought))
        rules = load_rules(folder / "rules", catalog=catalog)
        load_profile(folder / example_of(town.id) / "profile.yaml", catalog)
        warnings = len(check_network(catalog, rules, datetime.combine(town.today, time())))
    named = tuple(name for name in brought if name != _WEIGHTS)
    national = any(rule.applies_in and in_force(rule, catalog) for rule in rules.rules)
    return Begun((*files, *brought), named, warnings, "catalog/catalog.yaml" in files, added, national)


def example_of(town: str) -> str:
    """Return where the example of a new network is."""
    return f"examples/{town}"


def _network_files(town: Town, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files of the network with their texts; those that all networks share only where there are none."""
    explained = Explained(town.language)
    said = _said_by_template(town)
    comment = [explained.beginning("comment")]
    sample = [*comment, explained.beginning("sample")]
    if not (folder / "catalog/catalog.yaml").exists():
        yield "catalog/catalog.yaml", f"# {explained.file('catalog')}\n{_plain(said['catalog'])}\n"
        vocabulary = sample_folder("catalog").path / "vocabulary"
        for path in sorted(vocabulary.glob("*.yaml")):
            yield f"catalog/vocabulary/{path.name}", path.read_text(encoding="utf-8")
    place = f"catalog/{town.id}"
    about = explained.file
    yield f"{place}/network.yaml", commented(Network, said["network"], explained, [about("network"), *comment])
    for name, organisation in said["organisations"].items():
        text = commented(Organisation, organisation, explained, [about("organisation"), *sample])
        yield f"{place}/organisations/{name}.yaml", text
    yield (
        f"{place}/handovers.yaml",
        commented(HandoversFile, said["handovers"], explained, [about("handovers"), *comment]),
    )
    for name, document in (("profile", Profile), ("expect", Expectation)):
        text = commented(document, said[name], explained, [about(name), *comment])
        story = " ".join(said["stories"][name].split())  # one line, whatever the town is called
        yield f"{example_of(town.id)}/{name}.yaml", f"# {story}\n\n{text}"


def _plain(value: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {on_one_line(entry)}" for key, entry in value.items())


def _said_by_template(town: Town) -> Any:
    """Return what the template says of this town, in its language."""
    values = {
        "$town": town.id,
        "$name": town.name,
        "$country": town.country,
        "$timezone": town.timezone,
        "$language": town.language,
        "$today": town.today.isoformat(),
    }
    return _filled(read_yaml(_TEMPLATE, _TEMPLATE.name).value, values, town.language)


def _filled(value: Any, values: Mapping[str, str], language: str) -> Any:
    match value:
        case Mapping() if value.keys() == {"de", "en", "fr"}:
            return _filled(value[language], values, language)
        case Mapping():
            return {_filled(key, values, language): _filled(entry, values, language) for key, entry in value.items()}
        case list():
            return [_filled(entry, values, language) for entry in value]
        case str() if value in values:
            return values[value]
        case str():
            return value.replace("$name", values["$name"])
        case _:
            return value


def _rules_for(catalog: Catalog) -> list[str]:
    """Return the files of the weights and of all sample rules in force in a network."""
    return [_WEIGHTS, *(_file_of(rule) for rule in _samples() if in_force(rule, catalog))]


def _rules_of_country(catalog: Catalog, beside: frozenset[str], folder: Path) -> list[str]:
    """Return the files of the sample rules that are in force in a network, and in none beside it, and are not there.

    What holds beside it, too, came along then; if it is not there any more, somebody did not want it.
    """
    own = (rule for rule in _samples() if rule.applies_in and beside.isdisjoint(rule.applies_in))
    files = sorted(_file_of(rule) for rule in own if in_force(rule, catalog))
    return [name for name in files if not (folder / name).exists()]


def _samples() -> tuple[Rule, ...]:
    catalog = load_catalog(sample_folder("catalog"))
    return load_rules(sample_folder("rules"), catalog=catalog).rules


def _file_of(rule: Rule) -> str:
    return f"rules/{rule.at.rpartition(':')[0]}"


def _places_of_networks(folder: Path) -> frozenset[str]:
    """Return the countries, ids and places of all networks of a folder. Raises InvalidData if one cannot be read."""
    found = set[str]()
    catalog = Folder(folder / "catalog", "catalog")
    for name in catalog.networks():
        network = mapping_or_empty(catalog.open(f"{name}/{NETWORK_FILE}").value)
        found |= {name, str(network.get("country")), *mapping_or_empty(network.get("places"))}
    return frozenset(found)
