"""A sheet as Markdown (CommonMark), to be put into a mail, a wiki or a file of the case."""

from __future__ import annotations

import re

from cafematch.rendering.sheet import Sheet
from cafematch.rendering.templates import show

_ALIVE = re.compile(
    r"[\\`*_{}\[\]<>#&|~$@^]"  # emphasis, code, links, HTML, entities, tables, mentions, formulas
    r"|^[=:!?]|^[-+](?=[\s+-]|$)|^[0-9]+[.)](?=\s|$)"  # at the beginning: lists, boxes, underlines of headings
    r"|:(?=\S)(?!(?<=[0-9]:)[0-9])|(?<=www)\.",  # addresses and emoji; the colon of a time of day is left alone
    re.IGNORECASE,
)


def to_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown."""
    return show("sheet.md", sheet, html=False, escaped=escaped)


def escaped(line: str) -> str:
    """Return a line of text in which nothing is Markdown, wherever in a line it may be put."""
    return _ALIVE.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", line)
