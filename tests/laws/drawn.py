"""A law as a test: it holds in every known case, and in every situation that is drawn.

A situation that breaks a law is made small before it is shown: whatever can be left out of its files is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import Verbosity, given, settings

from cafematch import InvalidData
from laws.cases import CASES
from strategies import PARTS, Situation, situations

Law = Callable[[Situation], None]


def examples(count: int) -> settings:
    """Return settings with so many examples; twenty times as many where thoroughness is asked for."""
    assert settings.default is not None
    return settings(max_examples=count * settings.default.max_examples // 100)


def every(count: int, **options: Any) -> Callable[[Law], Callable[[Situation | None], None]]:
    """Make a law into a test of all known cases and of so many situations drawn with these options.

    A case is left out where the options say that its like is never drawn.
    """

    def decorate(law: Law) -> Callable[[Situation | None], None]:
        found: dict[str, Situation] = {}

        @settings(examples(count), verbosity=Verbosity.quiet)
        @given(situations(**options))
        def drawn(situation: Situation) -> None:
            try:
                law(situation)
            except AssertionError:
                smaller = found.get(repr(situation)) or smallest(situation, law)
            else:
                return
            found[repr(situation)] = smaller
            law(smaller)

        @pytest.mark.parametrize("case", [pytest.param(None, id="drawn"), *known_cases(options)])
        def test(case: Situation | None) -> None:
            if case is None:
                drawn()
            else:
                law(case)

        test.__name__ = test.__qualname__ = law.__name__
        test.__doc__ = law.__doc__
        test.__module__ = law.__module__
        return test

    return decorate


def known_cases(options: dict[str, Any]) -> list[Any]:
    """Return the known cases that a law with these options speaks about, as parameters of a test."""
    closing = options.get("closing", True)
    return [pytest.param(case.situation, id=name) for name, case in CASES.items() if closing or not case.closing]


def smallest(situation: Situation, law: Law) -> Situation:
    """Return a situation in which a law still fails and from which nothing more can be left out; it is printed."""
    parts = {name: deepcopy(getattr(situation, name)) for name in PARTS}
    smaller = Situation(**made_small(parts, lambda less: law(Situation(**less))))
    print(smaller)
    return smaller


def made_small(parts: dict[str, Any], check: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Return parts that still fail a check and of which nothing more can be left out."""

    def fails(less: dict[str, Any]) -> bool:
        try:
            check(less)
        except AssertionError:
            return True
        except (InvalidData, ValueError, KeyError):
            return False
        return False

    shrunk = True
    while shrunk:
        shrunk = False
        for path in sorted(_paths(parts), key=len):
            less = _without(parts, path)
            if less is not None and fails(less):
                parts, shrunk = less, True
    return parts


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, entry in reversed(list(entries)):
        if path:
            yield (*path, key)
        yield from _paths(entry, (*path, key))


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a value without one of its parts, None if it has no such part any more."""
    key, *rest = path
    if key not in (value if isinstance(value, dict) else range(len(value))):
        return None
    part = _without(value[key], tuple(rest)) if rest else None
    if rest and part is None:
        return None
    if isinstance(value, dict):
        return {name: part if name == key else entry for name, entry in value.items() if rest or name != key}
    return type(value)(part if number == key else entry for number, entry in enumerate(value) if rest or number != key)
