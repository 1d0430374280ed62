"""Catalog and rules in memory, and as git kept them: what is read is what is there, and nothing else is looked at."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cafematch import load_catalog, load_rules
from cafematch.errors import InvalidData
from cafematch.reading.folders import Folder
from cafematch.reading.history import state_now, state_of
from cafematch.reading.loading import networks
from shipped import ROOT, matcher


@pytest.mark.parametrize("network", ["neuwerder", "bordeaux"])
def test_a_folder_in_memory_is_read_as_the_one_on_the_disk(network: str) -> None:
    state = state_now(ROOT / "catalog", ROOT / "rules")
    catalog = load_catalog(state.catalog, network)
    assert catalog == matcher(network).catalog
    assert load_rules(state.rules, catalog=catalog) == matcher(network).rules
    assert networks(state.catalog) == networks(ROOT / "catalog")


def test_what_is_read_at_a_revision_is_the_yaml_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "data/catalog/catalog.yaml": b"default_network: t\r\n",
        "data/catalog/t/network.yaml": b"\xff\n\n",
        "data/catalog/t/.hidden.yaml": b"a: 1",
        "data/catalog/.hidden/x.yaml": b"a: 1",
        "data/catalog/notes.txt": b"a note",
        "data/catalog/t/with space\xc3\xa9.yml".encode("latin-1").decode(): b"",
        "data/rules/weights.yaml": b"weights: {}\n",
        "data/examples/x/profile.yaml": b"needs: []\n",
    }
    for name, content in files.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (tmp_path / "data/catalog/link.yaml").symlink_to("/etc/passwd")
    (tmp_path / "data/catalog/.gitattributes").write_text("*.yaml export-ignore text eol=crlf\n", encoding="utf-8")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    identity = ["-c", "user.name=keeper", "-c", "user.email=keeper@example.org", "-c", "core.autocrlf=false"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-q", "-m", "all"], ["tag", "first"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    for name in files:
        (tmp_path / name).unlink()
    monkeypatch.chdir(tmp_path / "data")
    state = state_of("first", None, None)
    assert state.at_revision
    assert state.catalog.shown_as == "first:data/catalog"
    assert (state.catalog.files or {}).keys() == {
        "catalog.yaml",
        "t/network.yaml",
        "t/with space\xc3\xa9.yml".encode("latin-1").decode(),
    }
    assert (state.catalog.files or {})["t/network.yaml"] == b"\xff\n\n"
    assert state.rules.files == {"weights.yaml": b"weights: {}\n"}


def test_a_file_that_is_not_in_memory_is_told_like_one_that_is_not_on_the_disk() -> None:
    with pytest.raises(InvalidData) as refused:
        Folder(Path("catalog"), "main:catalog", files={}).open("catalog.yaml")
    assert str(refused.value) == (
        "main:catalog/catalog.yaml:1:1: expected a file, found nothing of this name [missing-file]"
    )
