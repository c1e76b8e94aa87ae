"""The words that texts are made of, gathered beside the imports, for who mistypes one.

A search for a word that no text has is held against them by trigrams; the sweeper gathers.
"""

from __future__ import annotations

from difflib import get_close_matches

from django.conf import settings
from django.db import connection, transaction

from apps.sources.models import GatheredWords, Word
from apps.sources.searching import fold

VERSIONS_PER_SWEEP = 500
SHORTEST, LONGEST = 4, 30
"""Letters. Shorter words are all alike; longer ones are debris."""
NEAR = 40
"""So many words that share the most trigrams are looked at closely."""
ENDINGS = 12
"""So many words that begin alike are looked for together."""
# Of difflib's measure of likeness: one wrong letter in five gives .8, two in eight .75.
ALIKE = 0.74

GATHER = """
WITH chosen AS MATERIALIZED (
    SELECT id, text FROM sources_articleversion
    WHERE id > %(until)s AND fetched_at < clock_timestamp() - make_interval(secs => %(age)s)
    ORDER BY id LIMIT %(most)s
), words AS (
    INSERT INTO sources_word (word, versions)
    SELECT word, count(*) FROM (
        SELECT DISTINCT id, lower(word) AS word
        FROM chosen, regexp_split_to_table(search_fold(text), ' ') AS word
        WHERE length(word) BETWEEN %(shortest)s AND %(longest)s AND word !~ '[0-9]'
    ) AS each GROUP BY word ORDER BY word
    ON CONFLICT (word) DO UPDATE SET versions = sources_word.versions + excluded.versions
)
SELECT max(id) FROM chosen
"""
NEAREST = """
SELECT word FROM sources_word
WHERE search_trigrams(word) && search_trigrams(%(word)s)
  AND length(word) BETWEEN length(%(word)s) - 2 AND length(%(word)s) + 2
ORDER BY cardinality(ARRAY(
    SELECT unnest(search_trigrams(word)) INTERSECT SELECT unnest(search_trigrams(%(word)s))
)) DESC, versions DESC, word
LIMIT %(most)s
"""


def gather_words(*, age_seconds: int | None = None) -> bool:
    """Gather the words of the next versions; True where there were some, False where none.

    Versions younger than ``age_seconds`` (an import's lease) wait: one with a smaller id may
    still be under way in another transaction, and would be passed over for good.
    """
    with transaction.atomic():
        GatheredWords.objects.get_or_create(pk=1)
        until = GatheredWords.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if until is None:
            return False
        values = {
            "until": until.until,
            "age": settings.ITEM_LEASE_SECONDS if age_seconds is None else age_seconds,
            "most": VERSIONS_PER_SWEEP,
            "shortest": SHORTEST,
            "longest": LONGEST,
        }
        with connection.cursor() as cursor:
            cursor.execute(GATHER, values)
            (last,) = cursor.fetchone()
        if last is not None:
            until.until = last
            until.save(update_fields=["until"])
    return last is not None


def nearest_word(word: str) -> str | None:
    """The word of some text that ``word`` may be meant for; ``None``: itself, or none is near."""
    wanted = "".join(fold(word).split())
    if not SHORTEST <= len(wanted) <= LONGEST or Word.objects.filter(word=wanted).exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"word": wanted, "most": NEAR})
        near = [row[0] for row in cursor.fetchall()]
    return next(iter(get_close_matches(wanted, near, n=1, cutoff=ALIKE)), None)


def words_beginning(word: str) -> list[str]:
    """The most frequent words of texts that begin as ``word`` does."""
    wanted = "".join(fold(word).split())
    found = Word.objects.filter(word__startswith=wanted).order_by("-versions", "word")
    return list(found.values_list("word", flat=True)[:ENDINGS]) if wanted else []
