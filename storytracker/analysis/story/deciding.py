"""Editors' decisions on claims, carried out on what the analysis found.

They are carried out in the order in which they were taken, on claims whose origins are not yet
known: counts, denials and the timeline follow by themselves. What comes in later joins the
claims as the program sees it; after a split it joins the side that it resembles more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from storytracker.analysis.story.attaching import bearing_on
from storytracker.analysis.story.decisions import (
    ClaimName,
    Decision,
    Ruling,
    Said,
    StoryDecisions,
)
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.finding_again import (
    Assertions,
    Place,
    event_of,
    find_claim,
    places_of,
)
from storytracker.analysis.story.matching import (
    ClaimDraft,
    Match,
    draft_of,
    stance_of,
    weight_of,
    worded,
)
from storytracker.analysis.story.propositions import (
    Proposition,
    leading_assertions,
    propositions,
)
from storytracker.analysis.types import ArticleFacts


def decide(
    claims: Sequence[ClaimDraft],
    articles: Sequence[ArticleFacts],
    entities: Entities,
    decisions: StoryDecisions,
) -> tuple[ClaimDraft, ...]:
    """The claims as editors want them; independent of the order of articles and decisions.

    Without decisions the very same ``claims``. A claim that an editor worded, merged, split
    off or added to stands as long as one of its assertions does, also where the program finds
    it no more.
    """
    if not decisions.claims:
        return tuple(claims)
    board = _Board(claims, articles, entities)
    for decision in sorted(decisions.claims, key=lambda d: d.number):
        board.carry_out(decision)
    return tuple(sorted(board.claims, key=lambda c: (-c.score, c.key)))


class _Board:
    """The claims of a story while decisions are carried out on them."""

    def __init__(
        self,
        claims: Sequence[ClaimDraft],
        articles: Sequence[ArticleFacts],
        entities: Entities,
    ) -> None:
        self.claims = list(claims)
        self.articles = {a.key: a for a in articles}
        self.entities = entities
        self.assertions = Assertions(articles)

    def carry_out(self, decision: Decision) -> None:
        if decision.undone:
            self._name(decision)
            return
        verbs = {
            Ruling.REWORD: self._reword,
            Ruling.MERGE: self._merge,
            Ruling.SPLIT: self._split,
            Ruling.DETACH: self._detach,
            Ruling.ATTACH: self._attach,
        }
        verbs[decision.kind](decision)

    # --- one verb each ---

    def _name(self, decision: Decision) -> None:
        """What was undone changes nothing, but its claims stay the ones that they were."""
        names = [decision.claim]
        if decision.kind is Ruling.MERGE and decision.other:
            names.append(decision.other)
        for name in names:
            self._find(name)

    def _reword(self, decision: Decision) -> None:
        claim = self._stand(decision.claim, decision)
        if claim is not None:
            said = (*claim.decided, decision.in_words("worded"))
            self._put(claim, replace(claim, text=decision.text, is_worded=True, decided=said))

    def _merge(self, decision: Decision) -> None:
        assert decision.other is not None
        self._stand(decision.claim, decision)
        other = self._stand(decision.other, decision)
        kept = self._find(decision.claim)
        if kept is None or other is None or kept is other:
            return  # a later reading has put them together by itself
        reason = decision.in_words("put together")
        parts = [other, *self._parts(decision, kept, other)]
        matches, names = list(kept.matches), list(kept.names)
        for part in parts:
            held = {_place(m) for m in matches}
            matches += [_because(m, reason) for m in part.matches if _place(m) not in held]
            names += [name for name in part.names if name not in names]
            self.claims.remove(part)
        merged = replace(kept, names=tuple(names), decided=(*kept.decided, reason))
        self._put(kept, self._resting_on(merged, matches))

    def _parts(self, decision: Decision, kept: ClaimDraft, other: ClaimDraft) -> list[ClaimDraft]:
        """Claims into which a later reading splits what an editor put together."""
        named = [name.rests_on for name in (decision.claim, decision.other) if name]
        together = self.assertions.places(frozenset().union(*named))
        events = {event_of(kept.key), event_of(other.key)}
        return [
            c for c in self.claims
            if not c.names and event_of(c.key) in events
            and places_of(c) <= together
        ]  # fmt: skip

    def _split(self, decision: Decision) -> None:
        assert decision.other is not None
        moved = self.assertions.places(decision.said)
        source = self._find(decision.claim)
        own = self._split_by_itself(decision, source, moved)
        leaving = self._leaving(decision, source, moved) if source else []
        reason = decision.in_words("made a claim of its own")
        taken = [_because(m, reason) for m in (*(own.matches if own else ()), *leaving)]
        missing = moved - {_place(m) for m in taken}
        taken += [_because(self._match_at(place, source), reason) for place in sorted(missing)]
        if own is not None:
            self.claims.remove(own)
        if source is not None and leaving:
            self._put(source, self._resting_on(source, _without(source.matches, leaving)))
        if taken:
            self._made(decision.other, decision.said, taken, reason, decision.text)

    def _split_by_itself(
        self, decision: Decision, source: ClaimDraft | None, moved: frozenset[Place]
    ) -> ClaimDraft | None:
        """The claim that a later reading makes by itself of what was split off."""
        assert decision.other is not None
        event = event_of(source.key if source else decision.claim.key)
        like = [
            c for c in self.claims
            if c is not source and not c.names and event_of(c.key) == event
            and places_of(c) <= moved
        ]  # fmt: skip
        return max(like, key=lambda c: (len(places_of(c)), c.key), default=None)

    def _leaving(
        self, decision: Decision, source: ClaimDraft, moved: frozenset[Place]
    ) -> list[Match]:
        """What goes with the new claim: what was named, and later words that resemble it more."""
        staying = self.assertions.places(decision.claim.rests_on) - moved
        went = [m for m in source.matches if _place(m) in moved]
        stayed = [m for m in source.matches if _place(m) in staying]

        def goes(match: Match) -> bool:
            if _place(match) in moved | staying:
                return _place(match) in moved
            return _nearness(match, went) > _nearness(match, stayed)

        return [m for m in source.matches if goes(m)]

    def _detach(self, decision: Decision) -> None:
        claim = self._find(decision.claim)
        if claim is None:
            return
        off = self.assertions.places(decision.said)
        matches = [m for m in claim.matches if _place(m) not in off]
        words = decision.in_words("assertions taken off")
        self._put(claim, self._resting_on(replace(claim, decided=(*claim.decided, words)), matches))

    def _attach(self, decision: Decision) -> None:
        added = self.assertions.places(decision.said)
        claim = self._stand(decision.claim, decision, also=added)
        if claim is None:
            return
        reason = decision.in_words("added")
        missing = sorted(added - places_of(claim))
        matches = [*claim.matches, *(self._match_at(place, claim) for place in missing)]
        matches = [
            replace(_because(m, reason), stance=decision.stance or m.stance)
            if _place(m) in added
            else m
            for m in matches
        ]
        self._put(claim, self._resting_on(claim, matches))

    # --- finding and founding ---

    def _find(self, wanted: ClaimName) -> ClaimDraft | None:
        """The claim that an editor meant, which bears the name from now on."""
        found = find_claim(self.claims, wanted, self.assertions.places(wanted.rests_on))
        if found is None or wanted.name in found.names:
            return found
        named = replace(found, names=(*found.names, wanted.name))
        self._put(found, named)
        return named

    def _stand(
        self, wanted: ClaimName, decision: Decision, also: frozenset[Place] = frozenset()
    ) -> ClaimDraft | None:
        """The same; where the program finds it no more, made of what it rested on."""
        found = self._find(wanted)
        if found is not None:
            return found
        places = self.assertions.places(wanted.rests_on) | also
        reason = decision.in_words("kept as a claim")
        matches = [_because(self._match_at(place), reason) for place in sorted(places)]
        return self._made(wanted, wanted.rests_on, matches, reason) if matches else None

    def _made(
        self,
        name: ClaimName,
        said: frozenset[Said],
        matches: Sequence[Match],
        reason: str,
        text: str = "",
    ) -> ClaimDraft:
        """A claim of an editor's own; ``said`` keeps its key apart from others."""
        draft = draft_of(matches, [m.proposition for m in matches], self.articles, self.entities)
        made = replace(
            draft,
            key=self._free_key(draft.key, said),
            text=text or draft.text,
            is_worded=bool(text),
            names=(name.name,),
            decided=(reason,),
        )
        self.claims.append(made)
        return made

    def _free_key(self, key: str, said: frozenset[Said]) -> str:
        if all(c.key != key for c in self.claims):
            return key
        named = "\n".join(f"{each.article} {each.words}" for each in sorted(said))
        return f"{key[:100]}~{sha256(named.encode()).hexdigest()[:16]}"

    def _match_at(self, place: Place, claim: ClaimDraft | None = None) -> Match:
        """An assertion as evidence for ``claim``: as one that tells of its event, if it does."""
        article, index = self.articles[place[0]], place[1]
        told = self._told_at(place)
        same = [p for p in told if claim is None or _tells_of(p, claim)]
        if same:
            return Match(same[0], stance_of(same[0], article), 1.0, ())
        about = claim or _NO_CLAIM
        return replace(bearing_on(about, article, index, 1.0, ""), reasons=())

    def _told_at(self, place: Place) -> Sequence[Proposition]:
        article, index = self.articles[place[0]], place[1]
        leads = index in leading_assertions(article)
        return propositions(article, index, self.entities, leading=leads)

    # --- putting back ---

    def _put(self, old: ClaimDraft, new: ClaimDraft) -> None:
        """``new`` in the place of ``old``; a claim that rests on nothing is none."""
        at = next(i for i, c in enumerate(self.claims) if c is old)
        self.claims[at : at + 1] = [new] if new.matches else []

    def _resting_on(self, claim: ClaimDraft, matches: Sequence[Match]) -> ClaimDraft:
        """The claim with other matches: weighed anew and, where words left it, worded anew."""
        gone = places_of(claim) - {_place(m) for m in matches}
        text = claim.text
        if gone and matches and not claim.is_worded:
            text = worded(matches, self.articles)
        score = weight_of([m.proposition for m in matches])
        return replace(claim, matches=tuple(matches), text=text, score=score)


_NO_CLAIM = ClaimDraft("", "", "", "", done=True, matches=(), score=0.0)


def _tells_of(told: Proposition, claim: ClaimDraft) -> bool:
    return (told.concept, told.done) == (claim.concept, claim.done)


def _place(match: Match) -> Place:
    return match.proposition.article, match.proposition.assertion


def _because(match: Match, reason: str) -> Match:
    return replace(match, reasons=(*match.reasons, reason))


def _without(matches: Sequence[Match], leaving: Sequence[Match]) -> list[Match]:
    return [m for m in matches if m not in leaving]


def _nearness(match: Match, others: Sequence[Match]) -> float:
    """How much (0-1) ``match`` shares with the nearest of ``others``."""
    mine = _features(match.proposition)
    shares = [
        len(mine & yours) / len(mine | yours)
        for yours in (_features(other.proposition) for other in others)
        if mine | yours
    ]
    return max(shares, default=0.0)


def _features(told: Proposition) -> frozenset[str]:
    return (told.terms | told.others | told.numbers | {told.agent}) - {""}
