"""Answers to a report that tell no event of their own: "denied it", "no such talks"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from storytracker.analysis import thresholds
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.speech.verbs import has_verb
from storytracker.analysis.story.claim_drafts import DENYING, ClaimDraft
from storytracker.analysis.story.name_forms import fold
from storytracker.analysis.story.propositions import leading_assertions
from storytracker.analysis.story.said_words import SaidWords, likeness, names_others
from storytracker.analysis.story.vocabulary import concepts, small_words
from storytracker.analysis.types import ArticleFacts


def is_answer(s: SaidWords) -> bool:
    """A named speaker or an outlet tells that somebody denies or confirms, in so many words."""
    cue = s.assertion.cue_lemma
    denies = s.assertion.stance in DENYING
    if not denies and cue not in small_words("confirming_cues") | small_words("denying_cues"):
        return False
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    words = {t.lower for t in tokens}
    bare = len(tokens) <= thresholds.BARE_RESPONSE_MAX_WORDS
    event = any(t.lemma in concepts("nouns") for t in tokens)
    if denies and event and "such" in words:
        return True  # "no such order was given"
    if cue in small_words("confirming_cues"):
        return bare and not denies and (event or bool(words & small_words("anaphors")))
    if cue not in small_words("denying_cues"):
        return False
    return denies or (bare and bool(words & small_words("anaphors")))


def answered(
    s: SaidWords,
    claims: Sequence[ClaimDraft],
    weights: dict[str, float],
    days: Mapping[str, date | None],
) -> ClaimDraft | None:
    """The claim of its article that the answer shares most with; without any, the leading one.

    ``days`` are the articles' days by key: nobody answers what is reported later only.
    """
    today = days.get(s.article.key)
    claims = [c for c in claims if not _is_later(c, today, days)]
    near = [c for c in claims if s.article.key in c.articles] or list(claims)
    near = [c for c in near if not names_others(s, c)]
    such = [c for c in near if c.concept in _such(s)]
    near = such or near
    if not near:
        return None
    alike = {
        c.key: max(likeness(s.terms, frozenset(m.proposition.terms | m.proposition.others
                   | {m.proposition.agent}) & weights.keys(), weights) for m in c.matches)
        for c in near
    }  # fmt: skip
    before = _just_told(s, near)
    if before is not None and _is_bare(s):
        return before
    best = max(
        near,
        key=lambda c: (
            _is_own(c, s),
            alike[c.key],
            _is_relayed(c, s.article),
            _leads(c, s.article),
            c.score,
            c.key,
        ),
    )
    if alike[best.key] >= thresholds.ANSWER_SHARES or _is_bare(s):
        return best if alike[best.key] or _points_back(s) else None
    return None


def _is_later(claim: ClaimDraft, today: date | None, days: Mapping[str, date | None]) -> bool:
    told = [days.get(article) for article in claim.articles]
    return today is not None and all(day is not None and day > today for day in told)


def _points_back(s: SaidWords) -> bool:
    """ "denied it", "denied wrongdoing"; "denied that sewage had entered" tells what it denies."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    if _words(s) & (small_words("anaphors") | {"any", "such", "no"}):
        return True
    return not has_verb(tokens, 0, len(tokens))


def _just_told(s: SaidWords, claims: Sequence[ClaimDraft]) -> ClaimDraft | None:
    """What "denied it" points to: the claim of the sentence before, where it bears on one."""
    if s.index == 0 or not _words(s) & small_words("anaphors"):
        return None
    before = [
        c
        for c in claims
        for m in c.matches
        if m.proposition.article == s.article.key and m.proposition.assertion == s.index - 1
    ]
    return max(before, key=lambda c: (c.score, c.key), default=None)


def _such(s: SaidWords) -> set[str]:
    """The events behind "such": "no such talks" answers what says that there are talks."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    pairs = zip(tokens, tokens[1:], strict=False)
    return {concepts("nouns").get(b.lemma, "") for a, b in pairs if a.lower == "such"} - {""}


def _words(s: SaidWords) -> set[str]:
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    return {t.lower for t in tokenise(s.article.text, first.start, first.end)}


def _is_bare(s: SaidWords) -> bool:
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    return len(tokenise(s.article.text, first.start, first.end)) <= (
        thresholds.BARE_RESPONSE_MAX_WORDS
    )


def _is_own(claim: ClaimDraft, s: SaidWords) -> bool:
    """An Egyptian official denies what Egypt is said to have done, rather than another's doing."""
    speaker = s.assertion.speaker
    return bool(claim.agent) and claim.agent in (fold(speaker.group), fold(speaker.name))


def _is_relayed(claim: ClaimDraft, article: ArticleFacts) -> bool:
    """True where the article has the claim from a report: that is what is answered."""
    said = article.attributions.assertions
    return any(
        m.proposition.article == article.key and said[m.proposition.assertion].via
        for m in claim.matches
    )


def _leads(claim: ClaimDraft, article: ArticleFacts) -> bool:
    leading = leading_assertions(article)
    return any(
        m.proposition.article == article.key and m.proposition.assertion in leading
        for m in claim.matches
    )
