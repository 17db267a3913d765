"""Frozen records that cost next to nothing to define.

A frozen dataclass writes and compiles its methods while its module is imported: 1.5 ms each on a small
machine, and fifty of them stand between `counterpane show` and its answer. A `Record` reads the same way, is
checked the same way by the type checker, and shares one set of methods. Whoever asks gets a dataclass:
`dataclasses.replace`, `fields` and `is_dataclass` work on records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field

Frozen = TypeVar("Frozen", bound="Record")


class _Fields:
    """The fields as `dataclasses` wants them, made when it asks."""

    def __init__(self) -> None:
        self._made: dict[type, dict[str, Field[Any]]] = {}

    def __get__(self, record: object, kind: type[Record]) -> dict[str, Field[Any]]:
        if kind not in self._made:
            from dataclasses import make_dataclass

            like: Any = make_dataclass(kind.__name__, kind._names)
            self._made[kind] = like.__dataclass_fields__
        return self._made[kind]


@dataclass_transform(frozen_default=True)
class Record:
    """Base of frozen records: annotated names are its fields, class attributes their defaults.

    All records share a default, so it must be immutable; only a ``dict`` is copied for each.
    """

    __dataclass_fields__ = _Fields()
    _names: ClassVar[tuple[str, ...]] = ()
    _known: ClassVar[frozenset[str]] = frozenset()
    _needed: ClassVar[frozenset[str]] = frozenset()
    _fresh: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
        cls._names = (*cls._names, *own)
        cls._known = frozenset(cls._names)
        cls._needed = frozenset(name for name in cls._names if not hasattr(cls, name))
        cls._fresh = tuple(name for name in cls._names if isinstance(getattr(cls, name, None), dict))

    def __init__(self, *args: object, **values: object) -> None:
        if not values and len(args) == len(self._names):
            self.__dict__.update(zip(self._names, args, strict=True))
            return
        if args:
            count = len(args) + len(values)
            values.update(zip(self._names, args, strict=False))
            if len(values) != count:
                raise TypeError(f"{type(self).__name__} takes {', '.join(self._names)}, each once")
        if not (self._needed <= values.keys() and self._known.issuperset(values)):
            names = ", ".join(sorted((self._needed - values.keys()) | (values.keys() - self._known)))
            raise TypeError(f"{type(self).__name__} lacks, or does not know: {names}")
        for name in self._fresh:
            if name not in values:
                values[name] = getattr(type(self), name).copy()
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot change {name}: a {type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._names)
        return f"{type(self).__name__}({values})"


def but(record: Frozen, **changes: object) -> Frozen:
    """Return the same record with some fields changed, without loading `dataclasses`."""
    values = record.__dict__ | changes
    if not record._known.issuperset(values):
        if unknown := changes.keys() - record._known:
            raise TypeError(f"{type(record).__name__} does not know: {', '.join(sorted(unknown))}")
        # What the old record has worked out and kept may not hold for the new one.
        values = {name: value for name, value in values.items() if name in record._known}
    copy = object.__new__(type(record))
    copy.__dict__.update(values)
    return copy


def names_of(record: Record | type[Record]) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return record._names


def _values(record: Any) -> tuple[object, ...]:
    return tuple([getattr(record, name) for name in record._names])
