"""Full-text search in PostgreSQL: what of a row is searched, and what is asked for.

Two functions of the database's own (migration ``0006_search``) do the same to the words of a
row and to the words of a query: ``search_fold`` takes accents off, sets each Chinese or Japanese
sign apart and leaves nothing but letters and figures; ``search_vector`` stems what is left as
English. Words of other languages go through the same stemmer on both sides, so they are found as
they stand. They need no extension: the embedded server ships neither ``pg_trgm`` nor
``unaccent``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import Func, Value
from django.utils.deconstruct import deconstructible

CONFIG = "pg_catalog.english"
# As in search_fold: letters that Unicode does not take apart.
PLAIN = str.maketrans("øØłŁđĐı", "oOlLdDi")

Lexemes = list[tuple[int, str]]
"""The stems of some words, each with its place among them; stop words have none."""


@deconstructible(path="apps.sources.searching.Vector")
class Vector(Func):
    """What is searched of a row, for ``@@``: always in the same form, so that its index is used."""

    function = "search_vector"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def phrase(words: str) -> SearchQuery:
    """Asks for ``words`` beside each other; a single word may be several, as "SA-22" is."""
    folded = Func(Value(words), function="search_fold")
    return SearchQuery(folded, config=CONFIG, search_type="phrase")


def beginning(words: str) -> SearchQuery | None:
    """The same where the last word is only begun; ``None`` for what has no letters."""
    parts = fold(words).split()
    if not parts:
        return None
    asked = " <-> ".join(f"'{part}'" for part in parts)
    return SearchQuery(f"{asked}:*", config=CONFIG, search_type="raw")


def fold(words: str) -> str:
    """As ``search_fold``, in small letters, for what never meets the database's own."""
    apart = unicodedata.normalize("NFKD", words.translate(PLAIN)).lower()
    kept = (c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return "".join(kept)


def lexemes_of(texts: Iterable[str]) -> list[Lexemes]:
    """The stems of each text, in order; one query for all of them."""
    listed = list(texts)
    found: list[Lexemes] = [[] for _ in listed]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n, at, lexeme FROM unnest(%s::text[]) WITH ORDINALITY AS given(words, n), "
            "unnest(search_vector(words)) AS stems(lexeme, positions, weights), "
            "unnest(positions) AS at ORDER BY n, at",
            [listed],
        )
        for number, at, lexeme in cursor.fetchall():
            found[number - 1].append((at, lexeme))
    return found
