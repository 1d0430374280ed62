"""A tree of reasons as short prose that follows the derivation: as text, as Markdown, as JSON.

Each line says how it bears on what it stands below (because, and, but, either, or, so), and names the line of YAML that
it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console

from cafematch.matching.explaining.reasons import Reason
from cafematch.rendering.json import dumped
from cafematch.rendering.markdown import escaped
from cafematch.rendering.page import Page
from cafematch.rendering.wording import Wording

MARKS = {"yes": "✓", "no": "✗", "unknown": "?", "": "–"}


def print_reason(reason: Reason, wording: Wording, console: Console) -> None:
    """Print reasons below what they are reasons for, each with its place."""
    page = Page(console)
    for depth, words, entry in _told(reason, wording):
        where = f"  [{entry.at}]" if entry.at else ""
        page.paragraph(f"{words}{where}", 2 * depth, mark=f"{MARKS[entry.holds]} " if depth else "")


def reason_to_markdown(reason: Reason, wording: Wording) -> str:
    """Return reasons as a nested list."""
    lines = []
    for depth, words, entry in _told(reason, wording):
        where = f" `{entry.at}`" if entry.at else ""
        line = f"{MARKS[entry.holds]} {escaped(words)}{where}"
        lines.append(f"{'  ' * (depth - 1)}- {line}" if depth else f"**{line}**\n")
    return "\n".join(lines) + "\n"


def reason_to_json(reason: Reason, wording: Wording) -> str:
    """Return reasons as JSON: `says`, `holds` (yes, no, unknown or empty), `at`, `because`, and how these bear on it."""

    def plain(entry: Reason) -> dict[str, Any]:
        because = [plain(part) for part in entry.because]
        told = {"says": wording.say(entry.says), "holds": entry.holds, "at": entry.at}
        return {**told, "bearing": entry.bearing, "because": because}

    return dumped(plain(reason), indent=2)


def _told(reason: Reason, wording: Wording) -> Iterator[tuple[int, str, Reason]]:
    """Yield every reason with its depth, in words that begin with how it bears on what it stands below."""
    yield 0, wording.say(reason.says), reason
    yield from _below(reason, wording, 1)


def _below(above: Reason, wording: Wording, depth: int) -> Iterator[tuple[int, str, Reason]]:
    joined = set[str]()
    for part in above.because:
        joint = _joint(above, part, joined)
        joined.add(joint)
        words = wording.say(part.says)
        yield depth, wording.labelled(wording.word(f"joint_{joint}"), words) if joint else words, part
        yield from _below(part, wording, depth + 1)


def _joint(above: Reason, part: Reason, before: set[str]) -> str:
    """Return the word by which a part is joined to what stands above it and to the parts before it."""
    match above.bearing:
        case "any":
            return "or" if before else "either"
        case "all":
            return "and" if before else ""
        case "reasons" if part.bearing != "way":
            return _speaks(above, part, before)
        case _:
            return ""


def _speaks(above: Reason, part: Reason, before: set[str]) -> str:
    """Return the word for a part that speaks for what stands above it, or against it."""
    if part.holds == above.holds or (part.holds == "no" and above.holds == ""):
        return "and" if "because" in before else "because"
    return {"yes": "though", "no": "but", "unknown": "open", "": ""}[part.holds]
