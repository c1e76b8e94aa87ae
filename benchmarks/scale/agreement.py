"""Whether the database makes the stories that the engine makes which `bench-quality` measures.

``python -m benchmarks.scale.agreement [articles]``: so many FNC-1 bodies (300) in one shuffle, by
the heap one by one and by the program's own verb in batches of 1 and of 50. Shown are the B-cubed
F1 of each against the right stories, and how well the two agree. They may differ: the database
takes the rarity of terms anew for each batch, the heap after twenty articles.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from hashlib import sha256

from benchmarks.quality.clusters import agreement, bcubed_f1, bcubed_parts
from benchmarks.quality.data import unpacked
from benchmarks.quality.linking import ARCHIVE, Heaped, facts_of, read
from benchmarks.report import Row, keep, show
from benchmarks.speed.stack import database
from storytracker.analysis.story.heap import Heap
from storytracker.analysis.story.profiles import article_profile
from storytracker.analysis.types import ArticleFacts

BATCHES = (1, 50)


def main(arguments: Sequence[str]) -> int:
    """Link the same articles both ways; show and keep how well they agree."""
    count = int(arguments[0]) if arguments else 300
    with unpacked(ARCHIVE) as folder:
        heap = next(iter(read(folder)))
    chosen = list(heap.orders[0])[:count]
    facts = [facts_of(heap.texts[at], heap.titles) for at in chosen]
    right = [heap.stories[at] for at in chosen]
    in_memory = _in_memory(facts)
    rows = [_row("B-cubed F1 of the engine", heap, right, in_memory)]
    with database():
        for batch in BATCHES:
            made = _in_database(facts, batch)
            rows.append(_row(f"B-cubed F1 of the database, batches of {batch}", heap, right, made))
            same = agreement(in_memory, made)
            rows.append(Row(f"agreement, batches of {batch}", "the engine", "", (same,)))
    show(rows)
    keep("scale-agreement", rows)
    return 0


def _row(what: str, heap: Heaped, right: Sequence[str], found: Sequence[int]) -> Row:
    f1 = bcubed_f1(list(bcubed_parts(right, found).values()))
    return Row(what, f"{len(right)} of {heap.name}", "", (f1,))


def _in_memory(facts: Sequence[ArticleFacts]) -> list[int]:
    heap = Heap()
    for number, each in enumerate(facts):
        heap.add(str(number), article_profile(each))
    return [heap.story_of[str(number)] for number in range(len(facts))]


def _in_database(facts: Sequence[ArticleFacts], batch: int) -> list[int]:
    """The story of each article, linked by the program in an empty database."""
    from django.db import connection

    from apps.stories.models import StoryArticle
    from apps.stories.services import link_articles

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sources_article, stories_story, stories_termcount CASCADE")
    ids = [_write(number, each) for number, each in enumerate(facts)]
    for start in range(0, len(ids), batch):
        link_articles(ids[start : start + batch])
    homes = dict(StoryArticle.objects.values_list("article_id", "story_id"))
    return [homes[pk] for pk in ids]


def _write(number: int, facts: ArticleFacts) -> int:
    """An article that was read, with who says what in it; its id."""
    from apps.claims.services.asserting import write_attributions
    from apps.sources.models import Article, ArticleVersion
    from storytracker.analysis import ANALYSIS_VERSION

    # Within a batch articles are taken in the order of their hashes: that of the shuffle.
    digest = f"{number:08}{sha256(facts.text.encode()).hexdigest()[8:]}"
    article = Article.objects.create(title=facts.title, content_hash=digest)
    version = ArticleVersion.objects.create(
        article=article,
        text=facts.text,
        content_hash=digest,
        paragraphs=[[p.span.start, p.span.end, p.kind.value] for p in facts.paragraphs],
        analysis_version=ANALYSIS_VERSION,
    )
    Article.objects.filter(pk=article.pk).update(current_version=version)
    write_attributions({version.pk: facts.attributions})
    return article.pk


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
