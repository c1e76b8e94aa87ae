"""What ends is started again, ever more slowly."""

from __future__ import annotations

from pathlib import Path

import pytest

from storytracker.embedded.keeper import Keeper
from storytracker.embedded.process import Program


class FakeChild:
    """A child that ends when told."""

    def __init__(self) -> None:
        self.program = Program("part", ["part"], Path("part.log"))
        self.code: int | None = None
        self.starts = 0

    def exit_code(self) -> int | None:
        return self.code

    def start(self) -> None:
        self.code, self.starts = None, self.starts + 1

    def sweep(self) -> None:
        pass

    def last_lines(self) -> str:
        return "    its last words"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def keeper(said: list[str]) -> Keeper:
    keeper = Keeper(FakeChild(), said.append)  # type: ignore[arg-type]
    keeper.started_at = 0.0
    return keeper


def end_once(keeper: Keeper, now: float) -> float:
    """Let the child end at ``now``; returns how long the keeper waits, and lets it restart."""
    keeper.child.code = 1  # type: ignore[attr-defined]
    keeper.look_after(now)
    assert keeper.start_at is not None
    delay = keeper.start_at - now
    keeper.look_after(keeper.start_at)
    return delay


def test_delays_double_up_to_half_a_minute(keeper: Keeper) -> None:
    now, delays = 1.0, []
    for _ in range(9):
        delays.append(end_once(keeper, now))
        now = keeper.started_at + 1
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert keeper.child.starts == 9  # type: ignore[attr-defined]


def test_who_ran_for_a_minute_starts_afresh(keeper: Keeper) -> None:
    end_once(keeper, 1.0)
    end_once(keeper, 2.0)
    assert end_once(keeper, keeper.started_at + 61) == pytest.approx(0.5)


def test_it_waits_without_blocking(keeper: Keeper) -> None:
    keeper.child.code = 1  # type: ignore[attr-defined]
    keeper.look_after(5.0)
    keeper.look_after(5.4)
    assert keeper.child.starts == 0  # type: ignore[attr-defined]
    keeper.look_after(5.5)
    assert keeper.child.starts == 1  # type: ignore[attr-defined]


def test_an_early_end_shows_the_last_words_once(keeper: Keeper, said: list[str]) -> None:
    end_once(keeper, 1.0)
    end_once(keeper, 2.0)
    assert said.count("    its last words") == 1
    assert said[0].startswith("part ended with exit code 1 after 1 s; starting it again in 0.5 s")


def test_a_program_that_is_gone_is_tried_again(keeper: Keeper, said: list[str]) -> None:
    def refuse() -> None:
        raise FileNotFoundError("no such program")

    keeper.child.code = 1  # type: ignore[attr-defined]
    keeper.child.start = refuse  # type: ignore[method-assign]
    keeper.look_after(1.0)
    keeper.look_after(1.5)
    assert keeper.start_at == pytest.approx(2.5)
    assert said[-1] == "part can't be started: no such program"
