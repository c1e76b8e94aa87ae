"""``stories:outlets``, ``stories:outlet`` and ``stories:edit-outlet``."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from django.test import Client

from apps.sources.models import Article, Feed, Outlet, OutletDecision, Report
from apps.sources.services import add_feed, get_outlets
from apps.stories.models import Coverage, Development, Story
from apps.stories.outlets import figures_of, lag_of
from apps.stories.services import describe_outlet
from tests.support.made import make_person
from tests.support.newsroom import Made, make_article, make_story, make_user
from tests.support.queries import count_queries


def plain(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def owned(made: Made) -> list[Outlet]:
    """An outlet for each report of the story: that of the development of the same number."""
    found = []
    for development in made.developments:
        report = development.report
        report.outlet = get_outlets([report.name])[report.name]
        report.save()
        found.append(report.outlet)
    return found


def figures(outlet: Outlet) -> tuple[int, ...]:
    each = figures_of([outlet], make_person())[outlet.pk]
    return (each.held, each.originals, each.copies, each.relays)


def test_an_article_counts_once_by_its_weightiest_role(made: Made) -> None:
    outlet = get_outlets(["Coast Courier"])["Coast Courier"]
    Article.objects.update(outlet=outlet)
    Coverage.objects.filter(article=made.articles[1]).update(role="original")
    # The first is a copy (as made), and relays another report beside that.
    report = made.developments[2].report
    Coverage.objects.filter(article=made.articles[0]).get()
    Coverage.objects.create(
        story=made.story,
        article=made.articles[0],
        report=report,
        role="relay",
        lineage="stated",
        status="stated",
        score=1,
    )
    make = make_article(9, outlet=None)
    Article.objects.filter(pk=make.pk).update(outlet=outlet)
    assert figures(outlet) == (4, 1, 1, 1)
    Article.objects.filter(pk=make.pk).update(removed_at="2024-03-05T00:00Z")
    assert figures(outlet) == (3, 1, 1, 1)


def test_first_with_a_claim_is_who_puts_it_out_before_the_others(made: Made) -> None:
    one, two, three = owned(made)
    late = made.developments[1]
    late.claims.add(made.claims[0])
    found = figures_of([one, two, three], make_person())
    # The third entry is a denial: that puts no claim out.
    assert [found[each.pk].firsts for each in (one, two, three)] == [1, 1, 0]
    assert [found[each.pk].ghosts for each in (one, two, three)] == [1, 1, 1]
    Development.objects.filter(pk=made.developments[0].pk).update(is_hidden=True)
    found = figures_of([one, two], make_person())
    assert [found[each.pk].firsts for each in (one, two)] == [0, 2]


def test_corrections_are_its_own_entries_that_correct_or_take_back(made: Made) -> None:
    one, two, _ = owned(made)
    Development.objects.filter(pk=made.developments[0].pk).update(kind="correction")
    found = figures_of([one, two], make_person())
    assert (found[one.pk].corrections, found[two.pk].corrections) == (1, 0)


def dated(day: date, basis: str = "text") -> dict[str, object]:
    return {"when_day": day, "when_precision": "day", "when_basis": basis}


def test_the_lag_is_the_median_of_days_behind_the_first_report(made: Made) -> None:
    outlet = get_outlets(["Coast Courier"])["Coast Courier"]
    user = make_person()
    Article.objects.update(outlet=outlet, **dated(date(2024, 3, 10)))
    assert lag_of(outlet, user) is None, "the entries’ dates are inferred"
    for entry, day in zip(made.developments, (1, 6, 8), strict=True):
        Development.objects.filter(pk=entry.pk).update(kind="report", **dated(date(2024, 3, day)))
    lag = lag_of(outlet, user)
    assert lag and (lag.days, lag.claims) == (4, 3)
    Development.objects.filter(pk=made.developments[2].pk).update(**dated(date(2024, 3, 11)))
    lag = lag_of(outlet, user)
    assert lag and (lag.days, lag.claims) == (6.5, 2), "what comes before the first is no lag"
    Report.objects.update(outlet=outlet)
    assert lag_of(outlet, user) is None, "it was first itself"


def test_the_page_tells_all_of_it(analyst_client: Client, made: Made) -> None:
    one, *_ = owned(made)
    Article.objects.filter(pk=made.articles[0].pk).update(outlet=one)
    Report.objects.update(**dated(date(2024, 3, 4), "inferred"))
    words = plain(analyst_client, f"/sources/{one.slug}/")
    assert "Held 1 article Originals 0 Copies 1 Relays 0 Cited only 1 report" in words
    assert "First with 1 claim" in words and "Behind the first report not known" in words
    assert "Wanted from it" in words
    assert f"{made.story.title} about ≈ 4 Mar 2024 , told by 1 article" in words
    assert f"{made.articles[0].title} copy {made.story.title}" in words
    assert "no editor gave a letter" in words and "Edit this outlet" not in words


def test_names_of_outlets_lead_there(analyst_client: Client, made: Made) -> None:
    radio = owned(made)[0]
    daily = made.articles[0].outlet
    assert daily
    speaker = made.assertions[0].speaker
    of_article, of_report = f'href="/sources/{daily.slug}/"', f'href="/sources/{radio.slug}/"'
    for address, links in (
        (f"/s/{made.story.slug}/", (of_article, of_report)),
        (f"/c/{made.claims[0].pk}/", (of_article, of_report)),
        (f"/a/{made.articles[0].pk}/", (of_article,)),
        (f"/speakers/{speaker.pk}/", (of_article,)),
        ("/search/?q=ferry+line", (of_article,)),
    ):
        page = analyst_client.get(address).content.decode()
        assert all(link in page for link in links), address


def test_an_outlet_known_from_others_words_has_a_page(analyst_client: Client) -> None:
    outlet = get_outlets(["Coast Courier"])["Coast Courier"]
    assert "No article of it is held" in plain(analyst_client, f"/sources/{outlet.slug}/")
    assert analyst_client.get("/sources/never-was/").status_code == 404


def test_the_list_is_searched_and_sorted(analyst_client: Client, made: Made) -> None:
    owned(made)
    harbour = Outlet.objects.get(name="Harbour Daily 2")
    make_article(2, outlet=harbour.name)

    def order(query: str) -> list[str]:
        page = analyst_client.get(f"/sources/?{query}").content.decode()
        return re.findall(r'<td><a href="/sources/([\w-]+)/"', page)

    every = order("")
    assert every == sorted(every) and len(every) == 5
    assert order("sort=held")[0] == harbour.slug
    assert order("sort=newest")[0] == harbour.slug
    assert {slug.rsplit("-", 1)[0] for slug in order("sort=cited")[:3]} == {"harbour-radio"}
    assert order("q=radio+2") == ["harbour-radio-2"]
    assert "No outlet’s name or publisher family has “zeppelin”" in plain(
        analyst_client, "/sources/?q=zeppelin"
    )


def test_nothing_there_is_one_sentence_and_one_action(
    analyst_client: Client, admin_client: Client
) -> None:
    assert "No outlets yet" in plain(analyst_client, "/sources/")
    assert "Import articles" in plain(admin_client, "/sources/")


def test_thirty_rows_ask_no_more_than_three(analyst_client: Client) -> None:
    small = make_story(3, title="Small")
    outlet = owned(small)[0]
    Article.objects.update(outlet=outlet)
    addresses = ("/sources/", f"/sources/{outlet.slug}/")
    few = [count_queries(analyst_client, address) for address in addresses]
    large = make_story(30, title="Large")
    owned(large)
    Article.objects.update(outlet=outlet)
    Report.objects.update(outlet=outlet)
    Development.objects.filter(story=large.story).update(kind="correction")
    assert [count_queries(analyst_client, address) for address in addresses] == few
    assert few[0] <= 8 and few[1] <= 20


def test_an_editor_gives_a_letter_with_a_reason(editor_client: Client, made: Made) -> None:
    outlet = Outlet.objects.get(name="Harbour Daily 0")
    address = f"/sources/{outlet.slug}/edit/"
    form = {"name": outlet.name, "family": "", "reliability": "B", "revision": outlet.revision}
    refused = editor_client.post(address, form)
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    saved = editor_client.post(address, form | {"reason": "Ten years of corrections in print."})
    assert saved.url == f"/sources/{outlet.slug}/"
    words = plain(editor_client, saved.url)
    assert "B usually reliable says editor" in words
    assert "Ten years of corrections in print." in words
    listed = plain(editor_client, "/sources/?q=harbour+daily+0")
    assert "Harbour Daily 0 B 1" in listed


def test_two_editors_at_once_see_each_others(editor_client: Client, made: Made) -> None:
    outlet = Outlet.objects.get(name="Harbour Daily 0")
    seen = outlet.revision
    said = {"name": outlet.name, "family": "Quay Press", "reliability": ""}
    describe_outlet(outlet, by=make_person(), reason="The imprint.", **said)
    typed = {"name": outlet.name, "family": "Coast Media", "reason": "Its owner.", "revision": seen}
    answer = editor_client.post(f"/sources/{outlet.slug}/edit/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Quay Press" in page and 'value="Coast Media"' in page and "The imprint." in page
    again = typed | {"revision": outlet.revision}
    assert editor_client.post(f"/sources/{outlet.slug}/edit/", again).status_code == 302
    outlet.refresh_from_db()
    assert outlet.family == "Coast Media"


def test_whose_family_changed_is_counted_anew_and_a_letter_counts_nowhere(made: Made) -> None:
    outlet = Outlet.objects.get(name="Harbour Daily 0")
    said = {"name": outlet.name, "family": "", "reason": "The imprint.", "by": make_person()}
    before = Story.objects.get().wanted_revision
    describe_outlet(outlet, **said | {"reliability": "A", "family": outlet.name})
    # The made outlet had no family: giving it its own is a change too.
    changed = OutletDecision.objects.values_list("field", flat=True)
    assert set(changed) == {"family", "reliability"}
    touched = Story.objects.get().wanted_revision
    assert touched > before
    describe_outlet(outlet, **said | {"reliability": "B", "family": outlet.name})
    assert Story.objects.get().wanted_revision == touched


def test_decisions_and_removed_feeds_are_in_the_log(admin_client: Client, made: Made) -> None:
    outlet = Outlet.objects.get(name="Harbour Daily 0")
    describe_outlet(
        outlet,
        name=outlet.name,
        family="Quay Press",
        reliability="A",
        reason="The imprint.",
        by=make_user("editor", "mara"),
    )
    words = plain(admin_client, "/activity/?by=mara")
    assert "Outlet: reliability" in words and "A, was none" in words
    assert "Outlet: publisher family" in words and "The imprint." in words


def test_a_removed_feed_stays_in_the_log(admin_client: Client) -> None:
    mara = make_user("admin", "mara")
    feed = add_feed(url="https://coast.example/feed", by=mara)
    Feed.objects.filter(pk=feed.pk).update(title="Coast Courier")
    admin_client.post(f"/import/feeds/{feed.pk}/remove/")
    words = plain(admin_client, "/activity/?kind=feeds")
    assert "Feed removed" in words and "Coast Courier" in words
    assert "https://coast.example/feed" in words
