"""A story on one page: what it says, who says so, and the same on paper and as text."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from markdown_it import MarkdownIt
from pypdf import PdfReader

from apps.accounts.models import Role, User
from apps.claims.models import Claim
from apps.claims.services import give_verdict
from apps.stories.exports.brief import Brief, Section
from apps.stories.exports.composing import POINTS, Asked, compose
from apps.stories.exports.markdown import to_markdown
from apps.stories.exports.pdf import to_pdf
from apps.stories.models import Story
from apps.stories.services import AsOf, Clock, look_back, read_story, told_of
from tests.stories.rulings import make_plans
from tests.support.newsroom import FIRST_DAY, Made, make_story
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

BASE = "https://news.example"


def brief_of(story: Story, **asked: Any) -> Brief:
    as_of = asked.get("as_of")
    reading = look_back(story, as_of) if as_of else read_story(story)
    told = told_of(row.claim for row in reading.claims)
    return compose(reading, told, Asked(BASE, **asked), timezone.now())


def section(brief: Brief, key: str) -> Section:
    return next(each for each in brief.sections if each.key == key)


def change(claim: Claim, **values: Any) -> Claim:
    Claim.objects.filter(pk=claim.pk).update(**values)
    return claim


def judge(claim: Claim, status: str, rationale: str = "Two ministers said so.") -> User:
    editor, _ = User.objects.get_or_create(username="edith", defaults={"role": Role.EDITOR})
    give_verdict(
        claim_id=claim.pk,
        status=status,
        rationale=rationale,
        by=editor,
        seen_version=Claim.objects.get(pk=claim.pk).version,
        single_origin_accepted=True,
    )
    return editor


# --- what it says --------------------------------------------------------------------------------


def test_a_claim_stands_under_what_is_known_of_it(made: Made) -> None:
    confirmed, disputed, single = made.claims
    judge(confirmed, "confirmed")
    change(single, denied_by=[])
    brief = brief_of(made.story)
    for key, claim in (("known", confirmed), ("disputed", disputed), ("single", single)):
        assert [p.text.text for p in section(brief, key).points] == [f"{claim.text}."], key


def test_independent_origins_without_a_verdict_are_no_knowledge(made: Made) -> None:
    first, second, third = made.claims
    change(first, denied_by=[], origins=["A", "B"], informants=["x", "y"])
    change(second, denied_by=[], origins=["A", "B"], informants=["x"])
    change(third, denied_by=[], origins=[])
    brief = brief_of(made.story)
    assert section(brief, "known").empty.startswith("Nothing yet")
    assert [p.text.text for p in section(brief, "corroborated").points] == [f"{first.text}."]
    shared = section(brief, "single").points[0]
    assert shared.text.text == f"{second.text}."
    assert "one informant, x: that is one voice" in shared.details[-1].text
    assert third.text in section(brief, "unknown").points[0].text.text


def test_what_was_refuted_or_taken_back_did_not_hold(made: Made) -> None:
    judge(made.claims[0], "refuted")
    judge(made.claims[1], "retracted")
    assert {p.status for p in section(brief_of(made.story), "wrong").points} == {
        "refuted",
        "retracted",
    }


def test_it_says_who_denies_and_who_says_so_with_the_words(made: Made) -> None:
    point = section(brief_of(made.story), "disputed").points[0]
    denied, said, rests = point.details
    assert denied.text == "Denied by the operator."
    assert said.text == "According to two board members, first put out by Harbour Radio 0."
    assert rests.text.startswith("Rests on a single origin, Harbour Radio 0 and one informant")
    start, end = made.assertions[1].content[0]
    (reference,) = denied.references
    assert reference.address == f"{BASE}/a/{made.articles[0].pk}/#c{start}-{end}"
    assert reference.words == made.assertions[1].words


def test_a_verdict_has_who_when_and_why(made: Made) -> None:
    judge(made.claims[0], "disputed", "Nobody\nsaw it")
    (verdict, *_) = section(brief_of(made.story), "disputed").points[0].details
    today = timezone.localdate()
    assert verdict.text == f"Disputed by edith, {today:%-d %b %Y}: Nobody saw it."
    assert verdict.address == f"{BASE}/c/{made.claims[0].pk}/history/"


def test_what_is_unclear_where_articles_disagree_and_what_is_not_held(made: Made) -> None:
    evidence = made.assertions[1].evidence.get()  # type: ignore[attr-defined]
    evidence.stance = "observes"
    evidence.save()
    points = section(brief_of(made.story), "unknown").points
    assert points[0].text.text == f"Whether: {made.claims[0].text}."
    assert points[0].details[0].text == "Not clear, or not confirmed, according to the operator."
    assert points[1].text.text == "Articles disagree: whether line 0 was named."
    assert points[1].details[0].text == "Likely cause: a revised text."
    held = "Cited and not held here: Harbour Radio 0, Harbour Radio 1 and Harbour Radio 2."
    assert points[-1].text.text == held


def test_sources_are_numbered_as_they_are_first_referred_to(made: Made) -> None:
    brief = brief_of(made.story)
    told = [
        reference.number
        for sentence in [
            *([brief.latest] if brief.latest else []),
            *(s for sec in brief.sections for p in sec.points for s in (p.text, *p.details)),
        ]
        for reference in sentence.references
    ]
    assert list(dict.fromkeys(told)) == [source.number for source in brief.sources] == [1, 2, 3]
    # The newest entry comes first, so the last article has the first number.
    assert brief.sources[0].outlet == "Harbour Daily 2"
    assert brief.sources[2].outlet == "unidentified outlet"
    assert brief.sources[0].published == "5 Mar 2024 (day only, stated in the text)"


def test_only_addresses_of_the_web_are_given(made: Made) -> None:
    article = made.articles[2]
    for url, shown in (("https://quay.example/a", True), ("javascript:alert(1)", False)):
        article.url = url
        article.save(update_fields=["url"])
        assert (brief_of(made.story).sources[0].web == url) is shown


# --- since, and as of ----------------------------------------------------------------------------


def test_what_changed_since_a_day_by_the_publishers_clock(made: Made) -> None:
    judge(made.claims[0], "disputed")
    changed = section(brief_of(made.story, since=FIRST_DAY + timedelta(days=1)), "changed")
    texts = [p.text.text for p in changed.points]
    assert texts == [
        "≈ 5 Mar 2024: Harbour Radio 2 denies: line 2 is to close.",
        made.claims[0].text,
    ]
    assert changed.points[1].details[0].text.startswith("Disputed by edith")


def test_what_changed_since_a_day_by_our_clock() -> None:
    story = make_plans()
    tomorrow, as_of = timezone.localdate() + timedelta(days=1), AsOf(FIRST_DAY, Clock.KNOWN)
    now = AsOf(tomorrow, Clock.KNOWN)
    today = section(brief_of(story, as_of=now, since=timezone.localdate()), "changed")
    later = section(brief_of(story, as_of=now, since=tomorrow), "changed")
    assert today.points and not later.points and later.empty.startswith("Nothing")
    assert not brief_of(story, as_of=as_of).sources


def test_a_look_back_says_who_says_what_as_of_then() -> None:
    story = make_plans()
    now, then = brief_of(story), brief_of(story, as_of=AsOf(timezone.localdate(), Clock.PUBLISHED))
    assert then.standing.startswith("As published by the end of ")
    assert then.sections == now.sections and then.sources == now.sources
    details = [d for sec in now.sections for p in sec.points for d in p.details]
    assert any(d.text.startswith("According to ") and d.references for d in details)


# --- as text and on paper ------------------------------------------------------------------------

HOSTILE = "1. # [x](javascript:alert(1)) <script>alert(1)</script> **b** https://evil.example `c`"


def test_hostile_words_stay_words_in_markdown(made: Made) -> None:
    change(made.claims[0], text=HOSTILE)
    made.story.title = HOSTILE
    text = to_markdown(brief_of(made.story))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = [t for token in parser.parse(text) for t in (token, *(token.children or ()))]
    assert not {"html_block", "html_inline", "code_inline", "image"} & {t.type for t in tokens}
    links = {str(t.attrs["href"]) for t in tokens if t.type == "link_open"}
    assert links and all(link.startswith(BASE) for link in links)
    heading = tokens[[t.type for t in tokens].index("heading_open") + 1]
    assert "".join(t.content for t in heading.children or ()) == HOSTILE


def test_markdown_lists_sources_by_their_numbers(made: Made) -> None:
    text = to_markdown(brief_of(made.story))
    assert "[\\[1\\]]" in text and "\n3. unidentified outlet, 4 Mar 2024" in text


def words_of(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split()
    )


def test_the_pdf_says_the_same_and_leads_to_the_passages(made: Made) -> None:
    brief = brief_of(made.story)
    content = to_pdf(brief)
    words = words_of(content)
    for sentence in (brief.title, "Denied by the operator.", "Sources", brief.standing):
        assert sentence in words
    pages = PdfReader(BytesIO(content)).pages
    found = {a.get_object()["/A"]["/URI"] for page in pages for a in page.get("/Annots", [])}
    references = [
        r.address for s in brief.sections for p in s.points for d in p.details for r in d.references
    ]
    assert references and set(references) <= found


def test_the_pdf_takes_any_words(made: Made) -> None:
    change(made.claims[0], text="<b>&amp; Šefčovič " + "x" * 300 + " \u202e وزير 部長")
    words = words_of(to_pdf(brief_of(made.story)))
    assert "<b>&amp; Šefčovič" in words
    assert "the Markdown have them" in words


# --- its pages -----------------------------------------------------------------------------------


def address(made: Made, kind: str = "/") -> str:
    return f"/s/{made.story.slug}/brief{kind}"


def test_the_page_reads_as_the_brief_does(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made)).content.decode()
    words = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))
    brief = brief_of(made.story)
    for each in brief.sections:
        assert each.title in words
        assert all(d.text in words for p in each.points for d in p.details)
    start, end = made.assertions[1].content[0]
    assert f'href="http://testserver/a/{made.articles[0].pk}/#c{start}-{end}"' in page


def test_its_other_forms_are_offered_as_asked(analyst_client: Client, made: Made) -> None:
    page = analyst_client.get(address(made) + "?since=2024-03-05").content.decode()
    assert f'href="{address(made, ".pdf")}?since=2024-03-05"' in page
    assert "What changed since 5 March 2024" in page
    text = analyst_client.get(address(made, ".md") + "?since=2024-03-05")
    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    assert "## What changed since 5 March 2024" in text.content.decode()
    assert analyst_client.get(address(made, ".pdf")).content.startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["/", ".md", ".pdf"])
def test_a_day_that_is_none_is_told(analyst_client: Client, made: Made, kind: str) -> None:
    response = analyst_client.get(address(made, kind) + "?since=lately")
    assert response.status_code == 422
    assert "Give a day such as 2023-11-02." in response.content.decode()


@pytest.mark.parametrize("kind", ["/", ".md", ".pdf"])
def test_a_merged_story_leads_to_where_its_articles_are(
    analyst_client: Client, made: Made, kind: str
) -> None:
    other = make_story(1, title="Piers close")
    Story.objects.filter(pk=made.story.pk).update(merged_into=other.story)
    response = analyst_client.get(address(made, kind) + "?since=2024-03-05")
    assert response.status_code == 302
    assert response["Location"] == f"{address(other, kind)}?since=2024-03-05"


def test_a_long_story_stays_short_and_asks_as_often(analyst_client: Client) -> None:
    small, large = make_story(3), make_story(30, title="Piers close")
    assert count_queries(analyst_client, address(small)) == count_queries(
        analyst_client, address(large)
    )
    disputed = section(brief_of(large.story), "disputed")
    assert len(disputed.points) == POINTS and disputed.more == 30 - POINTS
