"""States of the shipped catalog and rules with a few edits, all in memory, as somebody may make them in one commit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cafematch.reading.folders import Folder
from cafematch.reading.history import State, state_now
from cafematch.upkeep.changes.consequences import Consequences, consequences
from cafematch.upkeep.changes.people import Person, find_people
from shipped import ROOT


@dataclass(frozen=True)
class Edit:
    """An edit of one document: in a file (`rules/…` or `catalog/…`) other words stand for some; None deletes the file."""

    document: str
    file: str
    old: str = ""
    new: str | None = None


@cache
def shipped_state() -> State:
    """Return catalog and rules as they are shipped."""
    return state_now(ROOT / "catalog", ROOT / "rules")


def edited(*edits: Edit, called: str = "edited") -> State:
    """Return the shipped state after some edits; each must find its words exactly once."""
    shipped = shipped_state()
    files = {"catalog": dict(shipped.catalog.files or {}), "rules": dict(shipped.rules.files or {})}
    for edit in edits:
        folder, _, name = edit.file.partition("/")
        if edit.new is None:
            del files[folder][name]
            continue
        text = files[folder].get(name, b"").decode()
        assert text.count(edit.old) == 1 or (not text and not edit.old), f"{edit.file} has {edit.old!r} not once"
        files[folder][name] = (text.replace(edit.old, edit.new) if edit.old else edit.new).encode()
    folders = {name: Folder(ROOT / name, f"{called}/{name}", files=held) for name, held in files.items()}
    return State(called, folders["catalog"], folders["rules"])


@cache
def people() -> tuple[Person, ...]:
    """Return the people of all situations."""
    return find_people(ROOT / "examples", (), as_of=None, now=datetime(2026, 3, 16, 10))


def person(name: str) -> Person:
    """Return the person of a situation."""
    return next(person for person in people() if person.name == name)


def consequences_of(*edits: Edit, for_whom: Iterable[str] | None = None) -> Consequences:
    """Return what some edits do to the people of some situations, or of all."""
    chosen = people() if for_whom is None else [person(name) for name in for_whom]
    return consequences(shipped_state(), edited(*edits), chosen)


def rule_file(id_: str) -> str:
    """Return the file of a shipped rule."""
    found = next(name for name in shipped_state().rules.files or {} if name.endswith(f"/{id_}.yaml"))
    return f"rules/{found}"


@cache
def single_edits() -> tuple[Edit, ...]:
    """Return edits that leave the shipped data whole, each of a document of its own: rules retired, deleted and set
    otherwise, weights doubled, doors open at other hours, waits made longer, hand-overs made colder.
    """
    found = []
    shipped = shipped_state()
    for name, data in (shipped.rules.files or {}).items():
        text = data.decode()
        if name == "weights.yaml":
            for match in re.finditer(r"^  (\w+):\n    points: (-?\d+)\n", text, re.MULTILINE):
                new = match[0].replace(match[2], str(2 * int(match[2])))
                found.append(Edit(match[1], f"rules/{name}", match[0], new))
            continue
        id_ = name.partition("/")[2].removesuffix(".yaml")
        if (caps := re.findall(r"first_threshold_cap: T\d", text)) and len(caps) == 1:
            found.append(Edit(id_, f"rules/{name}", caps[0], "first_threshold_cap: T3"))
        elif len(id_) % 2:
            found.append(Edit(id_, f"rules/{name}"))
        elif "status: active" in text:
            found.append(Edit(id_, f"rules/{name}", "status: active", "status: retired\nretired_because: Probe"))
    for name, data in (shipped.catalog.files or {}).items():
        if name.startswith("neuwerder/organisations/"):
            found += _of_services(name, data.decode())
    return tuple(found)


def _of_services(name: str, text: str) -> Iterable[Edit]:
    for block in re.split(r"(?=^  - id: )", text, flags=re.MULTILINE)[1:]:
        id_ = re.findall(r"^  - id: (\S+)", block)[0]
        hours = re.findall(r"hours: \S.*", block)
        if hours and len(id_) % 2:
            yield Edit(id_, f"catalog/{name}", block, block.replace(hours[0], "hours: Fr 15:00-16:00", 1))
        elif "kind:" in block:
            changed = re.sub(r"capacity: .*", "capacity: {state: waitlist, wait: 6 weeks, as_of: 2026-03-02}", block)
            if changed != block:
                yield Edit(id_, f"catalog/{name}", block, changed)
