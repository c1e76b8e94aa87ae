"""Editors' decisions on claims, carried out on what the analysis found.

They are carried out in the order in which they were taken, on claims whose origins are not yet
known: counts, denials and the timeline follow by themselves. What comes in later joins the
claims as the program sees it; after a split it joins the side that it resembles more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.story.claim_board import ClaimBoard, because, place_of
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match
from storytracker.analysis.story.decisions import Decision, Ruling, StoryDecisions
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.finding_again import Place, event_of, places_of
from storytracker.analysis.story.propositions import Proposition
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
    board = _Decisions(claims, articles, entities)
    for decision in sorted(decisions.claims, key=lambda d: d.number):
        board.carry_out(decision)
    return tuple(sorted(board.claims, key=lambda c: (-c.score, c.key)))


class _Decisions(ClaimBoard):
    """One verb for each kind of decision."""

    def carry_out(self, decision: Decision) -> None:
        """One decision, with all that earlier ones have done."""
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
            self.find(name)

    def _reword(self, decision: Decision) -> None:
        claim = self.stand(decision.claim, decision)
        if claim is not None:
            said = (*claim.decided, decision.in_words("worded"))
            self.put(claim, replace(claim, text=decision.text, is_worded=True, decided=said))

    def _merge(self, decision: Decision) -> None:
        assert decision.other is not None
        self.stand(decision.claim, decision)
        other = self.stand(decision.other, decision)
        kept = self.find(decision.claim)
        if kept is None or other is None or kept is other:
            return  # a later reading has put them together by itself
        reason = decision.in_words("put together")
        parts = [other, *self._parts(decision, kept, other)]
        matches, names = list(kept.matches), list(kept.names)
        for part in parts:
            held = {place_of(m) for m in matches}
            matches += [because(m, reason) for m in part.matches if place_of(m) not in held]
            names += [name for name in part.names if name not in names]
            self.claims.remove(part)
        merged = replace(kept, names=tuple(names), decided=(*kept.decided, reason))
        self.put(kept, self.resting_on(merged, matches))

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
        source = self.find(decision.claim)
        own = self._split_by_itself(decision, source, moved)
        leaving = self._leaving(decision, source, moved) if source else []
        reason = decision.in_words("made a claim of its own")
        taken = [because(m, reason) for m in (*(own.matches if own else ()), *leaving)]
        missing = moved - {place_of(m) for m in taken}
        taken += [because(self.match_at(place, source), reason) for place in sorted(missing)]
        if own is not None:
            self.claims.remove(own)
        if source is not None and leaving:
            self.put(source, self.resting_on(source, _without(source.matches, leaving)))
        if taken:
            self.made(decision.other, decision.said, taken, reason, decision.text)

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
        went = [m for m in source.matches if place_of(m) in moved]
        stayed = [m for m in source.matches if place_of(m) in staying]

        def goes(match: Match) -> bool:
            if place_of(match) in moved | staying:
                return place_of(match) in moved
            return _nearness(match, went) > _nearness(match, stayed)

        return [m for m in source.matches if goes(m)]

    def _detach(self, decision: Decision) -> None:
        claim = self.find(decision.claim)
        if claim is None:
            return
        off = self.assertions.places(decision.said)
        matches = [m for m in claim.matches if place_of(m) not in off]
        words = decision.in_words("assertions taken off")
        self.put(claim, self.resting_on(replace(claim, decided=(*claim.decided, words)), matches))

    def _attach(self, decision: Decision) -> None:
        added = self.assertions.places(decision.said)
        claim = self.stand(decision.claim, decision, also=added)
        if claim is None:
            return
        reason = decision.in_words("added")
        missing = sorted(added - places_of(claim))
        matches = [*claim.matches, *(self.match_at(place, claim) for place in missing)]
        matches = [
            replace(because(m, reason), stance=decision.stance or m.stance)
            if place_of(m) in added
            else m
            for m in matches
        ]
        self.put(claim, self.resting_on(claim, matches))


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
