"""No editor's decision is ever lost: whatever is decided, imported, worked out anew, taken back.

Hypothesis draws sequences of such steps, each on whatever stands there by then. After every step
all that editors said is there, word for word, and what stands of it is carried out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Model
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.claims.models import (
    Assertion,
    AssertionDecision,
    Claim,
    EditedAssertion,
    Verdict,
    VersionAnalysis,
)
from apps.sources.models import Article, ArticleDecision
from apps.stories.models import (
    ClaimDecision,
    CopyDecision,
    Development,
    Note,
    Story,
    StoryDecision,
)
from apps.stories.services import (
    ClaimNotDecidable,
    StoryNotDecidable,
    add_entry,
    annotate,
    correct_outlet,
    decide_copy,
    decided_on,
    detach_assertions,
    hide_entry,
    judge_claim,
    link_articles,
    merge_claims,
    merge_stories,
    move_articles,
    pin_entry,
    place_entry,
    rebuild_story,
    reject_articles,
    rename_story,
    retype_entry,
    reword_claim,
    reword_entry,
    split_claim,
    strike_assertion,
    touch_stories,
    undo_story_decision,
)
from apps.stories.services.claims import undo_decision
from tests.stories.rulings import LEADS, make_plan, make_plans
from tests.support.made import make_person

pytestmark = pytest.mark.django_db

Kind = StoryDecision.Kind
SAID = (StoryDecision, ClaimDecision, Verdict, Note, CopyDecision, ArticleDecision,
        AssertionDecision)  # fmt: skip
UNDONE = ("undone_at", "undone_by_id")
ANCHORS = ("version_id", "start", "end", "development_id", "claim_id", "prefix", "suffix")
"""Where a note stands may change with text and timeline; its words and its quote may not."""


class Desk:
    """One editor at work; every step is drawn as a number and acts on what there is."""

    def __init__(self) -> None:
        self.by: User = make_person()
        make_plans((0, 1, 2))
        self.left = [3, 4]
        self.said: dict[tuple[type[Model], int], dict[str, Any]] = {}
        self.undone: set[tuple[type[Model], int]] = set()
        self.count = 0

    # --- steps ------------------------------------------------------------------------------

    def step(self, action: Callable[[Desk, int], object], number: int) -> None:
        """Do one thing, if it can be done now; then all that is asked for is worked out."""
        self.count += 1
        try:
            with transaction.atomic():
                action(self, number)
        except (StoryNotDecidable, ClaimNotDecidable):
            pass
        self.settle()
        self.check()

    def settle(self) -> None:
        for pk in Story.objects.stale().order_by("pk").values_list("pk", flat=True):
            rebuild_story(pk)

    @property
    def why(self) -> dict[str, Any]:
        return {"reason": f"step {self.count}", "by": self.by}

    def one(self, rows: Any, number: int) -> Any:
        """One of the rows, or nothing to be decided here."""
        found = list(rows.order_by("pk"))
        if not found:
            raise StoryNotDecidable("there is none")
        return found[number % len(found)]

    def story(self, number: int) -> Story:
        return self.one(Story.objects.filter(merged_into=None, articles__gt=0).distinct(), number)

    def entry(self, number: int) -> Development:
        return self.one(Development.objects.select_related("story"), number)

    def claim(self, number: int) -> Claim:
        return self.one(Claim.objects.standing().filter(stories__isnull=False).distinct(), number)

    def seen(self, entry: Development) -> dict[str, int]:
        return {"seen": decided_on(entry.story, entry.key)}

    # --- what must hold ---------------------------------------------------------------------

    def check(self) -> None:
        self._everything_is_there()
        self._what_stands_is_carried_out()

    def _everything_is_there(self) -> None:
        now = {(model, row.pk): values(row) for model in SAID for row in model.objects.all()}
        lost = self.said.keys() - now.keys()
        assert not lost, f"lost: {lost}"
        for key, before in self.said.items():
            changed = {name for name in before if now[key][name] != before[name]}
            allowed = set(UNDONE) if key in self.undone else set()
            allowed |= set(ANCHORS) if key[0] is Note else set()
            assert changed <= allowed, f"{key} changed in {changed}"
        self.said = now

    def _what_stands_is_carried_out(self) -> None:
        for story in Story.objects.filter(articles__gt=0).distinct():
            mine = StoryDecision.objects.standing().filter(story=story)
            self._titles(story, mine)
            self._entries(story, mine)
        self._claims()
        self._texts()

    def _titles(self, story: Story, mine: Any) -> None:
        given = mine.filter(kind=Kind.RENAME).order_by("pk").last()
        assert given is None or story.title == given.text

    def _entries(self, story: Story, mine: Any) -> None:
        of = {kind: set(mine.filter(kind=kind).values_list("entry", flat=True)) for kind in Kind}
        for entry in Development.objects.filter(story=story):
            assert entry.is_hidden == (entry.key in of[Kind.HIDE]), entry.key
            assert entry.is_pinned == (entry.key in of[Kind.PIN]), entry.key
            said = mine.filter(entry=entry.key, kind=Kind.REWORD).order_by("pk").last()
            assert said is None or entry.says == said.text
            kind = mine.filter(entry=entry.key, kind=Kind.RETYPE).order_by("pk").last()
            assert kind is None or entry.kind == kind.entry_kind
        here = set(story.articles.values_list("pk", flat=True))
        added = {f"hand:{d.pk}" for d in mine.filter(kind=Kind.ADD) if d.article_id in here}
        assert added <= set(story.developments.values_list("key", flat=True))

    def _claims(self) -> None:
        for claim in Claim.objects.filter(verdicts__isnull=False).distinct():
            newest = claim.verdicts.order_by("claim_version").last()
            assert newest is not None and claim.status == newest.status
        standing = ClaimDecision.objects.standing()
        taken_in = set(standing.filter(kind="merge").values_list("other_id", flat=True))
        for claim in Claim.objects.filter(pk__in=taken_in):
            assert claim.withdrawn_at, f"“{claim}” was merged into another and stands"
        mixed = {d.claim_id for d in standing.exclude(kind="reword")} | taken_in
        for decision in standing.filter(kind="reword").exclude(claim__in=mixed).order_by("pk"):
            newer = standing.filter(kind="reword", claim=decision.claim_id, pk__gt=decision.pk)
            if decision.claim.withdrawn_at is None and not newer.exists():
                assert decision.claim.text == decision.text

    def _texts(self) -> None:
        for decision in ArticleDecision.objects.filter(field="outlet"):
            newer = ArticleDecision.objects.filter(
                field="outlet", article=decision.article_id, pk__gt=decision.pk
            )
            outlet = decision.article.outlet
            assert newer.exists() or (outlet and outlet.name == decision.value["value"])
        for edited in EditedAssertion.objects.filter(decisions__field="struck").distinct():
            here = Assertion.objects.current().filter(
                edited=edited, version__article__current_version=F("version")
            )
            assert here and all(row.is_struck for row in here)


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


# --- the steps ----------------------------------------------------------------------------------


def bring_article(desk: Desk, number: int) -> None:
    if desk.left:
        which = desk.left.pop(number % len(desk.left))
        touch_stories(link_articles([make_plan(which, (*LEADS, LEADS[0])[which]).pk]))


def link_again(desk: Desk, number: int) -> None:
    touch_stories(link_articles(Article.objects.values_list("pk", flat=True)))


def work_out_anew(desk: Desk, number: int) -> None:
    VersionAnalysis.objects.update(analysis_version="an older one")
    ids = list(Story.objects.values_list("pk", flat=True))
    Story.objects.update(analysis_version="an older one")
    touch_stories(ids)


def rename(desk: Desk, number: int) -> None:
    story = desk.story(number)
    rename_story(story.pk, text=f"Title {desk.count}", seen=decided_on(story), **desk.why)


def hide(desk: Desk, number: int) -> None:
    entry = desk.entry(number)
    hide_entry(entry.pk, **desk.seen(entry), **desk.why)


def pin(desk: Desk, number: int) -> None:
    entry = desk.entry(number)
    pin_entry(entry.pk, **desk.seen(entry), **desk.why)


def reword_an_entry(desk: Desk, number: int) -> None:
    entry = desk.entry(number)
    reword_entry(entry.pk, text=f"Entry {desk.count}", **desk.seen(entry), **desk.why)


def retype(desk: Desk, number: int) -> None:
    entry = desk.entry(number)
    kind = ("report", "addition", "denial", "confirmation")[number % 4]
    retype_entry(entry.pk, kind=kind, **desk.seen(entry), **desk.why)


def place_last(desk: Desk, number: int) -> None:
    entry = desk.entry(number)
    place_entry(entry.pk, None, **desk.seen(entry), **desk.why)


def add(desk: Desk, number: int) -> None:
    story = desk.story(number)
    article = desk.one(story.articles, number)
    words = article.current_version.text[:20].strip()
    what = {"kind": "addition", "text": f"Entry by hand {desk.count}", "words": words}
    add_entry(story.pk, article_id=article.pk, **what, **desk.why)


def judge(desk: Desk, number: int) -> None:
    claim = desk.claim(number)
    status = ("disputed", "confirmed", "refuted", "unverified")[number % 4]
    judge_claim(
        claim_id=claim.pk, status=status, rationale=f"step {desk.count}", by=desk.by,
        seen_version=claim.version, single_origin_accepted=True,
    )  # fmt: skip


def reword_a_claim(desk: Desk, number: int) -> None:
    claim = desk.claim(number)
    reword_claim(claim.pk, text=f"Claim {desk.count}", seen_version=claim.version, **desk.why)


def merge_two_claims(desk: Desk, number: int) -> None:
    claim = desk.claim(number)
    story = claim.stories.order_by("pk").first()
    others = Claim.objects.standing().filter(stories=story).exclude(pk=claim.pk)
    merge_claims(claim.pk, desk.one(others, number).pk, seen_version=claim.version, **desk.why)


def split_one_off(desk: Desk, number: int) -> None:
    claim = desk.claim(number)
    said = desk.one(claim.evidence, number)  # type: ignore[attr-defined]
    split_claim(claim.pk, [said.assertion_id], seen_version=claim.version, **desk.why)


def take_one_off(desk: Desk, number: int) -> None:
    claim = desk.claim(number)
    said = desk.one(claim.evidence, number)  # type: ignore[attr-defined]
    detach_assertions(claim.pk, [said.assertion_id], seen_version=claim.version, **desk.why)


def note(desk: Desk, number: int) -> None:
    anchor = (None, desk.entry(number), desk.claim(number))[number % 3]
    story = desk.story(number)
    if isinstance(anchor, Development):
        story = anchor.story
    elif anchor:
        story = Story.objects.filter(claims=anchor).order_by("pk")[0]
    annotate(story, body=f"Note {desk.count}", by=desk.by, anchor=anchor)


def strike(desk: Desk, number: int) -> None:
    rows = Assertion.objects.counted().filter(version__article__current_version=F("version"))
    strike_assertion(desk.one(rows, number), **desk.why)


def set_an_outlet(desk: Desk, number: int) -> None:
    article = desk.one(Article.objects.all(), number)
    correct_outlet(article, name=f"Paper {desk.count}", **desk.why)


def say_whose_text(desk: Desk, number: int) -> None:
    article = desk.one(Article.objects.all(), number)
    decide_copy(article, outlet_name=("", "Harbour Post")[number % 2], **desk.why)


def move_one(desk: Desk, number: int) -> None:
    story = desk.story(number)
    article = desk.one(story.articles, number)
    others = Story.objects.filter(merged_into=None).exclude(pk=story.pk).order_by("pk")
    to = others.first().pk if number % 2 and others else None
    move_articles(story.pk, [article.pk], to, seen=decided_on(story), **desk.why)


def refuse_one(desk: Desk, number: int) -> None:
    story = desk.story(number)
    article = desk.one(story.articles, number)
    reject_articles(story.pk, [article.pk], seen=decided_on(story), **desk.why)


def merge_two_stories(desk: Desk, number: int) -> None:
    story = desk.story(number)
    other = desk.one(Story.objects.filter(merged_into=None).exclude(pk=story.pk), number)
    merge_stories(story.pk, other.pk, seen=decided_on(story), **desk.why)


def take_back(desk: Desk, number: int) -> None:
    decision = desk.one(StoryDecision.objects.standing(), number)
    undo_story_decision(decision.pk, by=desk.by)
    desk.undone.add((StoryDecision, decision.pk))


def take_back_on_a_claim(desk: Desk, number: int) -> None:
    decision = desk.one(ClaimDecision.objects.standing(), number)
    undo_decision(decision.pk, by=desk.by)
    desk.undone.add((ClaimDecision, decision.pk))


STEPS = (
    bring_article, link_again, work_out_anew, rename, hide, pin, reword_an_entry, retype,
    place_last, add, judge, reword_a_claim, merge_two_claims, split_one_off, take_one_off, note,
    strike, set_an_outlet, say_whose_text, move_one, refuse_one, merge_two_stories, take_back,
    take_back_on_a_claim,
)  # fmt: skip

steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 11)), min_size=6, max_size=12)


@example(steps=[(bring_article, 0), (bring_article, 0), (add, 0), (strike, 0)])
@given(steps=steps)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_decision_is_lost(steps: list[tuple[Callable[[Desk, int], object], int]]) -> None:
    with transaction.atomic():
        desk = Desk()
        for action, number in steps:
            desk.step(action, number)
        transaction.set_rollback(True)
