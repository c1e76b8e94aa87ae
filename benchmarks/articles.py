"""Articles by the thousand for measuring: many matters, many outlets, all different."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_STARTS = ("Nor", "Hal", "Quar", "Lum", "Tes", "Or", "Cal", "Van", "Mer", "Pal", "Bran", "Kest")
_ENDS = ("vik", "den", "row", "sera", "bis", "der", "tage", "las", "more", "ton", "wick", "field")
_KINDS = ("Holdings", "Energy", "Foods", "Rail", "Shipping", "Pharma", "Steel", "Airways")
_FIRST = ("Anna", "Carl", "Eva", "Gil", "Ida", "Karl", "Mia", "Otto", "Rosa", "Sven")
_OUTLETS = ("Courier", "Herald", "Tribune", "Gazette", "Observer", "Chronicle", "Dispatch")
_DEEDS = (
    ("plans to buy {b}", "is in talks to buy {b}", "has agreed to acquire {b}"),
    ("will close its plant in {p}", "plans to shut its plant in {p}", "has closed a plant in {p}"),
    ("will recall heaters sold in {p}", "has recalled heaters", "may recall its heaters"),
    ("will cut {n} jobs in {p}", "plans to cut {n} jobs", "has cut {n} jobs in {p}"),
    ("is to supply {p} with turbines", "agreed to deliver turbines to {p}", "shipped turbines"),
)
_SUBJECTS = ("analysts", "residents", "suppliers", "rivals", "unions", "investors", "councillors")
_VERBS = ("expected", "doubted", "welcomed", "criticised", "followed", "ignored", "studied")
_OBJECTS = (
    "the falling prices of {w}", "a new rule on {w}", "the costs of {w}", "the market for {w}",
    "last year's losses from {w}", "a court ruling on {w}", "the shortage of {w}",
)  # fmt: skip
_THINGS = (
    "copper", "glass", "timber", "grain", "software", "housing", "insurance", "cement", "paper",
    "fertiliser", "cotton", "batteries", "gas", "salmon", "coffee", "tyres", "vaccines", "bricks",
)  # fmt: skip
_WHEN = ("in the spring", "for months", "since the summer", "over the weekend", "in earlier years")


@dataclass(frozen=True, slots=True)
class Invented:
    """An article's words, before anybody has laid them out."""

    title: str
    day: date
    outlet: str
    author: str
    body: tuple[str, ...]


def articles(count: int, seed: int = 7) -> Iterator[bytes]:
    """``count`` different plain-text or HTML articles, the same for the same ``seed``."""
    for number, article in enumerate(invented(count, seed)):
        yield _html(article) if number % 2 else _plain(article)


def invented(count: int, seed: int = 7) -> Iterator[Invented]:
    """``count`` different articles, the same for the same ``seed``."""
    chance = random.Random(seed)
    for number in range(count):
        yield _article(chance, number)


def _word(chance: random.Random) -> str:
    return chance.choice(_STARTS) + chance.choice(_ENDS)


def _name(chance: random.Random) -> str:
    """One of some 20,000 invented names."""
    return _word(chance) + _word(chance).lower()


def _article(chance: random.Random, number: int) -> Invented:
    firm = f"{_name(chance)} {chance.choice(_KINDS)}"
    words = {
        "b": f"{_name(chance)} {chance.choice(_KINDS)}",
        "p": _name(chance),
        "n": str(chance.randint(20, 9000)),
    }
    deed = chance.choice(_DEEDS)
    outlet = f"The {_word(chance)} {chance.choice(_OUTLETS)}"
    title = f"{firm} {deed[0]}".format(**words)
    day = date(2024, 1, 1) + timedelta(days=number % 300)
    told = chance.choice(
        (
            f"{firm} {deed[1]}, two people familiar with the matter told {outlet}.",
            f"{firm} {deed[2]}, {outlet} reported, citing company officials.",
            f"{firm} {deed[1]}, according to a spokesman for the company.",
        )
    ).format(**words)
    denial = f"A spokeswoman for {words['b']} declined to comment."
    body = [told, denial, _quotation(chance), *(_background(chance) for _ in range(5))]
    author = f"{chance.choice(_FIRST)} {_name(chance)}"
    return Invented(title, day, outlet, author, tuple(body))


def _background(chance: random.Random) -> str:
    subject = chance.choice(_SUBJECTS).capitalize()
    what = chance.choice(_OBJECTS).format(w=chance.choice(_THINGS))
    more = chance.choice(_OBJECTS).format(w=chance.choice(_THINGS))
    when = chance.choice(_WHEN)
    return f"{subject} in {_name(chance)} {chance.choice(_VERBS)} {what} {when}, and {more} too."


def _quotation(chance: random.Random) -> str:
    who = f"{chance.choice(_FIRST)} {_name(chance)}"
    return f"“We know what {chance.choice(_THINGS)} means here,” said {who}, who runs a shop."


def _plain(article: Invented) -> bytes:
    day = f"{article.day:%B} {article.day.day}, {article.day.year}"
    return "\n\n".join([article.title, day, *article.body]).encode()


def _html(article: Invented) -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in article.body)
    return (
        f"<!doctype html><html lang=en><head><title>{article.title}</title>"
        f'<meta property="og:site_name" content="{article.outlet}">'
        f'<meta property="article:published_time" content="{article.day}T08:00:00Z"></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>{article.title}</h1>{paragraphs}"
        "</article></body></html>"
    ).encode()
