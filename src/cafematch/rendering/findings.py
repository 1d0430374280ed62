"""Problems and what is worth a look: text for people, JSON for any tool, annotations for GitHub. And the list of codes.

Whatever a file holds is text here, too: it ends no line, begins no command of a workflow and steers no terminal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from textwrap import fill
from typing import Final

from cafematch.errors import Problem, Severity, visible
from cafematch.quick import dataclass
from cafematch.rendering.json import dumped, problem_to_json

FORMAT_VERSION: Final = "1"
"""The version of the JSON; it changes only when a reader of it would break."""

WIDTH: Final = 100

MOST_OF_A_CODE: Final = 5
"""How many of what is worth a look people are told in full of one code; of the others how many there are, and where."""

MOST_FILES: Final = 3
"""How many files are named in which the others are; more of them are counted."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code with what it is told for: the rule that is not kept, and how to mend it, if that is the same everywhere."""

    code: str
    severity: Severity
    rule: str
    mend: str | None = None


def to_text(problems: Iterable[Problem], *, every: bool = False) -> str:
    """Return findings for people, a paragraph each in the order of their files.

    Of what is worth a look MOST_OF_A_CODE of a code are told in full, and how many more there are at the end, unless
    `every` one is to be told. Problems are always told, each.
    """
    told, left = list[str](), defaultdict[str, list[Problem]](list)
    seen = Counter[str]()
    for problem in sorted(problems, key=lambda entry: entry.sort_key):
        seen[problem.code] += 1
        if every or problem.severity == "error" or seen[problem.code] <= MOST_OF_A_CODE:
            told.append(str(problem))
        else:
            left[problem.code].append(problem)
    told += (_how_many_more(code, others) for code, others in sorted(left.items()))
    return "".join(f"{paragraph}\n\n" for paragraph in told)


def _how_many_more(code: str, others: Sequence[Problem]) -> str:
    files = list(dict.fromkeys(visible(problem.location.file) for problem in others if problem.location))
    where = ", ".join(files) if len(files) <= MOST_FILES else f"{len(files)} files"
    return f"… and {len(others)} more [{code}]{f' in {where}' if where else ''}; --all tells each"


def to_json(problems: Sequence[Problem], network: str | None, as_of: datetime | None) -> str:
    """Return findings as a JSON document:

    {"cafematch": "1", "network": "neuwerder", "as_of": "2026-03-16T10:00", "errors": 0, "warnings": 1,
     "findings": [{"severity": "warning", "code": "long-wait", "message": …, "file": …, "line": 3, "column": 5, "hint": …}]}

    `network` and `as_of` are null where the files could not be read; `file`, `line`, `column` and `hint` may be null;
    lines and columns count from 1. All keys are always there.
    """
    told = [{"severity": problem.severity, **problem_to_json(problem)} for problem in problems]
    errors = sum(problem.severity == "error" for problem in problems)
    moment = None if as_of is None else as_of.isoformat(timespec="minutes")
    head: dict[str, object] = {"cafematch": FORMAT_VERSION, "network": network, "as_of": moment}
    return dumped({**head, "errors": errors, "warnings": len(problems) - errors, "findings": told}, indent=2)


def to_github(problems: Iterable[Problem], called: Callable[[str], str] = str) -> str:
    """Return findings as annotations, one workflow command a line; GitHub shows at most ten of each sort for a step.

    `called` tells what a file is called seen from the root of the repository.
    """
    return "".join(f"{_annotation(problem, called)}\n" for problem in problems)


def _annotation(problem: Problem, called: Callable[[str], str]) -> str:
    place = {}
    if problem.location is not None:
        file, line, column = called(problem.location.file), problem.location.line, problem.location.column
        place = {"file": file, "line": str(line), "col": str(column)}
    properties = {**place, "title": problem.code}
    told = ",".join(f"{name}={visible(value).translate(_OF_PROPERTIES)}" for name, value in properties.items())
    message = visible(problem.message) + (f"\nhint: {visible(problem.hint)}" if problem.hint else "")
    return f"::{problem.severity} {told}::{message.translate(_OF_DATA)}"


_OF_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_OF_PROPERTIES: Final = {**_OF_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}
"""How GitHub's own toolkit escapes what would end a message, or a property."""


def list_to_text(codes: Iterable[Code]) -> str:
    """Return codes with what they are told for, a paragraph each."""
    return "\n".join(_paragraph(code) for code in codes)


def _paragraph(code: Code) -> str:
    told = [code.rule, *([f"What helps: {code.mend}."] if code.mend else [])]
    lines = [fill(" ".join(text.split()), WIDTH, initial_indent="  ", subsequent_indent="  ") for text in told]
    return "\n".join([f"{code.code} ({code.severity})", *lines, ""])


def list_to_json(codes: Iterable[Code]) -> str:
    """Return codes as a JSON list of objects with `code`, `severity`, `rule` and `mend`, which may be null."""
    told = [
        {"code": code.code, "severity": code.severity, "rule": " ".join(code.rule.split()), "mend": code.mend}
        for code in codes
    ]
    return dumped(told, indent=2)
