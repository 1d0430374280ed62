"""The cache: it gives what reading anew would give, and nothing that lies in its folder can do harm."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cafematch import Catalog, Matcher, RuleSet, load_catalog, load_profile, load_rules
from cafematch.errors import InvalidData
from cafematch.model.documents import Source
from cafematch.reading import cache as caching
from cafematch.reading import shelf
from cafematch.reading.cache import FORMAT, Cache, digest, meaning
from cafematch.reading.yamlfile import parse_yaml
from reading.test_plain import spelled
from shipped import ROOT

SCALARS = (
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(SCALARS, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside))
DOCUMENT = Source(title="Grüße", url="https://example.org")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that stands in for the user's cache folder."""
    made = tmp_path / "cafematch"
    made.mkdir(mode=0o700)
    monkeypatch.setattr(caching, "_users_folder", lambda: made)
    return made


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """Return a copy of the shipped catalog that a test may change."""
    return Path(shutil.copytree(ROOT / "catalog", tmp_path / "catalog"))


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def filled(folder: Path) -> Path:
    Cache("some files", folder).keep("key", DOCUMENT)
    return only_file(folder)


# One entry


def test_what_was_kept_is_found(folder: Path) -> None:
    filled(folder)
    found = Cache("some files", folder).find("key")
    assert spelled(found) == spelled(DOCUMENT)


def test_what_was_made_of_other_content_or_other_files_is_not_found(folder: Path) -> None:
    filled(folder)
    assert Cache("some files", folder).find("another key") is None
    assert Cache("other files", folder).find("key") is None


def test_what_is_no_longer_true_is_forgotten(folder: Path) -> None:
    filled(folder)
    Cache("some files", folder).keep("another key", Source(title="Adieu"))
    assert Cache("some files", folder).find("key") is None
    assert "Grüße" not in only_file(folder).read_text("UTF-8")


def resealed(text: str) -> str:
    """Return an entry whose first line fits whatever follows it."""
    heading, _, told = text.partition("\n")
    return f"{heading.rpartition(' ')[0]} {digest(told.encode())}\n{told}"


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: text[:-1],
        lambda text: f"{text} ",
        lambda text: text.replace(FORMAT, "cafematch cache 99"),
        lambda text: text.replace("Grüße", "Grube"),
        lambda text: text.replace("\n", " "),
        lambda text: text.partition("\n")[2],
        lambda text: "\x00\n" * 9,
        # What somebody wrote who knows how to seal an entry, but not what documents are.
        lambda text: resealed(text.partition("\n")[0] + "\n"),
        lambda text: resealed(text[:-1]),
        lambda text: resealed(text.replace("[", "{")),
        lambda text: resealed(text.replace("documents.Source", "os.system")),
        lambda text: resealed(text.replace("documents.Source", "documents.Anything")),
        lambda text: resealed(text.replace("documents.Source", "anything.Source")),
        lambda text: resealed(text.partition("\n")[0] + "\n" + "[" * 100_000),
    ],
)  # fmt: skip
def test_a_foreign_or_half_written_file_is_not_believed(folder: Path, harm: Callable[[str], str]) -> None:
    kept = filled(folder)
    whole = kept.read_text("UTF-8")
    kept.write_text(harm(whole), "UTF-8")
    assert kept.read_text("UTF-8") != whole
    assert Cache("some files", folder).find("key") is None
    assert filled(folder).read_text("UTF-8") == whole


def test_what_other_software_kept_is_not_believed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    monkeypatch.setattr(caching, "__version__", "99")
    assert Cache("some files", folder).find("key") is None


def test_what_other_code_kept_is_not_believed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(folder)
    package = shutil.copytree(Path(caching.__file__).parents[1], tmp_path / "package")
    (package / "model/values.py").write_text("# another working copy")
    monkeypatch.setattr(caching, "__file__", str(package / "reading/cache.py"))
    assert Cache("some files", folder).find("key") is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="only where folders have owners")
def test_a_folder_others_may_write_to_is_not_believed(folder: Path) -> None:
    filled(folder)
    folder.chmod(0o777)
    assert Cache("some files", folder).find("key") is None


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache("some files", tmp_path / "file" / "folder")
    cache.keep("key", DOCUMENT)
    assert cache.find("key") is None


def test_nobody_else_can_look_into_the_folder(tmp_path: Path) -> None:
    filled(tmp_path / "new")
    assert not hasattr(os, "getuid") or (tmp_path / "new").stat().st_mode & 0o777 == 0o700


# What is read through it


def load(catalog: Path) -> tuple[Catalog, RuleSet]:
    network = load_catalog(catalog, "neuwerder", cache=True)
    return network, load_rules(ROOT / "rules", catalog=network, cache=True)


@pytest.mark.parametrize("network", ["neuwerder", "bordeaux", None])
def test_a_network_read_from_the_cache_is_the_same(folder: Path, network: str | None) -> None:
    fresh = load_catalog(ROOT / "catalog", network)
    rules = load_rules(ROOT / "rules", catalog=fresh)
    for _ in range(2):
        again = load_catalog(ROOT / "catalog", network, cache=True)
        assert again == fresh
        assert spelled(again) == spelled(fresh)
        assert spelled(load_rules(ROOT / "rules", catalog=again, cache=True)) == spelled(rules)


def test_answers_from_the_cache_are_the_same(folder: Path) -> None:
    fresh = load_catalog(ROOT / "catalog", "neuwerder")
    matcher = Matcher(fresh, load_rules(ROOT / "rules", catalog=fresh))
    load(ROOT / "catalog")
    kept = Matcher(*load(ROOT / "catalog"))
    for example in ("eviction-with-two-small-children", "a-claim-and-nothing-to-fear"):
        path = ROOT / "examples" / example / "profile.yaml"
        assert kept.suggest(load_profile(path, kept.catalog)) == matcher.suggest(load_profile(path, fresh))


def test_what_is_kept_is_neither_parsed_nor_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(ROOT / "catalog")
    monkeypatch.setattr(shelf, "parse_yaml", None)
    monkeypatch.setattr(shelf, "validate", None)
    load(ROOT / "catalog")


def test_without_the_cache_nothing_is_kept(folder: Path) -> None:
    load_rules(ROOT / "rules", catalog=load_catalog(ROOT / "catalog"))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["neuwerder/organisations/kl.yaml", "neuwerder/handovers.yaml", "vocabulary/kinds.yaml"]
)
def test_a_changed_file_is_read(folder: Path, catalog: Path, name: str) -> None:
    before, _ = load(catalog)
    path = catalog / name
    path.write_text("# a line\n" + path.read_text("UTF-8"), "UTF-8")
    after, _ = load(catalog)
    assert spelled(after) == spelled(load_catalog(catalog, "neuwerder"))
    assert (after.fingerprint == before.fingerprint, after is before) == (True, False)


def test_a_file_more_or_less_or_of_another_name_is_noticed(folder: Path, catalog: Path) -> None:
    load(catalog)
    organisations = catalog / "neuwerder/organisations"
    (organisations / "kl.yaml").rename(organisations / "klartext.yaml")
    assert load(catalog)[0].organisation["kl"].at.startswith("neuwerder/organisations/klartext.yaml:")
    (organisations / "copy.yml").write_text("")
    with pytest.raises(InvalidData, match="wrong-file-name"):
        load(catalog)
    (organisations / "copy.yml").unlink()
    (organisations / "klartext.yaml").unlink()
    with pytest.raises(InvalidData, match="handover-to-nobody"):
        load(catalog)


def test_rules_are_read_anew_for_other_words(folder: Path, catalog: Path) -> None:
    load(catalog)
    path = catalog / "vocabulary/facts.yaml"
    path.write_text(path.read_text("UTF-8").replace("\nconflict_organisations:", "\nconflicts:"), "UTF-8")
    with pytest.raises(InvalidData, match="there is no fact 'conflict_organisations'"):
        load(catalog)


def test_a_folder_is_shown_as_it_was_named(folder: Path, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(catalog)
    monkeypatch.chdir(catalog.parent)
    shown = [(each.folder, each.path, each.sample) for each in (load_catalog(cache=True), load_catalog())]
    assert shown[0] == shown[1] == ("catalog", str(catalog), False)


def test_nothing_is_kept_of_a_network_with_problems(folder: Path, catalog: Path) -> None:
    (catalog / "neuwerder/organisations/kl.yaml").write_text("organisation: [", "UTF-8")
    (catalog / "neuwerder/handovers.yaml").unlink()
    told = []
    for cache in (True, False):
        with pytest.raises(InvalidData) as raised:
            load_catalog(catalog, "neuwerder", cache=cache)
        told.append(raised.value.problems)
    assert told[0] == told[1]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("frozen", [False, True])
def test_the_search_for_garbage_is_left_as_it_was(frozen: bool) -> None:
    assert gc.isenabled()
    if frozen:
        gc.freeze()
    try:
        before = gc.get_freeze_count()
        load_rules(ROOT / "rules", catalog=load_catalog(ROOT / "catalog"))
        assert gc.isenabled()
        assert (gc.get_freeze_count() > 0) is frozen is (before > 0)
    finally:
        gc.unfreeze()


# What a file means


@given(VALUES)
def test_the_meaning_does_not_depend_on_the_order(value: object) -> None:
    def turned(value: object) -> object:
        if isinstance(value, dict):
            return {key: turned(entry) for key, entry in reversed(value.items())}
        return [turned(entry) for entry in reversed(value)] if isinstance(value, list) else value

    try:
        files = [
            parse_yaml(yaml.safe_dump(each, allow_unicode=True).encode(), "a.yaml") for each in (value, turned(value))
        ]
    except InvalidData:
        return
    assert meaning(files[0].value) == meaning(files[1].value)
