"""The templates of sheets, `templates/*`, and how words are put into them: tamed, in one place for every format."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cafematch.rendering.messages import harmless
from cafematch.rendering.sheet import Sheet

_FOLDER = Path(__file__).parent / "templates"


def show(name: str, sheet: Sheet, *, html: bool, escaped: Callable[[str], str] = str) -> str:
    """Return a sheet in the form of a template.

    Every value passes through here, so that no template can forget it: it becomes one line of plain text, then `escaped`
    takes from it whatever the format would bring to life, and for HTML Jinja2 escapes it.
    """
    return _environment(html, escaped).get_template(name).render(sheet=sheet)


@cache
def _environment(html: bool, escaped: Callable[[str], str]) -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=html,
        undefined=StrictUndefined,
        finalize=lambda value: escaped(harmless(str(value))),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
