"""Tests as people write them in other words, and how each is written here."""

import re
from typing import Final

JOINED: Final = {"or": "any", "oder": "any", "ou": "any", "and": "all", "und": "all", "et": "all", "nicht": "not"}
"""In which other words people join tests, and which they mean."""
_SIGNS: Final = {
    ">=": "at_least",
    "≥": "at_least",
    "ab": "at_least",
    "from": "at_least",
    "dès": "at_least",
    "<=": "at_most",
    "≤": "at_most",
    "bis": "at_most",
    ">": "above",
    "über": "above",
    "<": "below",
    "unter": "below",
}
"""By which signs and words people compare numbers, and the tests they mean."""
_COMPARED: Final = re.compile(rf"({'|'.join(_SIGNS)}) ?([0-9]{{1,9}})")
_FROM_TO: Final = re.compile(r"([0-9]{1,9}) ?(?:-|–|bis|to|à) ?([0-9]{1,9})")
_AND_MORE: Final = re.compile(r"([0-9]{1,9}) ?\+")


def comparison_meant(raw: str) -> str | None:
    """Return the test of a number that is written with signs or in words: of `>= 18` it is `{at_least: 18}`; None if none is."""
    if found := _FROM_TO.fullmatch(raw):
        return f"{{between: [{found[1]}, {found[2]}]}}"
    if found := _AND_MORE.fullmatch(raw):
        return f"{{at_least: {found[1]}}}"
    found = _COMPARED.fullmatch(raw)
    return f"{{{_SIGNS[found[1]]}: {found[2]}}}" if found else None
