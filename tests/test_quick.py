"""A quickly made dataclass is what the standard decorator makes: each line asks both and compares."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from cafematch import quick


class Written:
    """As it is written in a module; the decorators make two classes of it."""

    first: int
    second: tuple[str, ...] = ()
    third: dict[str, int] = field(default_factory=dict, repr=False)
    at: str = field(default="", compare=False)


def written() -> type[Any]:
    namespace = {name: value for name, value in vars(Written).items() if name not in ("__dict__", "__weakref__")}
    return type("Made", (), dict(namespace, __qualname__="Made"))


STANDARD: Any = dataclasses.dataclass(frozen=True, slots=True)(written())
QUICK: Any = quick.dataclass(frozen=True, slots=True)(written())
NOTHING: Any = quick.dataclass(frozen=True, slots=True)(type("Nothing", (), {"__doc__": "Empty."}))

Asked = Callable[[Any], object]

ASKED: list[Asked] = [
    lambda made: repr(made(1)),
    lambda made: made(1) == made(1),
    lambda made: made(1) == made(2),
    lambda made: made(1, at="here") == made(1, at="there"),
    lambda made: made(1) == (1, (), {}),
    lambda made: made(1).third is made(1).third,
    lambda made: [each.name for each in dataclasses.fields(made)],
    lambda made: repr(dataclasses.replace(made(1, ("a",)), first=2)),
    lambda made: dataclasses.asdict(made(1, third={"a": 1})),
    dataclasses.is_dataclass,
    lambda made: made.__match_args__,
    lambda made: made.__slots__,
    lambda made: hasattr(made(1), "__dict__"),
    lambda made: made.__doc__,
    lambda made: copy.copy(made(1, ("a",))) == made(1, ("a",)),
    lambda made: copy.deepcopy(made(1, ("a",), {"a": 1})) == made(1, ("a",), {"a": 1}),
]


@pytest.mark.parametrize("asked", ASKED)
def test_it_answers_as_the_standard_one_does(asked: Asked) -> None:
    assert asked(QUICK) == asked(STANDARD)


REFUSED: list[Asked] = [
    lambda made: made(),
    lambda made: made(1, 2, 3, 4, 5),
    lambda made: made(1, unknown=2),
    lambda made: hash(made(1)),  # a dict has no hash
    lambda made: setattr(made(1), "first", 2),
    lambda made: delattr(made(1), "first"),
]


@pytest.mark.parametrize("asked", REFUSED)
def test_it_refuses_as_the_standard_one_does(asked: Asked) -> None:
    with pytest.raises(Exception, match=r".") as standard:
        asked(STANDARD)
    with pytest.raises(standard.type):
        asked(QUICK)


def test_the_hash_follows_what_is_compared() -> None:
    assert hash(Pair(1, 2, "here")) == hash(Pair(1, 2, "there"))
    assert {Pair(1, 2), Pair(1, 2), Pair(2, 1)} == {Pair(1, 2), Pair(2, 1)}


def test_a_value_without_fields_equals_its_like_only() -> None:
    assert NOTHING() == NOTHING()
    assert NOTHING() != object()
    assert len({NOTHING(), NOTHING()}) == 1


def test_it_goes_through_a_pickle() -> None:
    assert pickle.loads(pickle.dumps(Pair(1, 2, "here"))) == Pair(1, 2)


@quick.dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    at: str = field(default="", compare=False)


def test_any_other_dataclass_is_the_standard_one() -> None:
    @quick.dataclass(slots=True)
    class Changeable:
        value: int

    made = Changeable(1)
    made.value = 2
    assert made == Changeable(2)
