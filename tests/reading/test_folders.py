"""How a file is called, seen from the root of the repository somebody works in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafematch.reading.folders import from_repository


@pytest.mark.parametrize(
    ("here", "file", "called"),
    [
        ("repository", "catalog/a.yaml", "catalog/a.yaml"),
        ("repository/town", "catalog/a.yaml", "town/catalog/a.yaml"),
        ("repository/town", "../rules/a.yaml", "rules/a.yaml"),
        ("repository/town", "{root}/repository/catalog/a.yaml", "catalog/a.yaml"),
        ("repository/town", "{root}/elsewhere/a.yaml", "{root}/elsewhere/a.yaml"),
        ("repository/town", "../../elsewhere/a.yaml", "../../elsewhere/a.yaml"),
        ("elsewhere", "catalog/a.yaml", "catalog/a.yaml"),
    ],
)
def test_files_are_called_from_the_root_of_their_repository(tmp_path: Path, here: str, file: str, called: str) -> None:
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / here).mkdir(parents=True, exist_ok=True)
    root = tmp_path.as_posix()
    assert from_repository(file.format(root=root), tmp_path / here) == called.format(root=root)
