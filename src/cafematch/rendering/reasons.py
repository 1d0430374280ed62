"""A tree of reasons in words: as text, as Markdown, as JSON. Each line names the line of YAML it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from cafematch.matching.reasons import Reason
from cafematch.rendering.markdown import escaped
from cafematch.rendering.page import Page
from cafematch.rendering.wording import Wording

MARKS = {"yes": "✓", "no": "✗", "unknown": "?", "": "–"}


def print_reason(reason: Reason, wording: Wording, console: Console) -> None:
    """Print reasons below what they are reasons for, each with its place."""
    page = Page(console)
    for depth, entry in _lines(reason):
        where = f"  [{entry.at}]" if entry.at else ""
        page.paragraph(f"{wording.say(entry.says)}{where}", 2 * depth, mark=f"{MARKS[entry.holds]} " if depth else "")


def reason_to_markdown(reason: Reason, wording: Wording) -> str:
    """Return reasons as a nested list."""

    def told(depth: int, entry: Reason) -> str:
        where = f" `{entry.at}`" if entry.at else ""
        words = f"{MARKS[entry.holds]} {escaped(wording.say(entry.says))}{where}"
        return f"{'  ' * (depth - 1)}- {words}" if depth else f"**{words}**\n"

    return "\n".join(told(depth, entry) for depth, entry in _lines(reason)) + "\n"


def reason_to_json(reason: Reason, wording: Wording) -> str:
    """Return reasons as JSON: `says`, `holds` (yes, no, unknown or empty), `at`, `because`."""

    def plain(entry: Reason) -> dict[str, Any]:
        because = [plain(part) for part in entry.because]
        return {"says": wording.say(entry.says), "holds": entry.holds, "at": entry.at, "because": because}

    return json.dumps(plain(reason), ensure_ascii=False, indent=2)


def _lines(reason: Reason, depth: int = 0) -> Iterator[tuple[int, Reason]]:
    yield depth, reason
    for part in reason.because:
        yield from _lines(part, depth + 1)
