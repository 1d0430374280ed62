"""The cache: it says what the parser would say again, and nothing that lies in its folder can do harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cafematch import Catalog, load_catalog, load_rules
from cafematch.errors import InvalidData
from cafematch.reading import cache as caching
from cafematch.reading.cache import FORMAT, Cache, digest, meaning
from cafematch.reading.yamlfile import Placed, Value, parse_yaml
from shipped import ROOT

SCALARS = (
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(SCALARS, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside))
TEXT = b"needs: [a, {b: 1}]\nwish: {de: Ja, en: [1.5, true, null]}\n"


def lines(value: Value) -> list[int]:
    match value:
        case Placed():
            return [value.line, *(line for entry in value.values() for line in lines(entry))]
        case list():
            return [line for entry in value for line in lines(entry)]
        case _:
            return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cafematch"
    made.mkdir(mode=0o700)
    return made


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def filled(folder: Path, text: bytes = TEXT) -> Path:
    cache = Cache("some files", folder)
    cache.parse(text, "a.yaml")
    cache.save()
    return only_file(folder)


def test_what_was_kept_is_what_the_parser_says(folder: Path) -> None:
    filled(folder)
    fresh = parse_yaml(TEXT, "a.yaml")
    again, means = Cache("some files", folder).parse(TEXT, "a.yaml")
    assert (again.value, lines(again.value), means) == (fresh.value, lines(fresh.value), meaning(fresh.value))


@given(VALUES)
def test_any_value_comes_back_with_its_lines(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    text = yaml.safe_dump(value, allow_unicode=True).encode()
    try:
        fresh = parse_yaml(text, "a.yaml")
    except InvalidData:
        return
    folder = tmp_path_factory.mktemp("cache")
    filled(folder, text)
    again, _ = Cache("some files", folder).parse(text, "a.yaml")
    assert repr(again.value) == repr(fresh.value)
    assert lines(again.value) == lines(fresh.value)


def test_a_kept_file_is_not_parsed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    monkeypatch.setattr(caching, "parse_yaml", None)
    Cache("some files", folder).parse(TEXT, "a.yaml")


def test_a_changed_file_is_parsed(folder: Path) -> None:
    filled(folder)
    file, _ = Cache("some files", folder).parse(b"wish: Nein\n", "a.yaml")
    assert file.value == {"wish": "Nein"}


def test_what_is_no_longer_used_is_forgotten(folder: Path) -> None:
    filled(folder)
    cache = Cache("some files", folder)
    cache.parse(b"wish: Nein\n", "a.yaml")
    cache.save()
    assert digest(TEXT) not in only_file(folder).read_text("UTF-8")


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(FORMAT, "cafematch 99 cache 1"),
        lambda text: text.replace('{"needs"', '{needs'),
        lambda text: text.replace("\t1,", "\t"),
        lambda text: text.replace("\t", " "),
        lambda text: "\x00\n" * 9,
    ],
)  # fmt: skip
def test_a_foreign_or_half_written_file_is_made_anew(folder: Path, harm: object) -> None:
    assert callable(harm)
    kept = filled(folder)
    whole = kept.read_text("UTF-8")
    kept.write_text(harm(whole), "UTF-8")
    cache = Cache("some files", folder)
    file, _ = cache.parse(TEXT, "a.yaml")
    assert file.value == parse_yaml(TEXT, "a.yaml").value
    cache.save()
    assert kept.read_text("UTF-8") == whole


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="only where folders have owners")
def test_a_folder_others_may_write_to_is_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    folder.chmod(0o777)
    monkeypatch.setattr(caching, "parse_yaml", lambda text, name: parse_yaml(b"parsed: anew", name))
    file, _ = Cache("some files", folder).parse(TEXT, "a.yaml")
    assert file.value == {"parsed": "anew"}


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache("some files", tmp_path / "file" / "folder")
    cache.parse(TEXT, "a.yaml")
    cache.save()


def load(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalog, str]:
    monkeypatch.setattr(caching, "_users_folder", lambda: folder)
    catalog = load_catalog(ROOT / "catalog", "neuwerder", cache=True)
    return catalog, load_rules(ROOT / "rules", catalog=catalog, cache=True).fingerprint


def test_a_network_read_from_the_cache_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = load(folder, monkeypatch), load(folder, monkeypatch)
    assert first == second == (load_catalog(ROOT / "catalog", "neuwerder"), first[1])
    assert [service.at for service in second[0].services.values()] == [
        service.at for service in first[0].services.values()
    ]


def test_nothing_is_kept_of_a_network_with_problems(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "_users_folder", lambda: folder)
    broken = tmp_path / "catalog"
    broken.mkdir()
    (broken / "catalog.yaml").write_text("network: [", "utf-8")
    with pytest.raises(InvalidData):
        load_catalog(broken, cache=True)
    assert list(folder.iterdir()) == []
