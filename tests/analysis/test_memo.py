"""What is remembered: right, made once, and never more than the limit."""

from __future__ import annotations

from storytracker.analysis.memo import LONGEST_FORM, Lately, Memo, MemoOfForms


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


def test_long_forms_are_read_and_not_kept() -> None:
    memo = MemoOfForms(str.upper, most=3)
    long = "a" * (LONGEST_FORM + 1)
    assert [memo[form] for form in ("one", long, long[1:])] == [
        "ONE",
        long.upper(),
        long[1:].upper(),
    ]
    assert list(memo) == ["one", long[1:]]


def test_making_a_value_may_ask_for_others() -> None:
    memo: Memo[int, int] = Memo(lambda n: n if n < 2 else memo[n - 1] + memo[n - 2], most=4)
    assert memo[20] == 6765
    assert len(memo) <= 4


def test_what_was_asked_for_lately_is_made_once() -> None:
    made: list[str] = []

    def upper(text: str) -> str:
        made.append(text)
        return text.upper()

    lately = Lately(upper, len, most=20)
    assert [lately("one"), lately("two"), lately("one")] == ["ONE", "TWO", "ONE"]
    for n in range(9):
        lately(f"other {n}")
        lately("one")
    assert made.count("one") == 1
    lately("two")
    assert made.count("two") == 2


def test_texts_weigh_what_they_are_long() -> None:
    lately = Lately(str.upper, len, most=20)
    for n in range(50):
        text = f"{n:03}" * (n % 8)
        assert lately(text) == text.upper()
        held = {*lately._newer, *lately._older}
        assert sum(len(asked[0]) for asked in held) <= 20  # type: ignore[index]
