"""What of an answer is not as expected, as values: what was expected, what came instead, what sort of shortfall that is.

What is looked at is in `keys`; why the answer is as it is, is asked in `shortfalls`.
"""

from __future__ import annotations

from typing import Literal

from cafematch.matching.suggestion import Message, Offer, Step
from cafematch.quick import dataclass
from cafematch.upkeep.scenarios.answered import Shown


@dataclass(frozen=True, slots=True)
class Lacking:
    """No step is of these kinds, or is one of these services; `first`: none that comes first."""

    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """Services are where they should not be."""

    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Steps of these kinds come before what should come before them, or first of all."""

    steps: tuple[tuple[int, Step], ...]
    sooner: str | None = None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A step is not as it should be."""

    step: Step
    what: Literal["threshold", "handover", "moment", "status", "company"]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Crowded:
    """These steps lead to too many new organisations at once."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """These rules did nothing."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acting:
    """These rules did something."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unoffered:
    """Nothing of these kinds is offered; without kinds, nothing at all."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """This is offered."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Unasked:
    """None of these facts is asked for."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """These facts are asked for."""

    facts: tuple[str, ...]


Shortfall = (
    Lacking | Present | Misplaced | Otherwise | Crowded | Silent | Acting | Unoffered | Offered | Unasked | Asked
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is not as expected: what was expected, what came instead, and what sort of shortfall that is.

    `path` leads from the key to the part of the expectation that does not hold.
    """

    expected: Message
    found: Message
    shortfall: Shortfall
    path: tuple[str | int, ...] = ()
