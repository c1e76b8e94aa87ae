"""Articles by the thousand for measuring: many matters, many outlets, all different."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

_PLACES = [
    "Arvania",
    "Borland",
    "Cordova",
    "Deltora",
    "Esteria",
    "Fenwick",
    "Galdor",
    "Hestia",
    "Ilmar",
    "Jorvik",
]
_FIRMS = [
    "Norvik",
    "Halden",
    "Quarry",
    "Lumen",
    "Tessera",
    "Orbis",
    "Calder",
    "Vantage",
    "Merrow",
    "Pallas",
]
_KINDS = [
    "Holdings",
    "Energy",
    "Foods",
    "Rail",
    "Shipping",
    "Pharma",
    "Steel",
    "Telecom",
    "Airways",
    "Bank",
]
_PEOPLE = [
    "Anna Brook",
    "Carl Dunn",
    "Eva Fisk",
    "Gil Hart",
    "Ida Jonas",
    "Karl Lund",
    "Mia North",
    "Otto Penn",
]
_OUTLETS = [
    "Courier",
    "Herald",
    "Tribune",
    "Gazette",
    "Observer",
    "Chronicle",
    "Dispatch",
    "Examiner",
]
_DEEDS = (
    ("plans to buy {b}", "is in talks to buy {b}", "has agreed to acquire {b}"),
    ("will close its plant in {p}", "plans to shut its plant in {p}", "has closed a plant in {p}"),
    ("will recall heaters sold in {p}", "has recalled heaters", "may recall its heaters"),
    ("will cut {n} jobs in {p}", "plans to cut {n} jobs", "has cut {n} jobs in {p}"),
    ("is to supply {p} with turbines", "agreed to deliver turbines to {p}", "shipped turbines"),
)
_BACKGROUND = (
    "The company employs about {n} people in {p} and two neighbouring countries.",
    "Analysts in {p} have long expected changes in the industry after years of falling prices.",
    "Demand has fallen since the spring, and several rivals have reported losses of late.",
    "The government of {p} follows the matter closely, and a committee meets next month.",
    "Residents gathered outside the gates, where a local band played in the rain for hours.",
    "Its shares have lost a fifth of their value this year on thin trading volumes.",
    "“We know that people in {p} worry about what comes next,” said {x}, who runs a bakery.",
    "The last comparable decision was taken {n} days ago and was later reversed by a court.",
)


def articles(count: int, seed: int = 7) -> Iterator[bytes]:
    """``count`` different plain-text or HTML articles, the same for the same ``seed``."""
    chance = random.Random(seed)
    for number in range(count):
        yield _article(chance, number)


def _article(chance: random.Random, number: int) -> bytes:
    firm = f"{chance.choice(_FIRMS)} {chance.choice(_KINDS)}"
    words = {
        "b": f"{chance.choice(_FIRMS)} {chance.choice(_KINDS)}",
        "p": chance.choice(_PLACES),
        "n": str(chance.randint(20, 9000)),
        "x": chance.choice(_PEOPLE),
    }
    deed = chance.choice(_DEEDS)
    outlet = f"{chance.choice(_PLACES)} {chance.choice(_OUTLETS)}"
    title = f"{firm} {deed[0]}".format(**words)
    day = date(2024, 1, 1) + timedelta(days=number % 300)
    told = chance.choice(
        (
            f"{firm} {deed[1]}, two people familiar with the matter told the {outlet}.",
            f"{firm} {deed[2]}, the {outlet} reported, citing company officials.",
            f"{firm} {deed[1]}, according to a spokesman for the company.",
        )
    ).format(**words)
    denial = f"A spokeswoman for {words['b']} declined to comment on report number {number}."
    body = [told, denial, *(b.format(**words) for b in chance.sample(_BACKGROUND, 5))]
    return _html(title, day, outlet, body) if number % 2 else _plain(title, day, body)


def _plain(title: str, day: date, body: list[str]) -> bytes:
    return "\n\n".join([title, f"{day:%B} {day.day}, {day.year}", *body]).encode()


def _html(title: str, day: date, outlet: str, body: list[str]) -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in body)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f'<meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{day}T08:00:00Z"></head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article>"
        "</body></html>"
    ).encode()
