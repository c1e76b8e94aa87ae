"""What is remembered: right, made once, and never more than the limit."""

from __future__ import annotations

from storytracker.analysis.memo import Memo


def test_it_makes_each_value_once() -> None:
    made: list[str] = []

    def size(word: str) -> int:
        made.append(word)
        return len(word)

    memo = Memo(size, most=10)
    assert [memo["one"], memo["three"], memo["one"]] == [3, 5, 3]
    assert made == ["one", "three"]


def test_it_holds_no_more_than_its_limit_and_stays_right() -> None:
    memo = Memo(str.upper, most=3)
    words = [chr(97 + n % 26) * (1 + n // 26) for n in range(200)]
    for word in words:
        assert memo[word] == word.upper()
        assert len(memo) <= 3


def test_making_a_value_may_ask_for_others() -> None:
    memo: Memo[int, int] = Memo(lambda n: n if n < 2 else memo[n - 1] + memo[n - 2], most=4)
    assert memo[20] == 6765
    assert len(memo) <= 4
