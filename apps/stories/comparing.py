"""Two readings of a story beside each other: what came up, what changed, what was dropped. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse

from apps.claims.models import Claim, Evidence, Verdict
from apps.sources.models import Article
from apps.stories.denials import DENYING
from apps.stories.models import Development, StoryClaim
from apps.stories.page import VERBS
from apps.stories.passages import passage_of
from apps.stories.services import NOT_KEPT, Entry, StoryReading
from storytracker.analysis.types import DevelopmentKind, Stance


class Done(StrEnum):
    """What happened to a thing between two times."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: what it is about, in words, and the address of the passage behind it."""

    done: Done
    words: str
    url: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, by what they are about; the decisions come with the page."""

    articles: tuple[Line, ...]
    developments: tuple[Line, ...]
    claims: tuple[Line, ...]
    denials: tuple[Line, ...]
    verdicts: tuple[Line, ...]
    discrepancies: tuple[Line, ...]

    @property
    def parts(self) -> list[tuple[str, tuple[Line, ...]]]:
        """The kinds that have differences, each with its name."""
        named = (
            ("Developments", self.developments),
            ("Claims", self.claims),
            ("Denials", self.denials),
            ("Verdicts", self.verdicts),
            ("Discrepancies", self.discrepancies),
            ("Articles", self.articles),
        )
        return [(name, lines) for name, lines in named if lines]


def compare_readings(then: StoryReading, now: StoryReading) -> Comparison:
    """What two look backs at one story differ in; asks the database nothing.

    Both are what ``look_back`` gives. Things are the same by what tells their rows apart: a
    claim by its row (or, where it has none any more, its key), a development by its key.
    """
    articles = {r.article_id: r.article for r in (*then.articles, *now.articles)}
    before, after = _claims(then), _claims(now)
    pairs = [(before.get(key), row) for key, row in after.items()]
    return Comparison(
        articles=tuple(_articles(then, now)),
        developments=tuple(_developments(then, now, articles)),
        claims=tuple(_claim_lines(before, after, articles)),
        denials=tuple(line for a, b in pairs for line in _denials(a, b, articles)),
        verdicts=tuple(line for a, b in pairs for line in _verdicts(a, b)),
        discrepancies=tuple(_discrepancies(then, now, articles)),
    )


def _each(
    before: Mapping[Any, Any],
    after: Mapping[Any, Any],
    line: Callable[[Done, Any, Any], Line | None],
) -> Iterable[Line]:
    """The lines on what is new, then on what differs, then on what is gone."""
    added = (line(Done.ADDED, None, row) for key, row in after.items() if key not in before)
    both = (line(Done.CHANGED, before[key], row) for key, row in after.items() if key in before)
    gone = (line(Done.DROPPED, row, None) for key, row in before.items() if key not in after)
    return (each for lines in (added, both, gone) for each in lines if each)


# --- articles and discrepancies -----------------------------------------------------------------


def _articles(then: StoryReading, now: StoryReading) -> Iterable[Line]:
    def line(done: Done, old: Any, new: Any) -> Line | None:
        article = (new or old).article
        url = reverse("stories:article", args=[article.pk])
        return None if done is Done.CHANGED else Line(done, titled(article), url)

    before, after = ({r.article_id: r for r in reading.articles} for reading in (then, now))
    return _each(before, after, line)


def titled(article: Article) -> str:
    """ "Harbour Post: The ferry is sold"."""
    outlet = article.outlet.name if article.outlet else "unidentified outlet"
    return f"{outlet}: {article.title}"


def _discrepancies(
    then: StoryReading, now: StoryReading, articles: Mapping[int, Article]
) -> Iterable[Line]:
    def line(done: Done, old: Any, new: Any) -> Line | None:
        row = new or old
        return None if done is Done.CHANGED else Line(done, row.about, _url(row.says, articles))

    before, after = ({r.key: r for r in reading.discrepancies} for reading in (then, now))
    return _each(before, after, line)


# --- developments -------------------------------------------------------------------------------


def _developments(
    then: StoryReading, now: StoryReading, articles: Mapping[int, Article]
) -> Iterable[Line]:
    def line(done: Done, old: Entry | None, new: Entry | None) -> Line | None:
        entry = new or old
        assert entry is not None
        details = _entry_changes(old, new) if old and new else ()
        if done is Done.CHANGED and not details:
            return None
        url = _url(entry.development.passages, articles) or _told_at(entry, articles)
        return Line(done, sentence_of(entry.development), url, details)

    before, after = ({e.development.key: e for e in reading.entries} for reading in (then, now))
    return _each(before, after, line)


def _told_at(entry: Entry, articles: Mapping[int, Article]) -> str:
    """The first passage that tells an entry."""
    tellings = (_url(row.passages, articles) for row in (*entry.held, *entry.relays))
    return next((url for url in tellings if url), "")


def sentence_of(development: Development) -> str:
    """ "CNN adds: Assad agreed"."""
    verb = VERBS[DevelopmentKind(development.kind)]
    return f"{development.report.name} {verb}: {development.says}"


def _entry_changes(old: Entry, new: Entry) -> tuple[str, ...]:
    a, b = old.development, new.development
    found = []
    if (a.kind, a.says) != (b.kind, b.says):
        found.append(f"was: {sentence_of(a)}")
    if a.when_day != b.when_day:
        found.append(f"dated {_day(b)}, before that {_day(a)}")
    tellers = {row.article_id for row in (*old.held, *old.relays)}
    more = [row for row in (*new.held, *new.relays) if row.article_id not in tellers]
    if more:
        names = [
            r.article.outlet.name if r.article.outlet else f"“{r.article.title}”" for r in more
        ]
        found.append(f"also told by {_list(names)}")
    return tuple(found)


def _teller(article: Article) -> str:
    return article.outlet.name if article.outlet else f"“{article.title}”"


def _day(development: Development) -> str:
    day = development.when_day
    return f"{day:%-d %b %Y}" if day else "on no known day"


# --- claims -------------------------------------------------------------------------------------


def _claims(reading: StoryReading) -> dict[Any, StoryClaim]:
    """The claims by what tells them apart: their row's id, or their key where none is kept."""
    return {row.claim.pk if row.claim.pk < NOT_KEPT else row.key: row for row in reading.claims}


def _claim_lines(
    before: Mapping[Any, StoryClaim],
    after: Mapping[Any, StoryClaim],
    articles: Mapping[int, Article],
) -> Iterable[Line]:
    def line(done: Done, old: StoryClaim | None, new: StoryClaim | None) -> Line | None:
        row = new or old
        assert row is not None
        details = _claim_changes(old.claim, new.claim) if old and new else ()
        if done is Done.CHANGED and not details:
            return None
        if not old:
            details = tuple(_numbers(row.claim))
        url = _first_passage(row.claim, articles, but=old.claim if old and new else None)
        return Line(done, row.claim.text, url, details)

    return _each(before, after, line)


NUMBERS = (("origins", "independent origin"), ("newsrooms", "newsroom"))


def _numbers(claim: Claim) -> Iterable[str]:
    for name, words in NUMBERS:
        names = getattr(claim, name)
        yield f"{_count(len(names), words)}{': ' + _list(names) if names else ''}"
    yield _count(claim.articles, "article")


def _claim_changes(old: Claim, new: Claim) -> tuple[str, ...]:
    found = [f"was worded: {old.text}"] if old.text != new.text else []
    for name, words in NUMBERS:
        a, b = getattr(old, name), getattr(new, name)
        if set(a) != set(b):
            found.append(_numbers_change(a, b, words))
    if old.articles != new.articles:
        found.append(f"{old.articles} → {_count(new.articles, 'article')}")
    return tuple(found)


def _numbers_change(old: Sequence[str], new: Sequence[str], words: str) -> str:
    """ "1 → 2 newsrooms (new: CNN)", "1 newsroom (CNN instead of the Post)"."""
    more, less = [n for n in new if n not in old], [n for n in old if n not in new]
    if len(old) == len(new):
        return f"{_count(len(new), words)} ({_list(more)} instead of {_list(less)})"
    told = [f"new: {_list(more)}"] * bool(more) + [f"gone: {_list(less)}"] * bool(less)
    return f"{len(old)} → {_count(len(new), words)} ({'; '.join(told)})"


def _first_passage(claim: Claim, articles: Mapping[int, Article], but: Claim | None) -> str:
    """Words that the claim rests on; new ones where it rested on others before (``but``)."""
    known = {_words(row) for row in but.told} if but else set()  # type: ignore[attr-defined]
    told: Sequence[Evidence] = claim.told  # type: ignore[attr-defined]
    fresh = [row for row in told if _words(row) not in known] or told
    return _said_at([row for row in fresh if row.stance == Stance.SUPPORTS] or fresh, articles)


def _words(row: Evidence) -> tuple[int, str]:
    return row.assertion.version.article_id, row.assertion.words


def _said_at(rows: Iterable[Evidence], articles: Mapping[int, Article]) -> str:
    """The address of the words of the first of these rows; empty for none."""
    for row in rows:
        said = row.assertion
        start, end = said.content[0]
        kept = {"article": said.version.article_id, "version": said.version_id}
        return passage_of({**kept, "start": start, "end": end, "words": said.words}, articles).url
    return ""


def _denials(
    old: StoryClaim | None, new: StoryClaim, articles: Mapping[int, Article]
) -> Iterable[Line]:
    before = old.claim.denied_by if old else []
    for name in new.claim.denied_by:
        if name not in before:
            yield Line(
                Done.ADDED, f"{name} denies: {new.claim.text}", _denied_at(new, name, articles)
            )
    for name in before:
        if old and name not in new.claim.denied_by:
            url = _denied_at(old, name, articles)
            yield Line(Done.DROPPED, f"{name} denies: {new.claim.text}", url)


def _denied_at(row: StoryClaim, name: str, articles: Mapping[int, Article]) -> str:
    denying = [each for each in row.claim.told if each.stance in DENYING]  # type: ignore[attr-defined]
    theirs = [each for each in denying if each.assertion.speaker.known_as.name == name]
    return _said_at(theirs or denying, articles)


def _verdicts(old: StoryClaim | None, new: StoryClaim) -> Iterable[Line]:
    before = {verdict.pk for verdict in old.claim.history} if old else set()  # type: ignore[attr-defined]
    url = reverse("stories:claim-history", args=[new.claim.pk])
    given: Sequence[Verdict] = new.claim.history  # type: ignore[attr-defined]
    for verdict in given:
        if verdict.pk not in before:
            who, status = verdict.by.get_username(), verdict.get_status_display()
            words = f"{who}: {status.lower()} – {new.claim.text}"
            yield Line(Done.ADDED, words, url, (verdict.rationale,))


# --- words --------------------------------------------------------------------------------------


def _url(passages: Iterable[Mapping[str, Any]], articles: Mapping[int, Article]) -> str:
    """The address of the first of some passages; empty for none."""
    return next((passage_of(passage, articles).url for passage in passages), "")


def _count(number: int, words: str) -> str:
    return f"{number} {words}{'' if number == 1 else 's'}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
