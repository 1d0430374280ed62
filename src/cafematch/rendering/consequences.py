"""What a change to catalog or rules does to people: on a terminal, and as a comment for a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any, Final

from rich.console import Console

from cafematch.errors import MAX_QUOTED
from cafematch.quick import dataclass
from cafematch.rendering.differences import APPEARS, CHANGES, GOES, Line, lines
from cafematch.rendering.markdown import escaped
from cafematch.rendering.messages import harmless
from cafematch.rendering.page import Page
from cafematch.rendering.wording import Wording
from cafematch.upkeep.changes.causes import Causes
from cafematch.upkeep.changes.consequences import Consequence, Consequences
from cafematch.upkeep.changes.differences import Impact
from cafematch.upkeep.changes.documents import Change, Detail

MAX_CHANGES: Final = 40
"""How many changed documents are listed."""
MAX_DETAILS: Final = 6
"""How many changed keys of a document are listed."""
MAX_PERHAPS: Final = 5
"""How many changes are listed of those that may be a cause."""
MAX_COMMENT: Final = 60_000
"""Characters of a comment; where they do not suffice, only the names of the remaining profiles are told."""

_MARKS: Final = {"added": APPEARS, "removed": GOES, "changed": CHANGES}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told about a person, or of several for whom the same differs in passing: who, how deep, what, and why."""

    names: tuple[str, ...]
    says: str
    impact: str
    lines: tuple[tuple[Line, str], ...]
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Changed:
    """What is told about a changed document: what happens to it, what it is, where, whom it matters to, and its keys."""

    mark: str
    words: str
    place: str
    matters: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    """What is told, in words, whatever the form: what was changed, numbers, and for whom what differs."""

    title: str
    changes: tuple[_Changed, ...]
    more_changes: str
    numbers: tuple[tuple[str, str], ...]
    people: tuple[_Told, ...]


def print_consequences(found: Consequences, language: str, console: Console) -> None:
    """Print a report. Raises ValueError for a language there are no words in."""
    report, wording, page = _report(found, language), Wording(found.catalog, language), Page(console)
    page.paragraph(report.title, style="bold")
    if not report.changes:
        page.paragraph(wording.word("diff_same"))
        return
    page.heading(wording.word("diff_changed"))
    for change in report.changes:
        page.item(change.words, mark=change.mark)
        for told in (*change.details, change.place, change.matters):
            if told:
                page.paragraph(told, 4, "dim" if told == change.place else "")
    if report.more_changes:
        page.paragraph(report.more_changes, 2)
    page.heading(wording.word("diff_people"))
    column = max(len(label) for label, _ in report.numbers) + 2
    page.rows(report.numbers, 2, column)
    for person in report.people:
        page.heading(f"{', '.join(person.names)} – {person.impact}")
        if person.says:
            page.paragraph(person.says, 2, "dim")
        for line, causes in person.lines:
            tail = f" {causes}" if causes else ""
            page.item(f"{line.words}{tail}", "bold red" if line.protects else "", mark=line.mark)
            for words in line.below:
                page.paragraph(words, 6)
        for label, words in person.why:
            page.paragraph(wording.labelled(label, words), 2)


def consequences_to_markdown(found: Consequences, language: str) -> str:
    """Return a report as a comment for a pull request: a table on top, who is touched and why folded below.

    Raises ValueError for a language there are no words in.
    """
    report, wording = _report(found, language), Wording(found.catalog, language)
    told = [f"### {_tamed(report.title)}", ""]
    if not report.changes:
        return "\n".join([*told, _tamed(wording.word("diff_same")), ""])
    told += [f"| {_tamed(wording.word('diff_people'))} | |", "| --- | --- |"]
    told += [f"| {_tamed(label)} | {_tamed(words)} |" for label, words in report.numbers]
    told += ["", f"**{_tamed(wording.word('diff_changed'))}**", ""]
    for change in report.changes:
        parts = (change.words, change.place, change.matters)
        told.append(f"- {_tamed(change.mark)} {' – '.join(_tamed(part) for part in parts if part)}")
        told += [f"  - {_tamed(detail)}" for detail in change.details]
    if report.more_changes:
        told += ["", _tamed(report.more_changes)]
    told.append("")
    left = MAX_COMMENT - sum(len(line) + 1 for line in told)
    for told_before, person in enumerate(report.people):
        folded = "\n".join(_folded(person)) + "\n"
        left -= len(folded)
        if left < 0:
            names = ", ".join(name for other in report.people[told_before:] for name in other.names)
            told += [_tamed(wording.word("diff_more_people", names=names)), ""]
            break
        told.append(folded)
    return "\n".join(told)


def _folded(person: _Told) -> Iterator[str]:
    """Yield the lines about one person, folded under their name; HTML that Markdown leaves as it is."""
    names = ", ".join(f"<code>{escape(harmless(name))}</code>" for name in person.names)
    yield f"<details><summary>{names} – {escape(harmless(person.impact))}</summary>"
    yield ""
    if person.says:
        yield from (f"> {_tamed(person.says)}", "")
    for line, causes in person.lines:
        words = f"**{_tamed(line.words)}**" if line.protects else _tamed(line.words)
        yield f"- {_tamed(line.mark)} {words}" + (f" {_tamed(causes)}" if causes else "")
        yield from (f"  - {_tamed(below)}" for below in line.below)
    for label, words in person.why:
        yield from ("", f"**{_tamed(label)}** {_tamed(words)}")
    yield from ("", "</details>")


def _tamed(words: str) -> str:
    """Return words as one line in which nothing is Markdown."""
    return escaped(harmless(words))


def _report(found: Consequences, language: str) -> _Report:
    wording = Wording(found.catalog, language)
    states = [harmless(state.shown_as) or wording.word("diff_now") for state in (found.before, found.after)]
    summary = found.summary
    numbers = [
        (wording.word("diff_touched"), wording.word("diff_of", count=summary["touched"], all=summary["profiles"])),
        *(
            (wording.word("diff_impact", impact=impact), str(summary[impact]))
            for impact in ("safeguard", "first_step", "path", "aside")
        ),
    ]
    if summary["unreadable"]:
        numbers.append((wording.word("diff_impact", impact="unreadable"), str(summary["unreadable"])))
    more = len(found.changes) - MAX_CHANGES
    return _Report(
        title=wording.word("diff_title", before=states[0], after=states[1]),
        changes=tuple(_changed(wording, change, found) for change in found.changes[:MAX_CHANGES]),
        more_changes=wording.word("diff_more_changes", count=more) if more > 0 else "",
        numbers=tuple(numbers),
        people=_people(found, language),
    )


def _people(found: Consequences, language: str) -> tuple[_Told, ...]:
    """Return what is told about everybody for whom anything differs; whatever is the same in passing is told once."""
    together: dict[object, list[_Told]] = {}
    for place, entry in enumerate(found.touched):
        told = _person(entry, found, language)
        same = tuple((line.mark, line.words, causes) for line, causes in told.lines)
        together.setdefault((same, told.why) if entry.impact is Impact.ASIDE else place, []).append(told)
    return tuple(
        told[0] if len(told) == 1 else replace(told[0], names=tuple(each.names[0] for each in told), says="")
        for told in together.values()
    )


def _changed(wording: Wording, change: Change, found: Consequences) -> _Changed:
    """Return what is told about a change among others."""
    shown = [detail_in_words(wording, detail) for detail in change.details[:MAX_DETAILS]]
    if (more := len(change.details) - MAX_DETAILS) > 0:
        shown.append(wording.word("diff_more_details", count=more))
    count = found.matters_to(change)
    matters = wording.word("diff_matters", count=count) if count else wording.word("diff_idle") if count == 0 else ""
    return _Changed(_MARKS[change.how], _document(wording, change), _place(change), matters, tuple(shown))


def _place(change: Change) -> str:
    """Return where to look: the first key that was changed, else where the document begins."""
    return f"{change.file}:{change.details[0].line if change.details else change.line}"


def _document(wording: Wording, change: Change, *, short: bool = False) -> str:
    """Return what sort of document was changed, what people call it, and its id, which may be left out where it has a title."""
    title = wording.text(change.title) if change.title else ""
    name = f"vocabulary/{change.name}.yaml" if change.sort == "words" else change.name
    return wording.word("diff_document", sort=change.sort, title=title, name="" if short and title else name)


def detail_in_words(wording: Wording, detail: Detail) -> str:
    """Return a changed key, as it was and as it is."""
    steps = ".".join(map(str, detail.steps))
    before, after = _value(detail.before), _value(detail.after)
    if detail.before is None:
        return wording.word("diff_key_added", steps=steps, after=after)
    if detail.after is None:
        return wording.word("diff_key_removed", steps=steps, before=before)
    return wording.word("diff_key", steps=steps, before=before, after=after)


def _value(value: Any) -> str:
    """Return a value of a file in a few characters."""
    match value:
        case bool():
            told = str(value).lower()
        case dict():
            told = "{" + ", ".join(f"{key}: {_value(entry)}" for key, entry in value.items()) + "}"
        case list():
            told = "[" + ", ".join(map(_value, value)) + "]"
        case _:
            told = str(value)
    told = harmless(told)
    return told if len(told) <= MAX_QUOTED else f"{told[: MAX_QUOTED - 1]}…"


def _person(entry: Consequence, found: Consequences, language: str) -> _Told:
    wording = Wording(entry.catalog or found.catalog, language)
    told = []
    if entry.unreadable:
        when = "after" if entry.readable_before else "before"
        for problem in entry.unreadable:
            hint = f" ({problem.hint})" if problem.hint else ""
            where = f"{problem.location}: " if problem.location else ""
            words = wording.word("diff_unreadable", when=when, problem=f"{where}{problem.message}{hint}")
            told.append((Line("!", words, (), protects=True), ""))
    numbered = entry.causes is not None and len(entry.causes.causes) > 1 and entry.causes.proven
    told += [
        (line, _numbers(entry.causes, line) if numbered and entry.causes else "")
        for line in lines(wording, entry.differences)
    ]
    impact = "unreadable" if entry.unreadable else entry.impact.name.lower()
    return _Told(
        names=(harmless(entry.person.name),),
        says=harmless(entry.person.says),
        impact=wording.word("diff_impact", impact=impact),
        lines=tuple(told),
        why=tuple(_why(wording, entry.causes)) if entry.causes else (),
    )


def _numbers(causes: Causes, line: Line) -> str:
    """Return the numbers of the causes each of which alone makes what a line tells; of all, where none does."""
    alone = [number for number, cause in enumerate(causes.causes, 1) if all(map(cause.makes, line.about))]
    return f"[{', '.join(map(str, alone or range(1, len(causes.causes) + 1)))}]" if line.about else ""


def _why(wording: Wording, causes: Causes) -> Iterator[tuple[str, str]]:
    """Yield each cause behind its label, with the key that was changed and where it stands."""
    shown = MAX_CHANGES if causes.proven else MAX_PERHAPS
    for number, cause in enumerate(causes.causes[:shown], 1):
        mark = f"[{number}]" if len(causes.causes) > 1 else ""
        label = wording.word("diff_cause", number=mark) if causes.proven else wording.word("diff_perhaps")
        yield label, wording.apart(_cause_of(wording, change) for change in cause.changes)
    if (more := len(causes.causes) - shown) > 0:
        label = wording.word("diff_cause" if causes.proven else "diff_perhaps", number="")
        yield label, wording.word("diff_more_changes", count=more)


def _cause_of(wording: Wording, change: Change) -> str:
    """Return a change in short: the first key that was changed, and where it stands."""
    details = [detail_in_words(wording, detail) for detail in change.details[:1]]
    if (more := len(change.details) - 1) > 0:
        details.append(wording.word("diff_more_details", count=more))
    how = ", ".join(details) or wording.word("diff_how", how=change.how)
    return f"{wording.labelled(_document(wording, change, short=True), how)} ({_place(change)})"
