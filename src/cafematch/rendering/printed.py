"""What may be printed: a sheet for the person or for staff, or the reason why there is none.

A page in a bag can be found by someone who must not know. So where a safeguard forbids the print-out nothing is made at
all, and where one stops matching there is nothing to take home.
"""

from __future__ import annotations

from cafematch.matching.suggestion import SafeguardCard, Suggestion
from cafematch.model.catalog import Catalog
from cafematch.quick import dataclass
from cafematch.rendering.sheet import Reader, Sheet
from cafematch.rendering.sheet_for_person import sheet_for_person
from cafematch.rendering.sheet_for_staff import sheet_for_staff
from cafematch.rendering.wording import Wording


@dataclass(frozen=True, slots=True)
class NotOnPaper:
    """There is no sheet; `why` tells staff, and is not to be printed either."""

    why: str


def printed(
    suggestion: Suggestion, catalog: Catalog, language: str, reader: Reader, *, scores: bool = False
) -> Sheet | NotOnPaper:
    """Return the sheet for a reader, or why there is none; `scores` adds points for staff, never for the person.

    Raises ValueError for a language there are no words in.
    """
    wording = Wording(catalog, language)  # without `as_of` every moment has its date: paper is read on another day
    if suggestion.stops and reader == "staff":  # a crisis is worked through on the screen; there is no path on it
        return sheet_for_staff(wording, suggestion)
    if silent := [card for card in suggestion.safeguards if card.no_printout]:
        return NotOnPaper(wording.word("nothing_to_print", reasons=_titles(wording, silent)))
    if stops := [card for card in suggestion.safeguards if card.stops_matching]:
        return NotOnPaper(wording.word("nothing_to_give", reasons=_titles(wording, stops)))
    if reader == "staff":
        return sheet_for_staff(wording, suggestion, scores=scores)
    return sheet_for_person(wording, suggestion)


def _titles(wording: Wording, cards: list[SafeguardCard]) -> str:
    return wording.apart(wording.say(card.title) for card in cards)
