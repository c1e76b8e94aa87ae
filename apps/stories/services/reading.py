"""What a story page shows, fetched in a number of queries that does not grow with the story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.claims.models import Claim
from apps.sources.models import Article, Report
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Note,
    Story,
    StoryArticle,
    StoryClaim,
)
from storytracker.analysis.types import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One development with all that is folded under it.

    ``number`` is its place on the whole timeline, from 1; ``claims`` are the ids of those that it
    touches; ``held`` are the articles that are the report itself (original or copy), ``relays``
    those that repeat it, ``context`` what stands behind it before the next development.
    """

    development: Development
    number: int
    claims: frozenset[int]
    held: tuple[Coverage, ...]
    relays: tuple[Coverage, ...]
    context: tuple[ContextItem, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class StoryReading:
    """A story as its page tells it.

    ``entries`` are the developments that stand on the timeline, ``hidden`` what an editor took off
    it. ``opening`` is the context before the first development; ``claims`` are on the board,
    ``withdrawn`` no longer found; ``ghosts`` are reports that nobody here holds; ``other_tellings``
    the coverage of reports that are no development of their own.
    """

    story: Story
    entries: tuple[Entry, ...]
    hidden: tuple[Development, ...]
    opening: tuple[ContextItem, ...]
    claims: tuple[StoryClaim, ...]
    withdrawn: tuple[StoryClaim, ...]
    discrepancies: tuple[Discrepancy, ...]
    notes: tuple[Note, ...]
    articles: tuple[StoryArticle, ...]
    ghosts: tuple[Report, ...]
    other_tellings: tuple[Coverage, ...]

    def claim(self, claim_id: int) -> Claim | None:
        """A claim of this story by its id."""
        found = (c.claim for c in self.claims + self.withdrawn if c.claim_id == claim_id)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim, or its denial, that an article leaves out of a report; ``passages`` as rows are."""

    claim: Claim
    is_denial: bool
    report: str
    passages: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Contributions:
    """What one article does to a story's claims.

    ``sources`` are claims with the origin that it is the first to name, ``same_text`` the other
    articles with its text, ``echoes`` the article that it adds nothing to.
    """

    adds: tuple[Claim, ...]
    repeats: tuple[Claim, ...]
    denies: tuple[Claim, ...]
    drops: tuple[LeftOut, ...] = ()
    sources: tuple[tuple[Claim, str], ...] = ()
    same_text: tuple[Article, ...] = ()
    echoes: Article | None = None


def read_story(story: Story) -> StoryReading:
    """Everything that the story page shows, in a constant number of queries."""
    coverage = list(Coverage.objects.for_timeline(story))
    context = list(ContextItem.objects.for_timeline(story))
    notes = list(Note.objects.filter(story=story).threads())
    developments = list(Development.objects.for_timeline(story))
    return arrange(
        story,
        developments=developments,
        touched={d.pk: frozenset(c.pk for c in d.claims.all()) for d in developments},
        coverage=coverage,
        context=context,
        notes=notes,
        board=list(StoryClaim.objects.for_board(story)),
        discrepancies=list(Discrepancy.objects.for_timeline(story)),
        articles=list(StoryArticle.objects.for_timeline(story)),
        ghosts=list(story.reports.filter(article=None).select_related("outlet").order_by("name")),
    )


def arrange(
    story: Story,
    *,
    developments: Sequence[Development],
    touched: Mapping[int, frozenset[int]],
    coverage: Sequence[Coverage],
    context: Sequence[ContextItem],
    notes: Sequence[Note],
    board: Sequence[StoryClaim],
    discrepancies: Sequence[Discrepancy],
    articles: Sequence[StoryArticle],
    ghosts: Sequence[Report],
) -> StoryReading:
    """A story's rows, each list in its order, put where they stand; asks the database nothing.

    ``touched`` has the ids of the claims that a development touches, by its own id.
    """
    beside = _beside(context, developments)
    shown = [d for d in developments if not d.is_hidden]
    entries = _entries(shown, touched, coverage, beside, notes)
    told = {entry.development.report_id for entry in entries}
    return StoryReading(
        story=story,
        entries=entries,
        hidden=tuple(d for d in developments if d.is_hidden),
        opening=tuple(beside[None]),
        claims=tuple(row for row in board if row.claim.withdrawn_at is None),
        withdrawn=tuple(row for row in board if row.claim.withdrawn_at is not None),
        discrepancies=tuple(discrepancies),
        notes=tuple(notes),
        articles=tuple(articles),
        ghosts=tuple(ghosts),
        other_tellings=tuple(row for row in coverage if row.report_id not in told),
    )


def _entries(
    developments: Sequence[Development],
    touched: Mapping[int, frozenset[int]],
    coverage: Sequence[Coverage],
    beside: Mapping[int | None, Sequence[ContextItem]],
    notes: Sequence[Note],
) -> tuple[Entry, ...]:
    told: dict[int, list[Coverage]] = defaultdict(list)
    for row in coverage:
        told[row.report_id].append(row)
    return tuple(
        Entry(
            development,
            number,
            touched.get(development.pk, frozenset()),
            held=tuple(row for row in told[development.report_id] if row.role != Role.RELAY),
            relays=tuple(row for row in told[development.report_id] if row.role == Role.RELAY),
            context=tuple(beside[development.pk]),
            notes=tuple(note for note in notes if note.development_id == development.pk),
        )
        for number, development in enumerate(developments, start=1)
    )


def _beside(
    context: Iterable[ContextItem], developments: Iterable[Development]
) -> dict[int | None, list[ContextItem]]:
    """The context by the entry that it stands after (``None``: before the first).

    What stands after a hidden one stands after the last before it that is shown.
    """
    shown: int | None = None
    stands: dict[int | None, int | None] = {None: None}
    for development in developments:
        shown = shown if development.is_hidden else development.pk
        stands[development.pk] = shown
    beside = defaultdict[int | None, list[ContextItem]](list)
    for item in context:
        beside[stands.get(item.after_id)].append(item)
    return beside


def read_contributions(row: StoryArticle) -> Contributions:
    """What an article does to the claims of one of its stories; three queries."""
    dropped = [each["claim"] for each in row.drops]
    named = [each["claim"] for each in row.sources]
    claims = Claim.objects.in_bulk({*row.adds, *row.repeats, *row.denies, *dropped, *named})

    def known(ids: Iterable[int]) -> tuple[Claim, ...]:
        return tuple(claims[pk] for pk in ids if pk in claims)

    same = _same_text(row)
    return Contributions(
        known(row.adds),
        known(row.repeats),
        known(row.denies),
        drops=tuple(
            LeftOut(claims[d["claim"]], d["is_denial"], d["report"], d["passages"])
            for d in row.drops
            if d["claim"] in claims
        ),
        sources=tuple(
            (claims[s["claim"]], s["origin"]) for s in row.sources if s["claim"] in claims
        ),
        same_text=same,
        echoes=row.echoes if row.echoes_id not in {article.pk for article in same} else None,
    )


def _same_text(row: StoryArticle) -> tuple[Article, ...]:
    """The other articles of the story with the article's text, the one that stands for it first."""
    text = row.text_of_id or row.article_id
    others = StoryArticle.objects.for_timeline(row.story).filter(Q(article=text) | Q(text_of=text))
    found = [each.article for each in others if each.article_id != row.article_id]
    return tuple(sorted(found, key=lambda article: article.pk != text))
