"""An article: its text with who says what in it, and the notes beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of
from apps.accounts.models import Role, User
from apps.claims.models import Assertion, EditedAssertion
from apps.sources.languages import not_analysed
from apps.sources.models import Article, ArticleVersion, Watch
from apps.sources.services import is_allowed_again
from apps.stories.forms import CopyForm, NoteForm
from apps.stories.marking import Block, Highlight, Range, mark_up
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Note,
    Story,
    StoryArticle,
    StoryDecision,
)
from apps.stories.noted import notes_facts, place_of
from apps.stories.passages import (
    Disagreement,
    Passage,
    disagreements_of,
    grown_at,
    passages_of,
    sentence_of,
)
from apps.stories.services import (
    Contributions,
    LeftOut,
    decide_copy,
    keep_visit,
    last_active,
    read_contributions,
)
from storytracker.analysis.types import SpeakerKind

TEMPLATE = "stories/article.html"


def get_article_for(user: User, pk: int) -> Article:
    """The article; 404 where it belongs to stories and ``user`` may see none of them."""
    article = get_object_or_404(
        Article.objects.select_related("outlet", "current_version", "removed_by"), pk=pk
    )
    stories = Story.objects.filter(articles=article)
    if stories.exists() and not stories.visible_to(user).exists():
        raise Http404
    return article


def article(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:article``: the whole page, as it reads now or (``?version=``) as it read."""
    found = get_article_for(reader_of(request), pk)
    context = article_context(request, found, version=version_of(request, found))
    if place := context["place"]:
        keep_visit(reader_of(request), {place.story_id: place.active})
    return render(request, TEMPLATE, context)


def version_of(request: HttpRequest, found: Article) -> ArticleVersion | None:
    """The version that the address asks for, by its id; else the newest. 404 for another's."""
    asked = request.GET.get("version", "")
    if not asked or found.is_removed:
        return found.current_version
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    return get_object_or_404(found.versions, pk=int(asked))


def article_context(
    request: HttpRequest,
    found: Article,
    form: NoteForm | None = None,
    version: ArticleVersion | None = None,
) -> dict[str, Any]:
    user = reader_of(request)
    version = version or found.current_version
    is_old = version != found.current_version
    place = place_of(found, active=last_active(user, "story"))
    every = list(Assertion.objects.for_article_page(version.pk)) if version else []
    standing = [a for a in every if not a.is_struck]
    assertions = [a for a in standing if not is_background(a)]
    own_voice = [a for a in standing if is_background(a)]
    noted = notes_facts(found, user)
    notes = noted["notes"]
    coverage = list(Coverage.objects.filter(article=found).select_related("report").order_by("pk"))
    disagreements = disagreements_in(place, found) if place else ()
    grown = () if is_old else disagreements
    for each in assertions:
        each.flags = grown_at(grown, sentence_of(each, found.pk))  # type: ignore[attr-defined]
    contributions = read_contributions(place) if place else None
    return {
        "article": found,
        "version": version,
        "is_old": is_old,
        "watch": Watch.objects.filter(article=found).first(),
        "not_analysed": not_analysed(version.text, found.language) if version else "",
        "place": place,
        "moved": moved_to(place) if place and user.has_role(Role.EDITOR) else None,
        "contributions": contributions,
        "left_out": left_out(contributions) if contributions else (),
        "disagreements": disagreements,
        "assertions": assertions,
        "own_voice": own_voice,
        "struck": [a for a in every if a.is_struck],
        "lost": () if is_old else lost_in(found, every),
        "coverage": coverage,
        "blocks": blocks_of(version, standing, notes, coverage, place, grown),
        "can_edit": user.has_role(Role.EDITOR) and not found.is_removed and not is_old,
        "can_remove": user.has_role(Role.ADMIN),
        "is_allowed_again": is_allowed_again(found),
        "decisions": found.decisions.select_related("by").order_by("-at", "-pk"),
        **noted,
        "can_note": noted["can_note"] and not is_old,
        **({"note_form": form} if form else {}),
    }


def moved_to(place: StoryArticle) -> StoryDecision | None:
    """The decision by which the article is where it is, to take back; if there is one."""
    found = StoryDecision.objects.standing().filter(
        kind__in=[StoryDecision.Kind.MOVE, StoryDecision.Kind.MERGE],
        other=place.story_id,
        articles__contains=[place.article_id],
    )
    return found.select_related("story", "by").newest_first().first()


def disagreements_in(place: StoryArticle, found: Article) -> tuple[Disagreement, ...]:
    """The discrepancies of the story that are about words of this article."""
    here = [{"article": found.pk}]
    rows = Discrepancy.objects.for_timeline(place.story).filter(
        Q(says__contains=here) | Q(against__contains=here)
    )
    return disagreements_of(rows)


def left_out(contributions: Contributions) -> list[tuple[LeftOut, tuple[Passage, ...]]]:
    """What the article leaves out, with where it stands in the report that it relays."""
    ids = {p["article"] for each in contributions.drops for p in each.passages}
    articles = Article.objects.select_related("outlet").in_bulk(ids) if ids else {}
    return [(each, passages_of(each.passages, articles)) for each in contributions.drops]


def is_background(assertion: Assertion) -> bool:
    """What the article says in its own voice and no claim rests on: kept, and folded away."""
    own = assertion.speaker.kind == SpeakerKind.OUTLET and not assertion.via
    return own and not assertion.edited_id and not assertion.evidence.all()


def lost_in(found: Article, assertions: Iterable[Assertion]) -> list[EditedAssertion]:
    """What editors decided on and what is not in the text of now: kept until it is there again."""
    here = {a.edited_id for a in assertions}
    every = found.edited_assertions.exclude(parts=[])  # type: ignore[attr-defined]
    return [each for each in every.prefetch_related("decisions__by") if each.pk not in here]


def blocks_of(
    version: ArticleVersion | None,
    assertions: Iterable[Assertion],
    notes: Iterable[Note],
    coverage: Iterable[Coverage],
    place: StoryArticle | None,
    grown: Iterable[Disagreement],
) -> tuple[Block, ...]:
    """The text with its highlights, and an anchor wherever a link may lead."""
    if version is None:
        return ()
    highlights = grown_in(version, assertions, grown)
    highlights += [
        Highlight(start, end, f"s{assertion.pk}", assertion.stance)
        for assertion in assertions
        if not is_background(assertion)
        for start, end in assertion.content
    ]
    highlights += [
        Highlight(note.start, note.end, f"n{note.pk}", "note")
        for note in notes
        if note.version_id == version.pk and note.start is not None and note.end is not None
    ]
    passages = {(a.sentence_start, a.sentence_end) for a in assertions}
    passages |= {(start, end) for a in assertions for start, end in a.content}
    passages |= {p for row in coverage for p in ranges(row.passages, version)}
    if place:
        passages |= passages_in_story(place.story, version)
    return mark_up(version.text, version.paragraphs, highlights, passages)


def grown_in(
    version: ArticleVersion, assertions: Iterable[Assertion], grown: Iterable[Disagreement]
) -> list[Highlight]:
    """What tells more than its source did, drawn like what has a note on it: whole sentences, and
    over what is said in them."""
    found = []
    for each in (d for d in grown if d.is_strengthening):
        for p in each.says:
            if p.article_id != version.article_id:
                continue
            found.append(Highlight(p.start, p.end, each.anchor, "note"))
            said = (a for a in assertions if p.touches(sentence_of(a, p.article_id)))
            parts = (part for a in said for part in a.content)
            found += [Highlight(start, end, each.anchor, "note") for start, end in parts]
    return found


def passages_in_story(story: Story, version: ArticleVersion) -> set[Range]:
    """Where the story's page leads into this text."""
    found: set[Range] = set()
    for model in (Development, ContextItem):
        rows = model.objects.filter(
            story=story, passages__contains=[{"article": version.article_id}]
        )
        for passages in rows.values_list("passages", flat=True):
            found |= ranges(passages, version)
    for places in StoryArticle.objects.filter(story=story).values_list("drops", flat=True):
        found |= {r for each in places for r in ranges(each["passages"], version)}
    told = ContextItem.objects.filter(story=story).exclude(told_in=[])
    for passages in told.values_list("told_in", flat=True):
        found |= ranges(passages, version)
    for says, against in Discrepancy.objects.filter(story=story).values_list("says", "against"):
        found |= ranges(says, version) | ranges(against, version)
    return found


def ranges(passages: Iterable[Mapping[str, Any]], version: ArticleVersion) -> set[Range]:
    """The ranges of those passages that lie in the version."""
    here = [p for p in passages if p["article"] == version.article_id]
    return {(p["start"], p["end"]) for p in here if p.get("version", version.pk) == version.pk}


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:decide-copy``: an editor confirms a suggested copy, or says that it is none."""
    found = get_article_for(reader_of(request), pk)
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, gettext("That decision could not be read, so nothing was changed. Try again.")
        )
        return redirect(way_back(request, found))
    confirmed = form.cleaned_data["decision"] == "confirm"
    outlet = form.cleaned_data["outlet_name"]
    decide_copy(
        found,
        outlet_name=outlet if confirmed else "",
        reason=form.cleaned_data["reason"],
        by=reader_of(request),
    )
    said = (
        (gettext("Kept: it is %(outlet)s’s text.") % {"outlet": outlet})
        if confirmed
        else (gettext("Kept: it is not %(outlet)s’s text.") % {"outlet": outlet})
    )
    messages.success(
        request, gettext("%(said)s The timeline follows in a moment.") % {"said": said}
    )
    return redirect(way_back(request, found))


def way_back(request: HttpRequest, found: Article) -> str:
    """The page that the form was on, when it is one of ours."""
    address = request.POST.get("next", "")
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if ours else found_url(found)


def found_url(found: Article) -> str:
    return reverse("stories:article", args=[found.pk])
