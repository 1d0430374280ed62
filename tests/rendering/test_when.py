"""When a step can be taken: nobody is sent to a door that closes before they get there, or that wants an appointment first."""

from __future__ import annotations

import pytest

from cafematch.rendering.steps import step_rows
from cafematch.rendering.wording import Wording
from shipped import matcher_for, suggestion_for


@pytest.mark.parametrize(
    ("example", "position", "language", "told"),
    [
        (
            "released-this-morning",
            2,
            "de",
            "ab sofort, heute nur noch bis 12:00 (offen Mo–Fr 9–12 Uhr; feiertags zu) Das kann neben Schritt 1 laufen.",
        ),
        (
            "released-this-morning",
            2,
            "en",
            "from now, today only until 12:00 (open Mon–Fri 09:00–12:00; closed on public holidays) "
            "This can run beside step 1.",
        ),
        ("drinks-less-and-glad-of-advice", 1, "de", "nach Termin, ab sofort (offen Mo–Fr 9–17 Uhr; feiertags zu)"),
        ("hungry-and-free-all-day", 1, "de", "ab sofort (offen täglich 8–16 Uhr)"),
        ("panic-late-at-night", 1, "de", "ab sofort (offen rund um die Uhr)"),
    ],
)
def test_when_is_told(example: str, position: int, language: str, told: str) -> None:
    suggestion = suggestion_for(example)
    path = suggestion.paths[0]
    wording = Wording(matcher_for(example).catalog, language, suggestion.as_of)
    rows = dict(step_rows(wording, path.steps[position - 1], path))
    assert rows[wording.word("when")] == told
