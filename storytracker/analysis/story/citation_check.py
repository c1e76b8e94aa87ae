"""Where two articles can't both be right about what somebody put out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.lineage import Lineages
from storytracker.analysis.story.similarity import words
from storytracker.analysis.types import (
    ArticleFacts,
    Citation,
    DiscrepancyFinding,
    DiscrepancyKind,
    NameKind,
    Passage,
    Span,
    SpeakerKind,
)


def find_discrepancies(
    articles: Sequence[ArticleFacts],
    claims: Sequence[ClaimDraft],
    lineages: Lineages,
    entities: Entities,
) -> tuple[DiscrepancyFinding, ...]:
    """What others say a report left out, beside its words as held; quotations that differ."""
    articles = sorted(articles, key=lambda a: a.key)
    omissions = _omissions(articles, claims, lineages, entities)
    return tuple(sorted([*omissions, *_altered_quotes(articles)], key=lambda d: d.key))


# --- "its role was not reported" ---


def _omissions(
    articles: Sequence[ArticleFacts],
    claims: Sequence[ClaimDraft],
    lineages: Lineages,
    entities: Entities,
) -> list[DiscrepancyFinding]:
    silent: dict[tuple[str, str], list[Passage]] = {}
    for article in articles:
        for citation in article.attributions.citations:
            for subject in _left_out(article, citation, entities):
                passage = Passage(article.key, _whole_sentence(article, citation.silent_on[0]))
                silent.setdefault((citation.outlet, subject), []).append(passage)
    found = []
    for (outlet, subject), says in sorted(silent.items()):
        against = _held_words(outlet, subject, articles, claims, lineages)
        if against:
            found.append(_omission(outlet, subject, says, against, lineages, entities))
    return found


def _whole_sentence(article: ArticleFacts, span: Span) -> Span:
    return next((s for s in article.attributions.sentences if s.covers(span)), span)


def _left_out(article: ArticleFacts, citation: Citation, entities: Entities) -> list[str]:
    """The people and bodies that the article says the cited report left out."""
    kinds = (NameKind.PERSON, NameKind.ORGANISATION)
    found = []
    for span in citation.silent_on:
        for _, entity in entities.at(article.key, span):
            if entities.kinds.get(entity) in kinds and entity not in found:
                found.append(entity)
    return found[:1]


def _held_words(
    outlet: str,
    subject: str,
    articles: Sequence[ArticleFacts],
    claims: Sequence[ClaimDraft],
    lineages: Lineages,
) -> list[Passage]:
    """Where the report of ``outlet``, as we hold it, ties ``subject`` to a claim all the same."""
    found = set()
    for article in articles:
        copied = lineages.copies.get(article.key)
        holds = fold(article.outlet or "") == fold(outlet) or (
            copied is not None and fold(copied.outlet) == fold(outlet)
        )
        if not holds:
            continue
        for claim in claims:
            for match in claim.matches:
                p = match.proposition
                if p.article == article.key and subject in {p.agent, *p.others}:
                    found.add(Passage(article.key, p.clause))
    return _outermost(found)


def _outermost(passages: Iterable[Passage]) -> list[Passage]:
    ordered = sorted(passages, key=lambda p: (p.article, p.span))
    return [
        p for p in ordered
        if not any(q != p and q.article == p.article and q.span.covers(p.span) for q in ordered)
    ]  # fmt: skip


def _omission(
    outlet: str,
    subject: str,
    says: Sequence[Passage],
    against: Sequence[Passage],
    lineages: Lineages,
    entities: Entities,
) -> DiscrepancyFinding:
    label = entities.labels.get(subject, subject)
    held = lineages.articles[against[0].article]
    return DiscrepancyFinding(
        key=f"omission:{fold(outlet)}:{subject}",
        kind=DiscrepancyKind.OMISSION,
        about=f"whether {outlet} reported a role of {label}",
        says=tuple(sorted(says, key=lambda p: (p.article, p.span))),
        against=tuple(against),
        likely_cause=_likely_cause(held, outlet),
        reasons=(
            f"{len({p.article for p in says})} of the articles say that {outlet} left it out; "
            "the text that we hold of it does not",
        ),
    )


def _likely_cause(held: ArticleFacts, outlet: str) -> str:
    """A text that quotes reactions to its own report was revised after it."""
    if any(fold(c.outlet) == fold(outlet) for c in held.attributions.citations):
        return f"the text held is a revised one: it already quotes a reaction to {outlet}'s report"
    return ""


# --- altered quotations ---


def _altered_quotes(articles: Sequence[ArticleFacts]) -> list[DiscrepancyFinding]:
    by_speaker: dict[str, list[tuple[Passage, str]]] = {}
    for article in articles:
        for speaker, passage in _quotations(article):
            by_speaker.setdefault(speaker, []).append((passage, passage.span.of(article.text)))
    found = []
    for speaker, quotes in sorted(by_speaker.items()):
        spoken = {a.key: _all_quoted(a, speaker) for a in articles}
        for passage, text in quotes:
            against = _contradicting(passage, text, spoken, quotes)
            if against:
                found.append(_altered(speaker, passage, against))
    return _once_per_pair(found)


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load("stopwords")["words"].split())


def _quotations(article: ArticleFacts) -> list[tuple[str, Passage]]:
    return [
        (a.speaker.name, Passage(article.key, part))
        for a in article.attributions.assertions
        if a.direct and a.speaker.kind in (SpeakerKind.PERSON, SpeakerKind.BODY)
        for part in a.content
    ]


def _all_quoted(article: ArticleFacts, speaker: str) -> tuple[str, ...]:
    """Every word that the article has the speaker say, quotations run together."""
    said = [p.span.of(article.text) for s, p in _quotations(article) if s == speaker]
    return words(" ".join(said))


def _contradicting(
    passage: Passage,
    text: str,
    spoken: dict[str, tuple[str, ...]],
    quotes: Sequence[tuple[Passage, str]],
) -> list[Passage]:
    """Quotations elsewhere of the same words that agree with one another and not with these."""
    mine = words(text)
    if len(mine) < thresholds.QUOTE_MIN_WORDS:
        return []
    others = [k for k, said in sorted(spoken.items()) if k != passage.article and said]
    if any(_stands_in(mine, spoken[k]) for k in others):
        return []
    close = [k for k in others if _shares_wording(mine, spoken[k])]
    return [p for p, t in quotes if p.article in close and _shares_wording(mine, words(t))]


def _stands_in(mine: Sequence[str], said: Sequence[str]) -> bool:
    n = len(mine)
    return any(tuple(said[i : i + n]) == tuple(mine) for i in range(len(said) - n + 1))


def _shares_wording(mine: Sequence[str], said: Sequence[str]) -> bool:
    """True where the two have a run of words in common, too long for chance."""
    if not said:
        return False
    match = SequenceMatcher(None, list(mine), list(said), autojunk=False).find_longest_match()
    run = mine[match.a : match.a + match.size]
    telling = [w for w in run if w not in _small_words()]
    return match.size >= thresholds.QUOTE_RUN_WORDS and len(telling) >= 2


def _altered(speaker: str, passage: Passage, against: Sequence[Passage]) -> DiscrepancyFinding:
    return DiscrepancyFinding(
        key=f"quote:{fold(speaker)}:{passage.article[:12]}:{passage.span.start}",
        kind=DiscrepancyKind.ALTERED_QUOTE,
        about=f"the words of {speaker}",
        says=(passage,),
        against=tuple(sorted(set(against), key=lambda p: (p.article, p.span))),
        likely_cause="one of the quotations was shortened or reworded",
        reasons=(f"quoted otherwise in {len({p.article for p in against})} other articles",),
    )


def _once_per_pair(found: Sequence[DiscrepancyFinding]) -> list[DiscrepancyFinding]:
    """Of two quotations that differ from each other only the lonelier one is the altered one."""
    kept: list[DiscrepancyFinding] = []
    for finding in sorted(found, key=lambda f: (-len({p.article for p in f.against}), f.key)):
        mine = finding.says[0]
        answered = any(mine in k.against or mine.span == k.says[0].span for k in kept)
        if not answered:
            kept.append(finding)
    return kept
