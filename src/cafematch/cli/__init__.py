"""The command line: `run` is the command `cafematch`."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from types import ModuleType
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; problems in data are told on stderr and end with exit code 1."""
    gc.disable()  # a command is over before there is much to collect
    _without_plugins()
    _open_what_is_closed()
    _write_whatever_is_said()
    code = _exit_code()
    # Taking apart the thousands of values of a network would take a tenth of the time; nothing is left to be closed.
    os._exit(code)


def _without_plugins() -> None:
    """Keep pydantic from plugins: they would see all that is validated, and a profile is nobody's business.

    It is told so; and its search for them, which takes a twentieth of the time even when it is told, finds nothing.
    """
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    search = ModuleType("pydantic.plugin._loader")
    search.get_plugins = tuple  # type: ignore[attr-defined]
    sys.modules.setdefault(search.__name__, search)


def _open_what_is_closed() -> None:
    """Read nothing from standard input and write nowhere where whoever began this has closed them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (it is open until the end)


def _write_whatever_is_said() -> None:
    """Write UTF-8 into files and pipes, as JSON and sheets are known to be, unless PYTHONIOENCODING asks for something else.

    What cannot be written so, or shown on a terminal, is a question mark in an answer, and no reason to give none.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = None if stream.isatty() or "PYTHONIOENCODING" in os.environ else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace" if stream is sys.stdout else "backslashreplace")


def _exit_code() -> int:
    """Run the command; all it has said is out when this returns."""
    from cafematch.cli.main import app
    from cafematch.cli.options import tell
    from cafematch.errors import InvalidData, Problem

    try:
        try:
            app()
            code = 0
        except SystemExit as left:
            if isinstance(left.__context__, BrokenPipeError):  # as typer leaves then
                return 0
            code = left.code if isinstance(left.code, int) else 0
        except InvalidData as error:
            tell(error.problems)
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read the answer has read enough
        return 0
    except OSError as error:
        if error.filename is not None:  # then it is not what is written to
            raise
        tell([Problem("not-written", f"the answer could not be written: {error.strerror}")])
        return 1
    return code
