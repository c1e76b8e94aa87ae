"""Who denies a claim: since when, in what degree, and which later reports leave it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.claims.models import Evidence, Speaker
from apps.sources.models import Article
from apps.stories.texts import Places, gathered
from storytracker.analysis.types import Dating, Stance

DENYING = (Stance.DENIES, Stance.DENIES_IN_PART)


@dataclass(frozen=True, slots=True)
class Denial:
    """Somebody's denial of a claim: a speaker's, or a newsroom's in its own voice.

    ``first`` is the oldest assertion of it, ``since`` its article's date. ``carried_by`` are the
    articles that have it, ``left_out_by`` those that tell the claim on a later day and say nothing
    of this denial; of articles with one text, the one that stands for it.
    """

    who: str
    speaker: Speaker | None
    first: Evidence
    since: Dating
    is_whole: bool
    carried_by: tuple[Article, ...]
    left_out_by: tuple[Article, ...]


def denials_of(rows: Sequence[Evidence], places: Places) -> list[Denial]:
    """The ledger of one claim's evidence (``EvidenceQuerySet.for_table``), the oldest first.

    Asks the database nothing. Days are those of the story, so that an article without a date has
    the one that was inferred for it. On the day of the denial itself nobody left it out: within a
    day the order is often not known. Nor did an article without a day.
    """
    denying: dict[str, list[Evidence]] = {}
    for row in rows:
        if row.stance in DENYING and (who := _who(row)):
            denying.setdefault(who, []).append(row)
    telling = _articles((row for row in rows if row.stance == Stance.SUPPORTS), places)
    ledger = [_denial(who, found, telling, places) for who, found in denying.items()]
    return sorted(ledger, key=lambda denial: denial.since.day or date.max)


def _who(row: Evidence) -> str:
    """Who denies it: the speaker, or the newsroom where its article says so itself."""
    return row.assertion.speaker.known_as.name or row.origin


def _denial(
    who: str, found: Sequence[Evidence], telling: Sequence[Article], places: Places
) -> Denial:
    first = min(found, key=lambda row: _when(_article(row), places).day or date.max)
    since = _when(_article(first), places)
    carried = _articles(found, places)
    ids = {article.pk for article in carried}
    later = (a for a in telling if since.day and (_when(a, places).day or since.day) > since.day)
    speaker = first.assertion.speaker.known_as
    return Denial(
        who=who,
        speaker=speaker if speaker.name else None,
        first=first,
        since=since,
        is_whole=any(row.stance == Stance.DENIES for row in found),
        carried_by=tuple(carried),
        left_out_by=tuple(article for article in later if article.pk not in ids),
    )


def _article(row: Evidence) -> Article:
    return row.assertion.version.article


def _when(article: Article, places: Places) -> Dating:
    return places[article.pk].when if article.pk in places else article.when


def _articles(rows: Iterable[Evidence], places: Places) -> list[Article]:
    """The articles of these rows, one for each text, in their order."""
    groups = gathered(map(_article, rows), places, lambda article: article.pk)
    return [group[0] for group in groups]
