"""Texts that somebody read aloud before they were kept; after a change on purpose they are written anew and read again."""

from __future__ import annotations

import os
from pathlib import Path


def reviewed(path: Path, text: str) -> str:
    """Return the text that was reviewed; with REWRITE_EXPECTED set, `text` is written there first."""
    if "REWRITE_EXPECTED" in os.environ:
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
