"""The skeleton of a service, put behind the others of its organisation: nothing else in the file is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.catalog import Catalog, Organisation, Service
from cafematch.model.documents import mapping_or_empty
from cafematch.model.rules import RuleSet, Safeguard
from cafematch.reading.labels import did_you_mean
from cafematch.reading.loading import load_catalog
from cafematch.reading.placing import placed, replaced
from cafematch.reading.yamlfile import YamlFile, parse_yaml, read_yaml
from cafematch.upkeep.beginning.commented import commented, commented_entry
from cafematch.upkeep.beginning.ids import check_service
from cafematch.upkeep.explained import Explained


def begin_service(id_: str, kind: str | None, catalog: Catalog, rules: RuleSet, language: str, today: date) -> str:
    """Write the skeleton of a service into the file of its organisation, which is made if there is none.

    Returns where it is, inside the catalog folder. Raises InvalidData, and changes nothing, if there is such a service,
    no such kind, or the network would have problems.
    """
    check_service(id_)
    if id_ in catalog.services:
        place = catalog.services[id_].at
        raise InvalidData([Problem("duplicate-id", f"there is a service {quoted(id_)} already", hint=f"see {place}")])
    name = id_.rpartition(".")[0] if id_.rpartition(".")[0] in catalog.organisation else id_.partition(".")[0]
    organisation = catalog.organisation.get(name)
    said = service_skeleton(id_, kind_of(kind, organisation, catalog, rules), catalog, language, today)
    explained = Explained(language)
    notes = _notes(said["kind"], catalog, explained, chosen=kind is not None)
    folder, network = Path(catalog.path), catalog.network.network
    if organisation is None:
        file = f"{network}/organisations/{name}.yaml"
        with placed(folder, {file: _organisation_file(name, said, notes, explained, today)}):
            load_catalog(folder, network)
        return file
    file = organisation.at.rpartition(":")[0]
    before = read_yaml(folder / file, f"{catalog.folder}/{file}")
    with replaced(folder / file, with_service(before, said, notes, explained)):
        load_catalog(folder, network)
    return file


def kind_of(wanted: str | None, organisation: Organisation | None, catalog: Catalog, rules: RuleSet) -> str:
    """Return the kind of the new service; where none is wanted, that of its organisation's last one, else the first.

    No kind is taken unasked that safeguards call or that comes along with steps: there, a service that is not yet
    written would be shown at once.
    """
    kinds = catalog.vocabulary.kinds
    if wanted is not None and wanted not in kinds:
        hint = (
            did_you_mean(wanted, kinds, catalog.vocabulary.labels)
            or "kinds of services stand in vocabulary/kinds.yaml of the catalog"
        )
        raise InvalidData([Problem("unknown-kind", f"there is no kind of service {quoted(wanted)}", hint=hint)])
    called = {
        contact.kind for rule in rules.rules if isinstance(rule.then, Safeguard) for contact in rule.then.contacts
    }
    quiet = [name for name, kind in kinds.items() if name not in called and not kind.companion]
    own = [service.kind for service in reversed(organisation.services)] if organisation else []
    return wanted or next((kind for kind in own if kind in quiet), (quiet or list(kinds))[0])


def service_skeleton(id_: str, kind: str, catalog: Catalog, language: str, today: date) -> dict[str, Any]:
    """Return what a new service says: all it needs, in the order of all services, and no need yet that it answers."""
    hold = Explained(language).placeholder
    return {
        "id": id_,
        "name": hold("what_it_is_called"),
        "kind": kind,
        "does": hold("one_sentence"),
        "does_not": hold("one_sentence"),
        "for_whom": hold("one_sentence"),
        "addresses": [],
        "requires": [],
        "welcomes": [],
        "outcomes": [],
        "languages": {"spoken": [catalog.network.language], "interpreter": False},
        "capacity": {"state": "assessment", "as_of": today.isoformat()},
        "roles": [],
        "confirm": [],
        "doors": [{"place": {"district": next(iter(catalog.network.places))}, "channels": ["in_person"]}],
    }


def _notes(kind: str, catalog: Catalog, explained: Explained, *, chosen: bool) -> dict[str, str]:
    """Return what is said of keys beside what they mean; `chosen` says that somebody wanted this kind."""
    needs = ", ".join(catalog.vocabulary.kinds[kind].answers)
    return {
        **({} if chosen else {"kind": explained.beginning("stands_for")}),
        **({"addresses": f"{explained.beginning('needs_of_kind')} {needs}"} if needs else {}),
        "channels": explained.beginning("further_of_door"),
    }


def _organisation_file(
    name: str, service: dict[str, Any], notes: dict[str, str], explained: Explained, today: date
) -> str:
    said = {
        "organisation": name,
        "name": explained.placeholder("what_it_is_called"),
        "verified": {"on": today.isoformat(), "by": explained.placeholder("who_answers")},
        "services": [service],
    }
    about = (explained.file("organisation"), explained.beginning("comment"))
    return commented(Organisation, said, explained, about, notes)


def with_service(file: YamlFile, service: dict[str, Any], notes: dict[str, str], explained: Explained) -> bytes:
    """Return an organisation's file with one more service, behind the others.

    Raises InvalidData if the services do not stand one below the other, so that nothing can be put behind them.
    """
    text = file.source.data.decode()
    newline = "\r\n" if "\r\n" in text else "\n"
    value = mapping_or_empty(file.value)
    services: list[Any] = value["services"]
    lines = text.split(newline)
    key, _, _ = file.source.position(("services",), "key")
    if services:
        first, _, _ = file.source.position(("services", 0), "value")
        indent = lines[first - 1].find("-")
        below = first > key and lines[first - 1].lstrip(" ").startswith("-")
    else:
        indent, below = 2, _EMPTY.fullmatch(lines[key - 1]) is not None
        lines[key - 1] = lines[key - 1].replace("[]", "", 1).replace(": ", ":", 1).rstrip()
    entry = commented_entry(Service, service, explained, notes, indent).splitlines()
    for end in _ends(file, lines, value) if below else ():
        told = [*lines[:end], *entry, *(lines[end:] if any(lines[end:]) else [""])]
        written = newline.join(told).encode()
        if _reads(written) == {**value, "services": [*services, service]}:
            return written
    message = "expected services one below the other, each beginning with '- ', found them in brackets"
    hint = "write each service on lines of its own, then begin another"
    raise InvalidData([file.problem("wrong-type", message, ("services",), of="key", hint=hint)])


_EMPTY = re.compile(r"services:\s*\[\]\s*(#.*)?")


def _ends(file: YamlFile, lines: list[str], value: Mapping[str, Any]) -> Iterator[int]:
    """Yield after how many lines the services may end: before blank lines and comments that follow, before blank lines,
    and behind all; text of several lines may look like a comment, or end with blank lines.
    """
    keys = list(value)
    following = keys[keys.index("services") + 1 :]
    end = file.source.position((following[0],), "key")[0] - 1 if following else len(lines)
    yield len(_without_last(lines[:end], lambda line: not line.strip() or line.lstrip().startswith("#")))
    yield len(_without_last(lines[:end], lambda line: not line.strip()))
    yield end


def _without_last(lines: list[str], idle: Callable[[str], bool]) -> list[str]:
    """Return lines without the last ones, as far as they are idle."""
    return lines[: max((number for number, line in enumerate(lines, 1) if not idle(line)), default=0)]


def _reads(text: bytes) -> object:
    try:
        return parse_yaml(text, "").value
    except InvalidData:
        return None
