"""What is printed: whole sheets, what a person's sheet never says, and words of files that stay words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from markdown_it import MarkdownIt

from cafematch import Suggestion
from cafematch.rendering.html import to_html
from cafematch.rendering.markdown import escaped, to_markdown
from cafematch.rendering.messages import LANGUAGES, harmless, load_messages
from cafematch.rendering.printed import NotOnPaper, printed
from cafematch.rendering.sheet import Phone, Reader, Sheet
from cafematch.rendering.wording import Wording
from rendering.hostile import HOSTILE, with_every_text
from rendering.small import SAFEGUARD, SMALL, STOPPED
from reviewed import reviewed
from shipped import EXAMPLES, ROOT, matcher_for, neuwerder, suggestion_for

REVIEWED = ROOT / "tests/rendering/sheets"
NAUGHTY = ROOT.parent / "shared/data/hostile-input/blns.json"
READERS: tuple[Reader, ...] = ("person", "staff")
PRINTABLE = replace(SMALL, safeguards=(replace(SAFEGUARD, no_printout=False),))
EVICTION = "eviction-with-two-small-children"


def sheet(suggestion: Suggestion, reader: Reader, language: str = "de", *, scores: bool = False) -> Sheet:
    found = printed(suggestion, neuwerder().catalog, language, reader, scores=scores)
    assert isinstance(found, Sheet)
    return found


def printable_examples() -> list[str]:
    return [name for name in EXAMPLES if not any(card.no_printout for card in suggestion_for(name).safeguards)]


class Tags(HTMLParser):
    """The tags of a page with what they carry, and the words between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shape(markdown: str) -> list[str]:
    """Return what CommonMark, with tables and strikethrough, makes of a text: the sorts of its blocks and of what is in them."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(markdown):
        found.append(token.type)
        found += [child.type for child in token.children or ()]
    return found


@pytest.mark.parametrize(
    ("name", "suggestion", "reader", "language", "form"),
    [
        *(("small", PRINTABLE, reader, language, "md") for reader in READERS for language in LANGUAGES),
        ("small", PRINTABLE, "person", "de", "html"),
        (EVICTION, suggestion_for(EVICTION), "person", "de", "md"),
        (EVICTION, suggestion_for(EVICTION), "person", "de", "html"),
        ("thoughts-of-suicide", suggestion_for("thoughts-of-suicide"), "staff", "de", "md"),
        ("nothing-known-yet", suggestion_for("nothing-known-yet"), "person", "en", "md"),
    ],
)
def test_the_sheet_is_as_reviewed(
    name: str, suggestion: Suggestion, reader: Reader, language: str, form: Literal["md", "html"]
) -> None:
    """Compared whole; after a change on purpose, read the new sheet aloud before you put it there."""
    show = to_html if form == "html" else to_markdown
    text = show(sheet(suggestion, reader, language))
    assert text == reviewed(REVIEWED / f"{name}.{reader}.{language}.{form}", text)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_safeguard_may_forbid_the_print_out(language: str, reader: Reader) -> None:
    found = printed(SMALL, neuwerder().catalog, language, reader)
    assert isinstance(found, NotOnPaper)
    assert SAFEGUARD.title.in_language(language) in found.why
    assert not set(found.why.split()) & {"Schuldnerberatung", "+49"}


@pytest.mark.parametrize("silent", [True, False])
def test_where_matching_stops_there_is_nothing_to_take_home_and_the_card_for_staff(silent: bool) -> None:
    stopped = replace(SMALL, safeguards=(replace(SAFEGUARD, stops_matching=True, no_printout=silent),))
    assert isinstance(printed(stopped, neuwerder().catalog, "en", "person"), NotOnPaper)
    found = sheet(stopped, "staff", "en")
    assert [card.title for card in found.cards] == ["Warm tonight"]
    assert (found.wish, found.steps, found.sections, found.way) == ("", (), (), "")
    assert bool(found.only_on_screen) is silent
    assert ('class="staff screen-only"' in to_html(found)) is silent


def test_a_stop_that_names_nobody_still_says_whom_to_turn_to() -> None:
    assert "+49 30 23125 001" in to_markdown(sheet(STOPPED, "staff"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", printable_examples())
def test_the_sheet_of_a_person_names_no_problem_and_nothing_that_was_weighed(name: str, language: str) -> None:
    suggestion = suggestion_for(name)
    found = sheet(suggestion, "person", language)
    text = " ".join(Tags(to_html(found).partition("</style>")[2]).words)
    assert not re.findall(r"\b[TH][0-4]\b", text)
    for word in ("Punkte", "score", "points", "weights.yaml", "rules/", ".yaml"):
        assert word not in text
    rules = {applied.rule for applied in suggestion.applied}
    rules |= {line.rule for path in suggestion.paths for step in path.steps for line in step.lines}
    assert [rule for rule in rules if re.search(rf"(?<!\w){re.escape(rule)}(?!\w)", text)] == []
    catalog = matcher_for(name).catalog
    names = [service.name for service in catalog.services.values()]
    names += [organisation.name for organisation in catalog.organisation.values()]
    names += [paper for path in suggestion.paths for step in path.steps for paper in step.bring]
    spoken = text.replace(found.wish, "")
    for each in sorted((each.in_language(language, "de") for each in names), key=len, reverse=True):
        spoken = spoken.replace(each, "")
    needs = {need for path in suggestion.paths for need in (*path.answers, *path.unanswered)}
    labels = [catalog.vocabulary.terms[need].label.in_language(language) for need in needs]
    assert [label for label in labels if label in spoken] == []


@pytest.mark.parametrize("name", printable_examples())
def test_what_was_asked_or_decided_against_stays_with_staff(name: str) -> None:
    suggestion = suggestion_for(name)
    mine, theirs = (to_markdown(sheet(suggestion, reader)) for reader in READERS)
    for question in suggestion.questions:
        ask = escaped(Wording(neuwerder().catalog, "de").say(question.ask))
        assert ask not in mine
        assert ask in theirs
    for title in ("not_recommended", "alternatives", "questions", "assumed", "gaps", "near_misses"):
        assert f"## {load_messages('de').words[title]}" not in mine


def test_points_are_for_staff_who_ask_for_them() -> None:
    assert "need\\_weeks" in to_markdown(sheet(PRINTABLE, "staff", scores=True))
    assert "need\\_weeks" not in to_markdown(sheet(PRINTABLE, "staff"))
    assert sheet(PRINTABLE, "person", scores=True) == sheet(PRINTABLE, "person")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", printable_examples())
def test_every_moment_on_paper_has_its_date(name: str, reader: Reader) -> None:
    """A page is read on another day: it knows no today and no tomorrow."""
    answer = replace(suggestion_for(name), safeguards=(), wish=None)
    text = to_markdown(sheet(answer, reader, "en"))
    assert not re.findall(r"(?:from|–) (?:now|today|tomorrow)\b", text)


def test_a_number_is_dialled_only_if_it_is_one() -> None:
    assert Phone.of("+49 (30) 23125-001") == Phone("+49 (30) 23125-001", "+493023125001")
    assert Phone.of("ask at the desk") == Phone("ask at the desk", "")
    assert Phone.of("112") == Phone("112", "112")
    assert Phone.of(None) is None


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("words", ["x", HOSTILE, 'https://a.b/"><img src=//c onerror=x>', "</style><script>x</script>"])
def test_a_page_asks_nobody_for_anything_and_runs_nothing(words: str, reader: Reader) -> None:
    page = to_html(sheet(with_every_text(PRINTABLE, words), reader, scores=reader == "staff"))
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"url\(|@import|expression", style)
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "div", "span"}
    allowed |= {"h1", "h2", "h3", "p", "ul", "li", "br", "table", "tr", "th", "td", "a", "blockquote"}
    for tag, attributes in Tags(page).tags:
        assert tag in allowed
        for name, value in attributes:
            assert name in {"lang", "charset", "http-equiv", "content", "name", "class", "dir", "scope", "href"}
            assert name != "href" or re.fullmatch(r"tel:\+?[0-9]+", value or "")


def naughty() -> Iterator[str]:
    """Yield hostile words: our own, and the big list of naughty strings where it is at hand."""
    yield from (HOSTILE, "# a", "- a", "+ a", "1. a", "1) a", "---", "===", "> a", "```", "~~~", "    a", "a  ", "\\")
    yield from ("[a](http://b)", "![a](b)", "<http://a.b>", "http://a.b", "www.a.b", "a@b.c", "<b>a</b>", "&lt;&amp;")
    yield from ("**a**", "__a__", "`a`", "~~a~~", "| a | b |", "|---|", "[a]: b", "[^1]", ":smile:", "$a$", "{{ a }}")
    if NAUGHTY.exists():
        yield from (text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if harmless(text))


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the big list of naughty strings is not beside the repository")
def test_the_big_list_of_naughty_strings_is_among_the_hostile_words() -> None:
    assert sum(1 for _ in naughty()) > 400


@pytest.mark.parametrize("reader", READERS)
def test_hostile_words_are_words_in_markdown(reader: Reader) -> None:
    """The same blocks with the same parts as of a harmless word, wherever in the sheet the words stand."""
    plain = shape(to_markdown(sheet(with_every_text(PRINTABLE, "x"), reader, scores=reader == "staff")))
    assert (
        set(plain) & {"link_open", "code_inline", "html_inline", "html_block", "fence", "table_open", "image"} == set()
    )
    for words in naughty():
        text = to_markdown(sheet(with_every_text(PRINTABLE, words), reader, scores=reader == "staff"))
        assert all(character.isprintable() or character in "\n\u200c\u200d" for character in text)
        assert shape(text) == plain, words


def test_markdown_gives_back_what_it_was_given() -> None:
    for shown in map(harmless, naughty()):
        for mark in ("", "- ", "> ", "# ", "- a\n  ", "a\n"):
            parsed = MarkdownIt("commonmark").parse(f"{mark}{escaped(shown)}\n")
            (inline,) = (token for token in parsed if token.type == "inline")
            told = "".join("\n" if child.type == "softbreak" else child.content for child in inline.children or ())
            assert told.removeprefix("a\n") == shown, (mark, shown)


@pytest.mark.parametrize("address", ["http://a.b", "HTTPS://a.b", "ftp://a.b", "www.a.b", "mailto:a@b.c"])
def test_nothing_that_programs_make_a_link_of_is_left_whole(address: str) -> None:
    assert address not in escaped(f"see {address} there")


def test_times_and_numbers_stay_as_they_are_written() -> None:
    for words in ("09:30", "+49 30 23125 001", "Mo–Fr 9–16 Uhr; feiertags zu", "Sie haben Fragen?", "-4 new", "a: b"):
        assert escaped(words) == words


@pytest.mark.parametrize("reader", READERS)
def test_hostile_words_are_words_on_a_page(reader: Reader) -> None:
    def tags(page: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
        return [tag for tag in Tags(page).tags if tag[0] != "a"]  # a number is dialled if there is one in the words

    plain = tags(to_html(sheet(with_every_text(PRINTABLE, "x"), reader, scores=reader == "staff")))
    for words in naughty():
        page = to_html(sheet(with_every_text(PRINTABLE, words), reader, scores=reader == "staff"))
        assert all(character.isprintable() or character in "\n\u200c\u200d" for character in page)
        assert tags(page) == plain, words
        assert harmless(words) in " ".join(Tags(page).words)


@pytest.mark.parametrize("reader", READERS)
def test_the_same_bytes_every_time(reader: Reader) -> None:
    for show in (to_html, to_markdown):
        assert show(sheet(PRINTABLE, reader)) == show(sheet(PRINTABLE, reader))


def test_the_templates_are_where_a_package_finds_them() -> None:
    folder = Path(to_html.__code__.co_filename).parent / "templates"
    assert {path.name for path in folder.iterdir()} == {
        *("sheet.html", "sheet.css", "sheet.md", "contact.html", "contact.md", "phone.html"),
    }
