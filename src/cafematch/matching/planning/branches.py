"""Branches: what the search for plans has in hand, each a set of plans that have some steps in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cafematch.matching.planning.ways import Part

Lack = tuple[str, Part]
"""A step, and a part of its requirements that is closed at the start and that some step before it must open."""


class Place(NamedTuple):
    """What is known of the place of a step: which steps come `later`, and which services do not come before it.

    Who was added to open another comes before it, so that no two are added for each other's sake. And it is the first in
    these plans that makes what it was added for: all others who make that are `barred` from coming before it, and so from
    opening what leads there.
    """

    later: frozenset[str]
    barred: frozenset[str]


ANYWHERE = Place(frozenset(), frozenset())
"""The place of a step that is there for its own sake."""


class Openers(NamedTuple):
    """Steps of which plans have one more, the cheapest first: before some step, to open a part of it, if it is for that."""

    ids: tuple[str, ...]
    before: str | None = None
    part: Part | None = None

    def place(self, heir: Place) -> Place:
        """Return the place of each, that of the step it comes before being told."""
        later = heir.later if self.before is None else heir.later | {self.before}
        return Place(later, heir.barred if self.part is None else heir.barred | self.part.makers)


class Alike(NamedTuple):
    """Services that promise a plan the same, and the most that it can reach with one of them, from `start` on."""

    bound: int
    ids: tuple[str, ...]
    start: int = 0


class Branch(NamedTuple):
    """All plans that have some steps, and in which the needs decided so far are answered or left as said.

    `places` tells the place of each step. `lacking` is what no step opens that may come before. `points` are those of the
    needs and steps so far, `made` the facts the steps make, `hope` the most that a plan of this branch could reach if nothing
    were lacking. `added` is the step that came last, None once it is judged.
    """

    hope: int
    points: int
    position: int
    chosen: frozenset[str]
    organisations: frozenset[str]
    left: frozenset[str]
    places: Mapping[str, Place]
    lacking: tuple[Lack, ...]
    made: int
    added: str | None


Work = Openers | tuple[Alike, ...] | None
"""What is to be done next with a branch: add one of some openers, or one of the services for a need; None: see what."""
