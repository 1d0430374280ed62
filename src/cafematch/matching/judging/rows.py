"""Rows of bits: one for each service of a network, or for each place of several; and what is joined and cut of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final, TypeAlias

from bitarray import bitarray

BITS_OF_A_POSITION: Final = 32

Bits: TypeAlias = "array[int] | bitarray"
"""The bits that hang on a test: where they are few their positions, where they are many a row with these set."""


def kept_bits(positions: list[int], width: int) -> Bits:
    """Return bits in the form that takes less room."""
    if len(positions) * BITS_OF_A_POSITION < width:
        return array("I", positions)
    row = bitarray(width)
    row[positions] = 1
    return row


def joined_bits(rows: Iterable[Bits], width: int) -> bitarray | None:
    """Return a row with all of these bits set; None if there are none."""
    joined: bitarray | None = None
    for bits in rows:
        if joined is None:
            joined = bitarray(width)
        if isinstance(bits, bitarray):
            joined |= bits
        else:
            joined[bits] = 1
    return joined


def in_all(rows: list[bitarray]) -> bitarray:
    """Return the bits that all rows have; the first of them is changed."""
    found, *others = rows
    for row in others:
        found &= row
    return found


def rows_from(begin: int, length: int, count: int) -> list[slice]:
    """Return rows of bits that lie one behind the other."""
    return [slice(row, row + length) for row in range(begin, begin + length * count, length)]
