"""The analysis' dataclasses ↔ JSON, for results that come from a process that is not trusted.

Out: every dataclass an object with all its fields, a span a pair, tuples as lists, enums by value,
days and clocks in ISO 8601. Back: strict. A missing or unknown field, another type, a span outside
of the text or a string that no database takes raises ValueError; nothing is converted or filled in.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from storytracker.analysis.types import Span

T = TypeVar("T")
To = Callable[[Any], Any]
From = Callable[[Any, int], Any]

# What a database's integer column holds.
LARGEST = 2**31 - 1


def to_json(value: Any) -> Any:
    """A dataclass of the analysis as what ``json.dumps`` takes."""
    kind: Any = type(value)
    return _writer(kind)(value)


def from_json(kind: type[T], value: Any, length: int) -> T:
    """The dataclass of type ``kind`` that ``to_json`` made ``value`` from.

    ``length`` is that of the text, in code points: every span has to lie inside. Raises
    ValueError, saying which type was wrong, for anything that ``to_json`` would not have made.
    """
    read: From = _reader(cast(Any, kind))
    found: T = read(value, length)
    return found


# --- out ------------------------------------------------------------------------------------


@cache
def _writer(kind: Any) -> To:
    if kind is Span:
        return lambda value: [value.start, value.end]
    if kind in (date, time):
        return lambda value: value.isoformat()
    if get_origin(kind) in (types.UnionType, Union):
        inner = _writer(_without_none(kind))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        inner = _writer(get_args(kind)[0])
        return lambda value: [inner(each) for each in value]
    if is_dataclass(kind):
        writers = [(name, _writer(hint)) for name, hint in _hints(kind)]
        return lambda value: {name: write(getattr(value, name)) for name, write in writers}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    return lambda value: value


def _hints(kind: Any) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(each.name, hints[each.name]) for each in fields(kind)]


def _without_none(kind: Any) -> Any:
    (inner,) = [each for each in get_args(kind) if each is not type(None)]
    return inner


# --- back -----------------------------------------------------------------------------------


@cache
def _reader(kind: Any) -> From:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) in (types.UnionType, Union):
        inner = _reader(_without_none(kind))
        return lambda value, length: None if value is None else inner(value, length)
    if get_origin(kind) is tuple:
        return _tuple_reader(_reader(get_args(kind)[0]))
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum_reader(kind)
    raise TypeError(f"no way to read a {kind}")


def _tuple_reader(inner: From) -> From:
    def read(value: Any, length: int) -> Any:
        if type(value) is not list:
            raise ValueError(f"not a list: {value!r:.80}")
        return tuple([inner(each, length) for each in value])

    return read


def _dataclass_reader(kind: Any) -> From:
    readers = [(name, _reader(hint)) for name, hint in _hints(kind)]
    names = {name for name, _ in readers}

    def read(value: Any, length: int) -> Any:
        if type(value) is not dict or value.keys() != names:
            raise ValueError(f"not the fields of a {kind.__name__}: {value!r:.80}")
        return kind(**{name: inner(value[name], length) for name, inner in readers})

    return read


def _enum_reader(kind: type[Enum]) -> From:
    members = {member.value: member for member in kind}

    def read(value: Any, length: int) -> Any:
        if type(value) is not str or value not in members:
            raise ValueError(f"not a {kind.__name__}: {value!r:.80}")
        return members[value]

    return read


def _span(value: Any, length: int) -> Span:
    if type(value) is not list or len(value) != 2:
        raise ValueError(f"not a span: {value!r:.80}")
    start, end = value
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
        raise ValueError(f"not a span of a text of {length}: {value!r:.80}")
    return Span(start, end)


def _text(value: Any, length: int) -> str:
    if type(value) is not str:
        raise ValueError(f"not a text: {value!r:.80}")
    if "\0" in value:
        raise ValueError("a text with NUL characters in it")
    if not value.isascii():
        value.encode()  # raises UnicodeEncodeError, a ValueError, for half a surrogate pair
    return value


def _int(value: Any, length: int) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError(f"not a small whole number: {value!r:.80}")
    return value


def _bool(value: Any, length: int) -> bool:
    if type(value) is not bool:
        raise ValueError(f"neither true nor false: {value!r:.80}")
    return value


def _day(value: Any, length: int) -> date:
    return date.fromisoformat(_text(value, length))


def _clock(value: Any, length: int) -> time:
    clock = time.fromisoformat(_text(value, length))
    if clock.tzinfo is not None:
        raise ValueError(f"a clock with a zone: {value!r:.80}")
    return clock


_PLAIN: dict[Any, From] = {
    str: _text,
    int: _int,
    bool: _bool,
    date: _day,
    time: _clock,
    Span: _span,
}
