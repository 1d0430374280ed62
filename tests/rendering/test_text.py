"""What a caseworker reads, of an answer made by hand: whole pages, narrow and wide, and hostile words in every place."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import jsonschema
import pytest
from rich.cells import cell_len
from rich.console import Console

from cafematch import Suggestion
from cafematch.rendering.json import suggestion_schema, to_json
from cafematch.rendering.messages import LANGUAGES
from cafematch.rendering.text import print_suggestion
from rendering.hostile import HOSTILE, TAMED, with_every_text
from rendering.small import FIRST, SMALL, STOPPED
from reviewed import reviewed
from shipped import ROOT, neuwerder


def printed(
    suggestion: Suggestion, language: str, width: int = 80, *, scores: bool = False, terminal: bool = False
) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None)
    print_suggestion(suggestion, neuwerder().catalog, language, console, scores=scores)
    return file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_small_answer_is_as_reviewed(language: str) -> None:
    """Compared whole; after a change on purpose, read the new text aloud before you put it there."""
    text = printed(SMALL, language)
    assert text == reviewed(ROOT / "tests/rendering/texts" / f"small.{language}.txt", text)


def test_a_stop_shows_its_card_and_whom_to_turn_to_and_nothing_else() -> None:
    assert printed(STOPPED, "en") == (
        "Neuwerder network – Mon 16 March 2026 10:00\n"
        "\n"
        "! Warm tonight\n"
        "  Nobody should be cold.\n"
        "  • Call together.\n"
        "  Please do not print, hand out or send any of this.\n"
        "\n"
        "Everything else can wait. We go on with it once you are safe.\n"
        "Always there for you: Navigators' table, Weltcafé Neuwerder e.V. (Café du Monde),\n"
        "+49 30 23125 001, Mon–Fri 10:00–18:00; closed on public holidays\n"
    ).replace("(Café du Monde),\n+49", "(Café du\nMonde), +49")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_longer_than_the_page_or_ends_in_blanks(language: str, width: int) -> None:
    for line in printed(SMALL, language, width, scores=True).splitlines():
        assert cell_len(line) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize("width", range(30, 81, 7))
def test_no_phone_number_is_torn_apart(width: int) -> None:
    text = printed(SMALL, "de", width)
    for number in ("+49 30 23125 001", "+49 30 23125 011", "+49 30 23125 501"):
        assert number in text


def test_a_terminal_and_a_pipe_show_the_same_words() -> None:
    from rich.text import Text as Styled

    assert Styled.from_ansi(printed(SMALL, "de", terminal=True)).plain.rstrip() == printed(SMALL, "de").rstrip()


def test_points_are_shown_when_asked_for() -> None:
    text = printed(SMALL, "de", scores=True)
    assert "     +80  need_weeks (money.debts)  weights.yaml:2\n" in text
    assert "Der ganze Weg: 121" in text
    assert "need_weeks" not in printed(SMALL, "de")


def test_a_reason_is_not_given_twice() -> None:
    one = replace(FIRST, answers=("money.debts",))
    twice = replace(SMALL.paths[0], steps=(one, replace(one, position=2)))
    text = printed(replace(SMALL, paths=(twice,)), "en")
    assert text.count("Sorting letters is quick.") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_are_shown_as_text_in_every_place(language: str) -> None:
    text = printed(with_every_text(SMALL, HOSTILE), language, scores=True)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert " ".join(TAMED.split()) in " ".join(text.split())
    alive = printed(with_every_text(SMALL, HOSTILE), language, terminal=True)
    for sequence in ("\x1b[31m", "\x1b]", "\x9b", "\x07", "\u202e", "\u2066", "\r"):
        assert sequence not in alive


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_in_json_are_escaped_and_nothing_is_lost(language: str) -> None:
    written = to_json(replace(SMALL, wish=HOSTILE), neuwerder().catalog, language)
    assert all(character.isprintable() or character in "\n\ue000" for character in written)
    assert json.loads(written)["wish"] == HOSTILE
    jsonschema.validate(json.loads(written), suggestion_schema())


def test_joiners_that_scripts_are_written_with_stay() -> None:
    wish = "می\u200cخواهم 👩\u200d🍳"
    assert wish in printed(replace(SMALL, wish=wish), "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_bytes_every_time(language: str) -> None:
    assert printed(SMALL, language) == printed(SMALL, language)
    assert to_json(SMALL, neuwerder().catalog, language) == to_json(SMALL, neuwerder().catalog, language)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="there are words in de, en, fr, not in 'pl'"):
        printed(SMALL, "pl")
