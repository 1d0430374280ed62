"""Many values, quickly made: frozen dataclasses, and a pause for the search for garbage.

The standard decorator looks closely at every class and compiles eight methods for it. For the hundred values of this
project that takes longer than answering, so here one method is compiled for each class in use and the others are shared; what
`dataclasses.fields` tells is worked out when it is asked for. Type checkers and the functions of `dataclasses` see the
standard dataclass.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from dataclasses import MISSING, Field, FrozenInstanceError
    from operator import attrgetter

    def dataclass(*, frozen=False, slots=False, **others):
        """Return a decorator that makes a class a dataclass: immutable, without a `__dict__`, compared by its fields.

        All other dataclasses are made by the standard decorator.
        """
        if frozen and slots and not others:
            return _made
        return dataclasses.dataclass(frozen=frozen, slots=slots, **others)

    class _StandardFields:
        """The fields as the standard decorator tells them, which is asked once somebody wants to know."""

        def __init__(self, written):
            self.written = written

        def __get__(self, instance, cls):
            told = dataclasses.dataclass(init=False, repr=False, eq=False)(self.written).__dataclass_fields__
            cls.__dataclass_fields__ = told
            return told

    def _made(cls):
        written = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        own = {
            name: written.get(name, MISSING)
            for name, told in written.get("__annotations__", {}).items()
            if "ClassVar" not in str(told)
        }
        fields = {
            name: default if isinstance(default, Field) else dataclasses.field(default=default)
            for name, default in own.items()
        }
        namespace = {name: value for name, value in written.items() if name not in own}
        names = tuple(fields)
        made = type(cls)(cls.__name__, cls.__bases__, {**namespace, "__slots__": names, "__match_args__": names})
        made.__qualname__ = cls.__qualname__
        made.__dataclass_fields__ = _StandardFields(cls)
        made.__init__ = _init_when_needed(made, fields)
        made.__eq__, made.__hash__ = _comparing([name for name, field in fields.items() if field.compare])
        made.__setattr__ = _refuse
        made.__delattr__ = _refuse
        if "__repr__" not in written:
            made.__repr__ = _repr
        made.__reduce__ = _reducing(names)
        return made

    def _init_when_needed(made, fields):
        """Return a method that makes way for the compiled one when the first value is made: many classes never have one."""

        def first(self, *values, **named):
            made.__init__ = _init(made, fields)
            made.__init__(self, *values, **named)

        return first

    def _init(made, fields):
        """Return the one method that is compiled: it puts each argument, or a default, into its slot."""
        known = {"MISSING": MISSING}
        parameters, lines = ["self"], []
        for name, field in fields.items():
            known[f"set_{name}"] = getattr(made, name).__set__
            value = name
            if field.default is not MISSING:
                known[f"default_{name}"] = field.default
                parameters.append(f"{name}=default_{name}")
            elif field.default_factory is not MISSING:
                known[f"make_{name}"] = field.default_factory
                parameters.append(f"{name}=MISSING")
                value = f"make_{name}() if {name} is MISSING else {name}"
            else:
                parameters.append(name)
            lines.append(f"    set_{name}(self, {value})")
        exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or ["    pass"]), known)
        return known["__init__"]

    def _comparing(names):
        if not names:
            return lambda self, other: type(self) is type(other) or NotImplemented, lambda self: hash(type(self))
        told = attrgetter(*names)

        def same(self, other):
            return told(self) == told(other) if type(self) is type(other) else NotImplemented

        return same, lambda self: hash(told(self))

    def _refuse(self, name, *value):
        raise FrozenInstanceError(f"{type(self).__name__} cannot be changed: {name!r}")

    def _repr(self):
        told = ", ".join(
            f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr
        )
        return f"{type(self).__qualname__}({told})"

    def _reducing(names):
        if len(names) < 2:
            return lambda self: (type(self), tuple(getattr(self, name) for name in names))
        told = attrgetter(*names)
        return lambda self: (type(self), told(self))


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Hold the search for garbage while values are made: they are many, and none of them is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
