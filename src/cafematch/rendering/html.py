"""A sheet as a page for a browser and a printer: one file, no script, nothing fetched from anywhere."""

from __future__ import annotations

from cafematch.rendering.sheet import Sheet
from cafematch.rendering.templates import show


def to_html(sheet: Sheet) -> str:
    """Return a sheet as a whole HTML document, A4 when printed."""
    return show("sheet.html", sheet, html=True)
