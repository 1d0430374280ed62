"""The commands that answer for a person: suggest, ask, explain, batch. Each loads, calls, renders and exits.

What costs time to import is imported where it is used.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafematch.cli.options import (
    AsOf,
    CatalogFolder,
    Language,
    NetworkName,
    NetworkOfProfile,
    NoCache,
    ProfileFile,
    ReaderLanguage,
    ReportFormat,
    RulesFolder,
    Top,
    language_for,
    load,
    say_which,
    say_whose_rules,
    tell,
)
from cafematch.errors import InvalidData, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cafematch.matching.matcher import Matcher
    from cafematch.matching.suggestion import Suggestion
    from cafematch.model.catalog import Catalog
    from cafematch.model.profile import Profile


class Format(StrEnum):
    """The forms an answer can take."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


class Reader(StrEnum):
    """Whom a sheet of paper is for."""

    person = "person"
    staff = "staff"


INTERRUPTED = 130
"""The exit code of what was left with Ctrl-C."""


def suggest(
    profile: ProfileFile,
    top: Top = 3,
    lang: ReaderLanguage = None,
    format: Annotated[
        Format, typer.Option("--format", help="Text for people, Markdown and HTML for paper, JSON for tools.")
    ] = Format.text,
    reader: Annotated[
        Reader | None,
        typer.Option("--for", help="Whom the sheet of paper is for: Markdown and HTML. Default: person."),
    ] = None,
    scores: Annotated[bool, typer.Option("--scores", help="Show the points of every step.")] = False,
    what_if: Annotated[
        list[str] | None,
        typer.Option("--what-if", metavar="NAME=VALUE", help="What would change, as in language.de=B1. Repeatable."),
    ] = None,
    network: NetworkOfProfile = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Suggest referral paths for one person, ranked and explained."""
    on_paper = format in (Format.markdown, Format.html)
    if reader and not on_paper:
        raise typer.BadParameter("a sheet for somebody is --format markdown or html", param_hint="--for")
    if scores and on_paper and reader is not Reader.staff:
        raise typer.BadParameter("points are shown to staff only: --for staff", param_hint="--scores")
    if what_if and on_paper:
        raise typer.BadParameter("what would change is told as text or JSON", param_hint="--what-if")
    matcher, person = load(profile, network, catalog, rules, as_of, cache=not no_cache)
    language = language_for(lang, matcher.catalog)
    if what_if:
        _tell_what_if(matcher, person, what_if, top, language, format, scores)
        return
    suggestion = matcher.suggest(person, top=top)
    if format is Format.json:
        from cafematch.rendering.json import to_json

        print(to_json(suggestion, matcher.catalog, language))
        return
    if on_paper:
        _print_sheet(suggestion, matcher.catalog, language, format, reader or Reader.person, scores)
        return
    from cafematch.rendering.text import print_suggestion, terminal

    print_suggestion(suggestion, matcher.catalog, language, terminal(), scores=scores)


def ask(
    profile: Annotated[
        Path | None, typer.Argument(metavar="[PROFILE]", help="Where to start. Default: from nothing.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the profile here at the end. Default: nothing is written.")
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="The language to talk in. Default: the network's first.")
    ] = None,
    network: NetworkOfProfile = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Ask one question at a time, only such as can still change the answer, and suggest paths at the end."""
    from cafematch.reading.writing import check_place, write_profile

    if output is not None:
        check_place(output)
    matcher, person = load(profile, network, catalog, rules, as_of, cache=not no_cache)
    language = language_for(lang, matcher.catalog)
    from cafematch.cli.asking import Conversation
    from cafematch.rendering.page import Page
    from cafematch.rendering.text import print_suggestion, terminal
    from cafematch.rendering.wording import Wording

    console = terminal()
    wording = Wording(matcher.catalog, language, person.as_of)
    try:
        conversation = Conversation(matcher.interview(person), matcher, wording, Page(console), _read_line)
        known = conversation.hold()
        print_suggestion(conversation.answer(), matcher.catalog, language, console)
    except KeyboardInterrupt:
        print(f"\n{wording.word('ask_left')}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    if output is not None:
        undated = profile is None and as_of is None
        write_profile(output, known.model_copy(update={"as_of": None}) if undated else known, matcher.catalog)
        print(wording.word("ask_written", file=str(output)), file=sys.stderr)


def _read_line() -> str:
    """Return the next line of standard input, whatever bytes it holds; raises EOFError after the last."""
    if sys.stdin.isatty() and os.name == "posix":
        _wait_for_line()
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode(sys.stdin.encoding, "replace")


def _wait_for_line() -> None:
    """Wait until a line is typed, or Ctrl-C pressed, which goes unheard in the instant before a plain wait begins.

    From here on the key leaves a byte in a pipe, so that a wait which begins after it ends at once.
    """
    pressed, press = os.pipe()
    os.set_blocking(press, False)
    before = signal.set_wakeup_fd(press, warn_on_full_buffer=False)
    try:
        select.select([sys.stdin, pressed], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(pressed)
        os.close(press)


def batch(
    profiles: Annotated[
        list[Path],
        typer.Argument(
            metavar="PROFILES…",
            help="YAML files, folders of them, JSON lines (.jsonl), - for standard input.",
        ),
    ],
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="How many processes work at it.")] = 1,
    top: Top = 3,
    lang: ReaderLanguage = None,
    network: NetworkName = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Suggest referral paths for many people: one line of JSON each, in their order, also for a bad profile."""
    from cafematch.cli.batch import Wanted, answers
    from cafematch.matching.matcher import Matcher
    from cafematch.reading.loading import load_catalog, load_rules
    from cafematch.reading.people import unread
    from cafematch.rendering.progress import with_progress

    loaded = load_catalog(catalog, network, cache=not no_cache)
    say_which(loaded)
    rule_set = load_rules(rules, catalog=loaded, cache=not no_cache)
    say_whose_rules(rule_set, loaded)
    matcher = Matcher(loaded, rule_set)
    wanted = Wanted(as_of, top, language_for(lang, loaded))
    bad = 0
    for answered in with_progress(answers(matcher, unread(profiles), wanted, jobs), "profiles"):
        print(answered.line)
        tell(answered.problems)
        bad += bool(answered.problems)
    if bad:
        raise typer.Exit(1)


def explain(
    profile: ProfileFile,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A service, a need or a rule by its id, or a fact (age, feeling.hope)."),
    ],
    lang: ReaderLanguage = None,
    format: Annotated[ReportFormat, typer.Option("--format", help="Text, Markdown or JSON.")] = ReportFormat.text,
    network: NetworkOfProfile = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    rules: RulesFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Explain why a service is in the answer or not, who answers a need, what a rule did, or what looked at a fact."""
    matcher, person = load(profile, network, catalog, rules, as_of, cache=not no_cache)
    from cafematch.model.refusals import Refused
    from cafematch.rendering.reasons import print_reason, reason_to_json, reason_to_markdown
    from cafematch.rendering.text import terminal
    from cafematch.rendering.wording import Wording

    try:
        reason = matcher.why(person, name)
    except Refused as refused:
        raise _no_such_name(matcher, name, refused.among) from None
    wording = Wording(matcher.catalog, language_for(lang, matcher.catalog), person.as_of)
    if format is ReportFormat.json:
        print(reason_to_json(reason, wording))
    elif format is ReportFormat.markdown:
        print(reason_to_markdown(reason, wording), end="")
    else:
        print_reason(reason, wording, terminal())


def _no_such_name(matcher: Matcher, name: str, among: Iterable[str]) -> InvalidData:
    from cafematch.errors import quoted
    from cafematch.reading.labels import did_you_mean, labels_in
    from cafematch.reading.proposing import needs_in

    vocabulary = matcher.catalog.vocabulary
    rules = (rule.id for rule in matcher.index.rules)
    names = {*matcher.catalog.services, *vocabulary.terms, *rules, *among}
    likely = next(iter(needs_in(name, vocabulary)), None)
    labels = {**vocabulary.labels, **labels_in(matcher.catalog.services)}
    hint = did_you_mean(name, names, labels) or (f"did you mean '{likely}'?" if likely else None)
    message = f"there is no service, need, fact or rule in force called {quoted(name)}"
    return InvalidData([Problem("unknown-name", message, hint=hint)])


def _tell_what_if(
    matcher: Matcher,
    person: Profile,
    assumptions: list[str],
    top: int,
    language: str,
    format: Format,
    scores: bool,
) -> None:
    """Tell the answer of today, and what would change if something were otherwise."""
    from cafematch.reading.supposing import suppose
    from cafematch.rendering.what_if import comparison_to_json, print_comparison

    comparison = matcher.compare(person, suppose(person, assumptions, matcher.catalog), top=top)
    if format is Format.json:
        print(comparison_to_json(comparison, assumptions, matcher.catalog, language))
        return
    from cafematch.rendering.text import print_suggestion, terminal

    console = terminal()
    print_suggestion(comparison.today, matcher.catalog, language, console, scores=scores)
    print_comparison(comparison, assumptions, matcher.catalog, language, console)


def _print_sheet(
    suggestion: Suggestion, catalog: Catalog, language: str, format: Format, reader: Reader, scores: bool
) -> None:
    """Print a sheet for somebody; where there must be none nothing is printed, and stderr says why."""
    from cafematch.rendering.printed import NotOnPaper, printed

    sheet = printed(suggestion, catalog, language, reader.value, scores=scores)
    if isinstance(sheet, NotOnPaper):
        print(sheet.why, file=sys.stderr)
        return
    if format is Format.html:
        from cafematch.rendering.html import to_html as shown
    else:
        from cafematch.rendering.markdown import to_markdown as shown
    print(shown(sheet), end="")
