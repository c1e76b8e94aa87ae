"""What the analysis hands from stage to stage: values that nobody changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(*, order: bool = False) -> Callable[[type[T]], type[T]]:
    """A dataclass with slots whose fields are set once: the type checker sees to that.

    An article makes hundreds. That each of their fields be guarded while the program runs, too
    (``frozen=True``), cost a twentieth of the analysis.
    """
    return dataclass(slots=True, order=order, unsafe_hash=True)
