"""Writing a profile: what a `Profile` holds, said as a profile file says it, in the order of its keys.

Reading it again gives the same profile. What nobody said is not written. And replacing a file as a whole.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from cafematch.errors import InvalidData, Problem, quoted
from cafematch.model.catalog import Catalog
from cafematch.model.duration import Duration
from cafematch.model.profile import Profile, Stated
from cafematch.model.values import SKILLS, Level, LevelType, ListType, RecordType, ValueType
from cafematch.model.vocabulary import Vocabulary
from cafematch.reading.yamlfile import parse_yaml

WIDTH = 100
PLAIN = re.compile(r"\w[\w .:+-]*")


def check_place(path: Path) -> None:
    """Look whether a file can be written at a path, before anybody has answered a question for it.

    Raises InvalidData if not.
    """
    if path.is_dir():
        raise _not_written(path, "it is a folder", "name a file")
    if not path.parent.is_dir():
        raise _not_written(path, "its folder is not there", "make the folder first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _not_written(path, "nobody may write there", "name another place")


def _not_written(path: Path, reason: str, hint: str | None = None) -> InvalidData:
    message = f"expected a place for a profile, but {quoted(str(path))} cannot be written: {reason}"
    return InvalidData([Problem("not-written", message, hint=hint)])


def write_profile(path: Path, profile: Profile, catalog: Catalog) -> None:
    """Write a profile file that says which network it is for. Raises InvalidData if it cannot be written."""
    told = profile.model_copy(update={"network": catalog.network.network})
    try:
        path.write_text(profile_to_yaml(told, catalog.vocabulary), encoding="utf8")
    except OSError as error:
        raise _not_written(path, error.strerror or str(error)) from None


def replace_file(path: Path, data: bytes) -> None:
    """Put other content into a file that is there, all of it or nothing; it keeps its mode. Raises OSError if it cannot.

    Where the path is a link, the file it leads to is meant.
    """
    target = path.resolve(strict=True)
    with target.open("r+b"):  # who may not write into a file may not replace it either
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def profile_to_yaml(profile: Profile, vocabulary: Vocabulary) -> str:
    """Return the text of a profile file."""
    said = said_in(profile, vocabulary)
    if not said:
        return "{}\n"
    return yaml.dump(said, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def said_in(profile: Profile, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what a profile says as the mapping a file would hold."""
    said = _fields(profile)
    for section in ("background", "constraints"):
        if section in said:
            said[section] = _facts(getattr(profile, section), vocabulary, "")
    for raw, need in zip(said.get("needs", ()), profile.needs, strict=True):
        if need.detail:
            raw["detail"] = _facts(need.detail, vocabulary, f"need.{need.need}.detail.")
    return said


def _facts(pairs: Stated, vocabulary: Vocabulary, prefix: str) -> dict[str, Any]:
    said = dict(pairs)
    declared = [name for name in vocabulary.facts if name in said]
    return {name.removeprefix(prefix): _raw(said[name], vocabulary.fact_types[name], vocabulary) for name in declared}


def _fields(document: BaseModel) -> dict[str, Any]:
    """Return the fields of a document that say more than their default, in their order."""
    fields: dict[str, Any] = {}
    for name, field in type(document).model_fields.items():
        value = getattr(document, name)
        if field.is_required() or value != field.default:
            fields[name] = _plain(value)
    return fields


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return _fields(value)
        case Mapping():
            return {key: _plain(entry) for key, entry in value.items()}
        case tuple() | list():
            return [_plain(entry) for entry in value]
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case _:
            return value


def _raw(value: Any, type_: ValueType, vocabulary: Vocabulary) -> Any:
    """Return a value of a fact as a file says it."""
    match type_:
        case LevelType():
            return type_.name_of(value.low)
        case RecordType(fields=fields):
            types = dict(fields)
            return {name: _raw(entry, types[name], vocabulary) for name, entry in value}
        case ListType(item=item):
            return [_raw(entry, item, vocabulary) for entry in value]
    match value:
        case frozenset():
            return sorted(value)
        case Duration():
            return str(value)
        case tuple():
            return {code: _language(dict(skills), vocabulary.scale("cefr")) for code, skills in value}
        case _:
            return _plain(value)


def _language(skills: Mapping[str, Level], cefr: LevelType) -> Any:
    """Return one level where it is that of all skills, else one for each that was named."""
    named = {skill: cefr.name_of(level.low) for skill, level in skills.items()}
    alike = len(set(named.values())) == 1 and len(named) == len(SKILLS)
    return next(iter(named.values())) if alike else named


class _Dumper(yaml.SafeDumper):
    """Writes what YAML 1.2 reads back: text that could be taken for something else stands in quotes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _reads_back(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _reads_back(text: str) -> bool:
    """Return whether plain words stay text when they are read again without quotes."""
    return PLAIN.fullmatch(text) is not None and parse_yaml(text.encode(), "").value == text


_Dumper.add_representer(str, _text)
