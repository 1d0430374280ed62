"""Complaints: what the parsers' terse words mean for somebody who writes a file."""

import re
from typing import Any, Final, NamedTuple

from yaml.error import MarkedYAMLError

from cafematch.errors import Problem, quoted
from cafematch.reading.source import Position, Source

MAX_DEPTH: Final = 100
"""How many mappings and lists may stand inside each other."""


class _Complaint(NamedTuple):
    """What is told when a parser says something matching `says` while the line up to there matches `after`.

    {found} is what stands at that place, {line} the line where the unfinished thing begins, {text} what stands there.
    `at_start` shows that beginning instead.
    """

    says: str
    message: str
    hint: str
    after: str = ""
    at_start: bool = False
    code: str = "yaml-syntax"


TOO_DEEP: Final = f"expected at most {MAX_DEPTH} mappings and lists inside each other, found more"
BRACKETS: Final = "check the brackets and the indentation"
_INDENTATION: Final = "check the indentation of this line, and the quotes and brackets above it"
_CLOSED: Final = "put the whole text in quotes; inside '…' an apostrophe is doubled: ''"

_COMPLAINTS: Final = (
    _Complaint("maximum nesting depth", TOO_DEEP, BRACKETS, code="too-deep"),
    _Complaint(
        "could not find expected ':'",
        "expected a key followed by ': ', found text without it",
        "write 'key: value', or indent the line if it continues the text above",
        at_start=True,
    ),
    _Complaint(
        "mapping values are not allowed",
        "expected one 'key: value', found a second ': '",
        "put text that contains ': ' in quotes",
        after=r":\s",
    ),
    _Complaint(
        "mapping values are not allowed",
        "expected the text above to go on, found a key",
        "indent the key like those beside it, or put the text above in quotes",
    ),
    _Complaint(
        "sequence entries are not allowed",
        "expected a value, found a list on the line of its key",
        "begin the list on a line of its own, or put text that begins with - in quotes",
    ),
    _Complaint("mapping keys are not allowed", "expected a value, found '?'", "put text that begins with ? in quotes"),
    _Complaint(
        "cannot start any token", "expected a value, found {found}", "put text that begins with {found} in quotes"
    ),
    _Complaint(
        "quoted scalar: found unexpected",
        "expected a closing quote, found none",
        "close the quote that opens here; inside '…' an apostrophe is doubled: ''",
        at_start=True,
    ),
    _Complaint(
        "unknown escape",
        "expected an escape that YAML knows, found '\\{escaped}'",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Complaint(
        "hexa?decimal",
        "expected more hexadecimal digits after the backslash, found {found}",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Complaint(
        "invalid Unicode character",
        "expected escapes of Unicode characters, found one that is none",
        "write the character itself instead of \\u and a number",
        at_start=True,
    ),
    _Complaint(
        "block (mapping|collection):", "expected the end of the line, found {found}", _CLOSED, after=r"[\"'\]}]\s*$"
    ),
    _Complaint(
        "block mapping:", "expected the next key of the mapping that begins in line {line}, found {found}", _INDENTATION
    ),
    _Complaint(
        "block collection:", "expected the next '-' of the list that begins in line {line}, found {found}", _INDENTATION
    ),
    _Complaint(
        "flow sequence:",
        "expected ',' or ']' in the list that begins in line {line}, found {found}",
        "close the list with ], or put a comma between its items",
    ),
    _Complaint(
        "flow mapping:",
        "expected ',' or '}}' in the mapping that begins in line {line}, found a second ': '",
        "put text that contains ': ' in quotes, or put a comma between two entries",
        after=r"[{,]\s*[\w.]+: [^{},\[\]\"']+$",
    ),
    _Complaint(
        "flow mapping:",
        "expected ',' or '}}' in the mapping that begins in line {line}, found {found}",
        "close the mapping with }}, or put a comma between its entries",
    ),
    _Complaint(
        "block node:", "expected a value, found {found}", "delete it, or put text that begins with it in quotes"
    ),
    _Complaint(
        "flow node:",
        "expected a value, found {found}",
        "close the brackets, or delete what is too much, or put it in quotes",
    ),
    _Complaint("document start", "expected the end of the file, found {found}", _INDENTATION),
    _Complaint(
        "an anchor:", "expected a name after '&', found {text}", "put text that begins with & in quotes", at_start=True
    ),
    _Complaint(
        "an alias:", "expected a name after '*', found {text}", "put text that begins with * in quotes", at_start=True
    ),
    _Complaint(
        "a tag:|tag handle",
        "expected no tag, found {text}",
        "delete it, or put text that begins with ! in quotes",
        at_start=True,
        code="yaml-tag",
    ),
    _Complaint(
        "block scalar:",
        "expected the end of the line after '|' or '>', found {found}",
        "begin the text on the next line, or put text that begins with | or > in quotes",
    ),
    _Complaint(
        "unexpected ':'",
        "expected a space after ':', found none",
        "put a space after the ':', or put text that ends with ':' in quotes",
    ),
    _Complaint("", "expected YAML, found {found}", _INDENTATION),
)

_WORD: Final = re.compile(r"\w[\w.-]*|\S")
_GLUED_KEY: Final = re.compile(r"\s*(?:- +)*([^\W\d][\w.-]*:)([^\s/]\S*)")
"""A line that begins with a key whose ':' lacks its space."""
_GLUED_DASH: Final = re.compile(r"\s*-([^\W\d][\w.-]*: .*)")
"""A line that begins an entry of a list with a '-' that lacks its space."""


def syntax_problem(error: MarkedYAMLError, source: Source) -> Problem:
    """Return what a parser complains about in a writer's words."""
    says = f"{error.context}: {error.problem}"
    row, column, ended = _inside(error.problem_mark, source)
    start_row, start_column, _ = _inside(error.context_mark or error.problem_mark, source)
    if "unknown escape" in says:  # where libyaml's mark stands before the escaped character, PyYAML's stands after
        column = source.lines[row].rindex("\\", 0, column + 1)
    before, rest = source.lines[row][:column], source.lines[row][column:]
    beginning = source.lines[start_row][start_column:].rstrip()

    if glued := _glued_key(says, source, start_row, row) or _glued_dash(says, source, row):
        return glued
    if rest.startswith("\t"):
        hint = "indent with spaces; an editor can turn tabs into spaces"
        return source.problem("yaml-syntax", "expected a space, found a tab", Position(row + 1, column + 1, 1), hint)
    word = _WORD.match(rest)
    words = {
        "found": quoted(word[0]) if word else "the end of the file" if ended else "the end of the line",
        "line": start_row + 1,
        "text": quoted(beginning.split(" ")[0]),
        "escaped": rest[1:2],
    }
    complaint = next(each for each in _COMPLAINTS if re.search(each.says, says) and re.search(each.after, before))
    position = Position(row + 1, column + 1, len(word[0]) if word else 1)
    if complaint.at_start or ended:
        position = Position(start_row + 1, start_column + 1, max(1, len(beginning)))
    message, hint = complaint.message.format(**words), complaint.hint.format(**words)
    return source.problem(complaint.code, message, position, hint)


def _inside(mark: Any, source: Source) -> tuple[int, int, bool]:
    """Return a mark's row and column from 0, those of the text's end if only space follows, and if that is so."""
    rows = range(mark.line, len(source.lines))
    if any(source.lines[row][mark.column if row == mark.line else 0 :].strip() for row in rows):
        return mark.line, mark.column, False
    row = next((row for row in reversed(range(len(source.lines))) if source.lines[row].strip()), 0)
    return row, len(source.lines[row].rstrip()), True


def _glued_key(says: str, source: Source, start: int, row: int) -> Problem | None:
    """Return the problem of a key without a space after its ':', which parsers notice only later."""
    if "could not find expected ':'" in says:
        suspect = start
    elif "mapping values are not allowed" in says:
        suspect = next((above for above in range(row - 1, -1, -1) if source.lines[above].strip()), row)
    else:
        return None
    glued = _GLUED_KEY.match(source.lines[suspect])
    if glued is None:
        return None
    key, value = glued.groups()
    position = Position(suspect + 1, glued.start(2) + 1, len(value))
    message = f"expected a space after {quoted(key)}, found {quoted(value)}"
    return source.problem("yaml-syntax", message, position, f"write {quoted(f'{key} {value}')}")


def _glued_dash(says: str, source: Source, row: int) -> Problem | None:
    """Return the problem of a '-' without a space after it, which parsers notice only later, or call by another name."""
    if "mapping values are not allowed" in says:
        suspect = next((above for above in range(row - 1, -1, -1) if source.lines[above].strip()), row)
    elif "block collection:" in says or "block mapping:" in says:
        suspect = row
    else:
        return None
    glued = _GLUED_DASH.match(source.lines[suspect])
    if glued is None:
        return None
    position = Position(suspect + 1, glued.start(1), 1)
    message = f"expected a space after '-', found {quoted(glued[1].partition(' ')[0])}"
    return source.problem("yaml-syntax", message, position, f"write {quoted(f'- {glued[1]}')}")
