"""A folder with a few files, laid over a copy of the shipped catalog and rules: how broken examples are written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from shipped import ROOT

FOLDERS = ("catalog", "rules")


def lines_of(file: Path) -> list[str]:
    """Return the lines of a file of a case, none if it has no such file."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def lay_over(case: Path, always: Collection[str] = ()) -> frozenset[str]:
    """Lay a case over a copy of the shipped folders, into the working folder; return which of them were copied.

    A folder is copied if the case touches it, or `always`. `without.txt` of the case names what to take away first, one
    a line; `replace.txt` changes a few words, as `file | old | new`.
    """
    taken, replaced = lines_of(case / "without.txt"), [line.split(" | ") for line in lines_of(case / "replace.txt")]
    named = {name.partition("/")[0] for name in [*os.listdir(case), *taken, *(file for file, *_ in replaced)]}
    copied = frozenset(folder for folder in FOLDERS if folder in named or folder in always)
    for folder in copied:
        shutil.copytree(ROOT / folder, folder)
    for name in taken:
        shutil.rmtree(name) if Path(name).is_dir() else Path(name).unlink()
    for name, *change in replaced:
        old, new = (words.replace("\\n", "\n") for words in change)
        text = Path(name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        Path(name).write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copytree(case, ".", dirs_exist_ok=True)
    return copied
