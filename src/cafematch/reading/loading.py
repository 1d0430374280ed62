"""The way in: files become a catalog, a rule set or a profile, checked, or every problem of every file at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BaseModel

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.catalog import Catalog, HandoversFile, Ladder, Network, Organisation
from cafematch.model.documents import mapping_or_empty
from cafematch.model.profile import Profile
from cafematch.model.rules import Rule, RuleSet, WeightsFile
from cafematch.model.scopes import KnownNames, Words
from cafematch.quick import garbage_collection_paused
from cafematch.reading.cache import Cache, digest
from cafematch.reading.folders import Folder, find_folder
from cafematch.reading.gathering import VOCABULARY_FILES, gather
from cafematch.reading.known import declared_words, text_at
from cafematch.reading.labels import did_you_mean
from cafematch.reading.linking import NetworkParts, Part, handover_key, link_catalog, link_rule_files, link_rules
from cafematch.reading.naming import Known
from cafematch.reading.problems import naming_problem
from cafematch.reading.shelf import Shelf, collecting, validate
from cafematch.reading.yamlfile import YamlFile, parse_yaml, read_yaml

Model = TypeVar("Model", bound=BaseModel)


def load_catalog(
    folder: Folder | Path | str | None = None, network: str | None = None, *, cache: bool = False
) -> Catalog:
    """Load one network of a catalog.

    `folder` is a catalog folder; without it the nearest `catalog/` at or above the working folder, else the samples
    inside the package. `network` is the id of one of its networks; without it the one `catalog.yaml` names. With
    `cache` the checked catalog is kept in the user's cache folder, and taken from there as long as no file changes.

    Raises InvalidData with every problem of every file.
    """
    place = _folder("catalog", folder)
    with _making_what_stays():
        return _catalog(Shelf(place), network, cache)


def _folder(name: str, given: Folder | Path | str | None) -> Folder:
    """Return a folder as it is, or the one that is found."""
    return given if isinstance(given, Folder) else find_folder(name, Path(given) if given is not None else None)


@contextmanager
def _making_what_stays() -> Iterator[None]:
    """Let all that is made count as old, so that no search for garbage begins with it as soon as there is one again."""
    with garbage_collection_paused():
        yield
        if not gc.get_freeze_count():  # else it is frozen by somebody who relies on it
            gc.freeze()
            gc.unfreeze()


def _catalog(shelf: Shelf, network: str | None, cached: bool) -> Catalog:
    shelf_of_network = _network_folder(shelf, network or default_network(shelf.folder))
    if not cached:
        return _load_catalog(shelf, shelf_of_network)
    names = (
        *(f"vocabulary/{part}.yaml" for part in (*VOCABULARY_FILES, "thresholds")),
        *(f"{shelf_of_network}/{part}.yaml" for part in ("network", "handovers")),
        *shelf.folder.names(f"{shelf_of_network}/organisations"),
    )
    catalog = _kept(shelf, names, shelf_of_network, "", lambda: _load_catalog(shelf, shelf_of_network))
    folder = shelf.folder
    return catalog.model_copy(update={"folder": folder.shown_as, "path": str(folder.path), "sample": folder.sample})


def _kept(shelf: Shelf, names: Iterable[str], network: str, words: str, load: Callable[[], Model]) -> Model:
    """Return what was last made of files with these names and contents and of these words; else make it and keep it."""
    cache = Cache(f"{shelf.folder.path.absolute()} {network}")
    try:
        key = digest(f"{shelf.content(names)} {words}".encode())
    except InvalidData:  # told when the files are loaded, with whatever is wrong with the others
        return load()
    kept: Model | None = cache.find(key)
    if kept is None:
        kept = load()
        cache.keep(key, kept)
    return kept


def _load_catalog(shelf: Shelf, folder: str) -> Catalog:
    gathered = gather(shelf, folder)
    vocabulary, words = gathered.vocabulary, gathered.words(gathered.names)
    ladder = shelf.document(gathered.ladder, Ladder, gathered.words())
    network = shelf.document(gathered.network, Network, gathered.words())
    organisations = [shelf.document(part, Organisation, words) for part in gathered.organisations]
    handovers = shelf.document(gathered.handovers, HandoversFile, words)
    read = [shelf.as_meant(part) for part in gathered.organisations if part is not None]
    own, interfaces, steps = (
        part and shelf.as_meant(part) for part in (gathered.network, gathered.handovers, gathered.ladder)
    )
    shelf.tell(link_catalog(NetworkParts(own, read, interfaces, steps), gathered.known))
    if own is not None:
        shelf.tell(_check_network(own, folder))
    if vocabulary is None or ladder is None or network is None or handovers is None:
        raise InvalidData(shelf.problems)
    shelf.raise_if_any()
    return Catalog.model_construct(
        vocabulary=vocabulary,
        ladder=ladder,
        network=network,
        organisations=tuple(
            sorted((entry for entry in organisations if entry is not None), key=lambda entry: entry.organisation)
        ),
        handovers=tuple(sorted(handovers.handovers, key=handover_key)),
        fingerprint=shelf.fingerprint(),
        folder=shelf.folder.shown_as,
        path=str(shelf.folder.path),
        sample=shelf.folder.sample,
    )


def default_network(folder: Folder) -> str:
    """Return the network of a catalog that is meant where none is named. Raises InvalidData if it is not told."""
    file = folder.open("catalog.yaml")
    name = mapping_or_empty(file.value).get("default_network")
    if not isinstance(name, str):
        message = "the key 'default_network' is missing here"
        hint = "add 'default_network:' with the name of a network's folder"
        raise InvalidData([file.problem("missing-key", message, (), of="key", hint=hint)])
    return name


def networks(folder: Folder | Path | str | None = None) -> tuple[str, ...]:
    """Return the ids of all networks of a catalog folder, sorted."""
    place = _folder("catalog", folder)
    return tuple(place.networks())


def _network_folder(shelf: Shelf, name: str) -> str:
    known = shelf.folder.networks()
    if name != "vocabulary" and name in shelf.folder.folders():
        return name
    file = shelf.folder.open("catalog.yaml")
    problem = naming_problem(file, "unknown-network", "network", name, known, ("default_network",))
    if mapping_or_empty(file.value).get("default_network") != name:  # it was asked for by whoever calls
        problem = Problem("unknown-network", problem.message, hint=problem.hint)
    raise InvalidData([problem])


def _check_network(part: Part, folder: str) -> Iterator[Problem]:
    timezone, name = text_at(part.value, "timezone"), text_at(part.value, "network")
    try:
        ZoneInfo(timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"expected a time zone such as Europe/Berlin, found {quoted(timezone)}"
        hint = did_you_mean(timezone, available_timezones())
        yield part.file.problem("unknown-timezone", message, ("timezone",), hint=hint)
    if name and name != folder:
        message = f"expected {quoted(folder)}, as its folder is called, found {quoted(name)}"
        yield part.file.problem("wrong-file-name", message, ("network",), hint="rename one of them")


def load_rules(folder: Folder | Path | str | None = None, *, catalog: Catalog, cache: bool = False) -> RuleSet:
    """Load rules and weights; `folder` is found as for `load_catalog`, `catalog` gives the words they use;
    `cache` as there.

    Raises InvalidData with every problem of every file.
    """
    place = _folder("rules", folder)
    with _making_what_stays():
        return _rules(Shelf(place), catalog, cache)


def _rules(shelf: Shelf, catalog: Catalog, cached: bool) -> RuleSet:
    def load() -> RuleSet:
        return _load_rules(shelf, Words(catalog.vocabulary), declared_words(catalog.vocabulary))

    if not cached or not catalog.fingerprint:
        return load()
    names, network = shelf.folder.names(), catalog.network.network
    rule_set = _kept(shelf, names, network, catalog.fingerprint, load)
    folder = shelf.folder
    return rule_set.model_copy(update={"folder": folder.shown_as, "path": str(folder.path), "sample": folder.sample})


def _load_rules(shelf: Shelf, words: Words | None, known: Known) -> RuleSet:
    parts = [part for name in shelf.names("", "*/*.yaml") if (part := shelf.part(name))]
    documents = [shelf.document(part, Rule, words) for part in parts]
    rules = [shelf.as_meant(part, document) for part, document in zip(parts, documents, strict=True)]
    numbers = shelf.part("weights.yaml")
    weights = shelf.document(numbers, WeightsFile, words)
    shelf.tell(link_rule_files(rules))
    shelf.tell(link_rules(rules, numbers and shelf.as_meant(numbers), known))
    if weights is None:
        raise InvalidData(shelf.problems)
    shelf.raise_if_any()
    return RuleSet.model_construct(
        rules=tuple(
            sorted((part.document for part in rules if isinstance(part.document, Rule)), key=lambda rule: rule.id)
        ),
        weights=weights.weights,
        fingerprint=shelf.fingerprint(),
        folder=shelf.folder.shown_as,
        path=str(shelf.folder.path),
        sample=shelf.folder.sample,
    )


def load_profile(source: Path | str | YamlFile, catalog: Catalog, *, as_of: datetime | None = None) -> Profile:
    """Load a profile; `source` is a file's path, or a file already read.

    The moment it is judged at is set here: `as_of`, else the profile's, else the network's, else now; in the network's
    time zone. Raises InvalidData with every problem of the file.
    """
    file = source if isinstance(source, YamlFile) else read_yaml(Path(source))
    return _load_profile(file, catalog, as_of)


def read_profile(
    value: Mapping[str, Any],
    catalog: Catalog,
    *,
    shown_as: str = "profile",
    as_of: datetime | None = None,
    names: KnownNames | None = None,
) -> Profile:
    """Read a profile from a mapping, as another tool may hold it; raises InvalidData as `load_profile` does.

    What YAML has no values for is taken as text: a `date` or `datetime` as the files write it, others as they print.

    `names` are the places and providers it may name, if not those of the network.
    """
    import json

    return _load_profile(
        parse_yaml(json.dumps(value, ensure_ascii=False, default=_as_text).encode(errors="surrogatepass"), shown_as),
        catalog,
        as_of,
        names,
    )


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _load_profile(file: YamlFile, catalog: Catalog, as_of: datetime | None, names: KnownNames | None = None) -> Profile:
    network = catalog.network
    names = names or KnownNames(network.places, {**catalog.organisation, **catalog.services})
    profile = _read_profile(file, network.network, Words(catalog.vocabulary, names))
    moment = as_of or profile.as_of or network.as_of or datetime.now(ZoneInfo(network.timezone))
    return profile.model_copy(update={"as_of": network.local(moment)})


def _read_profile(file: YamlFile, network: str, words: Words) -> Profile:
    named = network_of(file)
    if named not in (None, network):  # told alone: the words of one network are not those of another
        message = f"expected a profile for the network '{network}', found one for {quoted(named)}"
        hint = f"choose the network {quoted(named)}, or change the line to 'network: {network}'"
        raise InvalidData([file.problem("other-network", message, ("network",), hint=hint)])
    return validate(file, file.name, Profile, words)


def load_with(
    catalog: Catalog,
    rules: Path | str | None,
    profiles: Iterable[Path | str | YamlFile],
    *,
    as_of: datetime | None = None,
    cache: bool = False,
) -> tuple[RuleSet, tuple[Profile, ...]]:
    """Load rules and profiles for a catalog. Raises InvalidData with the problems of all of them together.

    Rules are read as by `load_rules`; profiles are about people and are never kept in a cache.
    """
    collected: list[Problem] = []
    rule_set: RuleSet | None = None
    loaded: list[Profile] = []
    with collecting(collected):
        rule_set = load_rules(rules, catalog=catalog, cache=cache)
    for source in profiles:
        with collecting(collected):
            loaded.append(load_profile(source, catalog, as_of=as_of))
    if rule_set is None or collected:
        raise InvalidData(collected)
    return rule_set, tuple(loaded)


def problems_beside(
    catalog: Folder | Path | str | None,
    network: str | None,
    rules: Path | str | None,
    profiles: Iterable[Path | str | YamlFile],
) -> list[Problem]:
    """Return the problems of rules and profiles where those of their catalog are told already.

    What they name is looked up as far as the catalog can be read; without a good vocabulary profiles are not judged.
    """
    shelf = Shelf(_folder("catalog", catalog))
    collected: list[Problem] = []
    with suppress(InvalidData):  # what cannot even be looked at, as a network that is not there, is told already
        folder = _network_folder(shelf, network or default_network(shelf.folder))
        gathered = gather(shelf, folder)
        with collecting(collected):
            _load_rules(Shelf(_folder("rules", rules)), gathered.words(), gathered.known)
        for source in profiles:
            with collecting(collected):
                file = source if isinstance(source, YamlFile) else read_yaml(Path(source))
                if words := gathered.words(gathered.names):
                    _read_profile(file, folder, words)
    return collected


def network_of(file: YamlFile) -> str | None:
    """Return the network a profile names, if it does."""
    name = mapping_or_empty(file.value).get("network")
    return name if isinstance(name, str) else None
