"""Addresses that are asked again: politely, and only what changed makes a version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from apps.sources.models import Article, ArticleVersion, Host, ImportItem, StoredBytes, Watch
from apps.sources.services import (
    CantBeFetched,
    check_articles,
    fetch_again,
    remove_article,
    reread_article,
    set_title,
    tell_checkers,
    watch_articles,
)
from apps.sources.services.intervals import LONGEST_CHECK_SECONDS, next_check
from apps.sources.services.watching import MOST_FAILURES
from tests.support import queues
from tests.support.fetching import fetch_all, page_of, serve
from tests.support.site import LOOPBACK, Site

pytestmark = pytest.mark.django_db(transaction=True)

NEWS = "<p>The mayor has resigned, the council said.</p></article>"


@pytest.fixture(autouse=True)
def brisk(settings, empty_queues) -> None:
    settings.FETCH_ALLOWED_NETWORKS = LOOPBACK
    settings.FETCH_HOST_DELAY_SECONDS = 0


@pytest.fixture
def site():
    with Site() as site:
        yield site


@pytest.fixture
def article(site, accept) -> Article:
    """Made-up article 1, fetched from the site."""
    accept(*serve(site, [1]))
    fetch_all()
    queues.work()
    return Article.objects.get()


def changed_page(more: str = NEWS) -> str:
    return page_of(1).replace("</article>", more)


def check(article: Article) -> tuple[Watch, list[int]]:
    """Ask an article's address now; its watch, and which articles' texts changed."""
    watch_articles([article.pk])
    Watch.objects.update(next_at=Now())
    Host.objects.update(free_at=None, lease_token=None)
    changed: list[int] = []
    check_articles(list(Watch.objects.values_list("pk", flat=True)), changed.append)
    article.refresh_from_db()
    return Watch.objects.get(article=article), changed


def test_what_stayed_the_same_leaves_a_date_and_nothing_else(site, article) -> None:
    before = StoredBytes.objects.count(), ImportItem.objects.count()
    watch, changed = check(article)
    assert changed == [] and article.versions.count() == 1
    assert watch.checked_at and watch.changed_at is None and watch.problem == ""
    assert (StoredBytes.objects.count(), ImportItem.objects.count()) == before


def test_what_the_site_says_is_unchanged_is_not_sent_again(site, article) -> None:
    site.page("/1", page_of(1), etag='"one"')
    check(article)
    watch, changed = check(article)
    assert site.asked("/1")[-1].headers["if-none-match"] == '"one"'
    assert changed == [] and watch.etag == '"one"' and watch.problem == ""


def test_a_changed_text_is_the_newest_version_and_the_first_stays(site, article) -> None:
    first, key = article.current_version, article.content_hash
    site.page("/1", changed_page())
    watch, changed = check(article)
    assert changed == [article.pk] and watch.changed_at
    assert article.current_version.number == 2
    assert "The mayor has resigned" in article.current_version.text
    assert article.versions.get(number=1) == first and "resigned" not in first.text
    assert article.content_hash == key, "what editors decided on the story hangs on it"
    _, changed = check(article)
    assert changed == []


@pytest.mark.parametrize("more", ["<p>173 comments</p></article>", "  \n</article>"])
def test_counters_and_spaces_make_no_version(site, article, more: str) -> None:
    site.page("/1", changed_page(more))
    watch, changed = check(article)
    assert changed == [] and article.versions.count() == 1 and watch.problem == ""


def test_a_text_that_is_put_back_counts_again(site, article) -> None:
    site.page("/1", changed_page())
    check(article)
    site.page("/1", page_of(1))
    _, changed = check(article)
    assert changed == [article.pk]
    newest = article.current_version
    assert (newest.number, newest.is_return) == (3, True)
    assert newest.text == article.versions.get(number=1).text


def test_a_new_headline_is_taken_but_not_over_an_editors(site, article, editor) -> None:
    headline = article.title
    other = page_of(1).replace(headline, "The ferries stop tonight, the operator says")
    site.page("/1", other)
    check(article)
    assert article.title == "The ferries stop tonight, the operator says"
    set_title(article, title="Ours", reason="plainer", by=editor)
    site.page("/1", other.replace("</article>", NEWS))
    check(article)
    assert article.title == "Ours"
    assert article.current_version.text.startswith("Ours")
    assert "The mayor has resigned" in article.current_version.text


def test_the_day_it_was_put_out_stays(site, article) -> None:
    day = article.when_day
    site.page("/1", changed_page().replace("2024-03-02", "2024-03-09"))
    check(article)
    assert article.versions.count() == 2 and article.when_day == day


def test_its_bytes_can_be_read_anew(site, article) -> None:
    site.page("/1", changed_page())
    check(article)
    before = article.current_version
    assert reread_article(article) is False
    article.refresh_from_db()
    assert article.current_version == before and article.versions.count() == 2
    ArticleVersion.objects.filter(pk=before.pk).update(text="Read badly", content_hash="0")
    assert reread_article(article)
    assert article.current_version.number == 3 and "<p>" not in article.current_version.text
    assert "The mayor has resigned" in article.current_version.text


# --- what is no version ---------------------------------------------------------------------------


def test_a_page_that_is_gone_is_said_and_asked_ever_more_rarely(site, article) -> None:
    site.page("/1", "Not here", status=404)
    watch, changed = check(article)
    assert changed == [] and watch.problem.startswith("There is no such page (404).")
    assert "paste" not in watch.problem
    for _ in range(MOST_FAILURES - 1):
        watch, _ = check(article)
    assert watch.failures == MOST_FAILURES and watch.next_at is None
    watch_articles([article.pk])
    watch.refresh_from_db()
    assert watch.next_at is None, "given up stays given up"


def test_a_site_that_forbids_it_is_not_asked(site, article) -> None:
    site.robots("User-agent: *\nDisallow: /")
    Host.objects.update(robots_at=None)
    asked = len(site.asked("/1"))
    watch, _ = check(article)
    assert len(site.asked("/1")) == asked
    assert "robots.txt" in watch.problem and watch.next_at is None


def test_an_address_inside_our_network_is_not_asked(site, article, settings) -> None:
    settings.FETCH_ALLOWED_NETWORKS = ()
    asked = len(site.requests)
    watch, changed = check(article)
    assert len(site.requests) == asked and changed == []
    assert watch.problem and watch.failures == 1


def test_a_page_with_nothing_on_it_changes_nothing(site, article) -> None:
    site.page("/1", "<html><title>Moved</title><p>Bye</p></html>")
    watch, changed = check(article)
    assert changed == [] and article.versions.count() == 1
    assert "letters were found in it" in watch.problem and "is kept" not in watch.problem


def test_another_page_at_the_end_of_a_redirect_is_not_taken(site, article) -> None:
    title = "Plum cake for the patient, and how long it has to rest"
    page = page_of(1).split("<article>")[0] + (
        f"<article><h1>{title}</h1><p>A plum cake rests for a day and a night, the baker of the "
        "old town said on Monday, before anybody at all may have a piece of it.</p><p>The plums "
        "come from the garden behind his shop, where they have been grown for forty years by his "
        "aunt, who was a teacher of music and sang to them.</p></article></body></html>"
    )
    site.page("/2", page)
    site.redirect("/1", "/2")
    watch, changed = check(article)
    assert changed == [] and article.versions.count() == 1
    assert "leads to another page now" in watch.problem


def test_the_same_text_at_the_end_of_a_redirect_is(site, article) -> None:
    site.page("/moved", changed_page())
    site.redirect("/1", "/moved")
    _, changed = check(article)
    assert changed == [article.pk]


def test_the_same_delivery_three_times_is_one_check(site, article) -> None:
    site.page("/1", changed_page())
    watch_articles([article.pk])
    Watch.objects.update(next_at=Now())
    Host.objects.update(free_at=None, lease_token=None)
    ids = list(Watch.objects.values_list("pk", flat=True))
    asked, changed = len(site.asked("/1")), []
    for _ in range(3):
        check_articles(ids, changed.append)
    assert changed == [article.pk] and len(site.asked("/1")) == asked + 1
    assert article.versions.count() == 2


def test_who_lost_the_lease_writes_nothing(site, article, monkeypatch) -> None:
    site.page("/1", changed_page())

    def frozen(*_: object) -> None:
        """While the page was read, another worker took the watch."""
        Watch.objects.update(lease_token="00000000-0000-0000-0000-000000000001")

    monkeypatch.setattr("apps.sources.services.checking.is_another", frozen)
    _, changed = check(article)
    assert changed == [] and article.versions.count() == 1


# --- when -----------------------------------------------------------------------------------------


def test_what_changes_is_asked_more_often() -> None:
    assert next_check(3600, changed=True) < 3600 < next_check(3600, changed=False)
    assert next_check(10**9, changed=False) == LONGEST_CHECK_SECONDS
    assert next_check(1, changed=True) > 60


def test_an_article_is_left_in_peace_after_some_days(site, article, settings) -> None:
    watch, _ = check(article)
    assert watch.next_at is not None
    Article.objects.update(first_seen_at=F("first_seen_at") - timedelta(days=8))
    watch, _ = check(Article.objects.get())
    assert settings.REFETCH_DAYS == 7 and watch.next_at is None


def test_what_nobody_wants_watched_is_not_but_for_who_asked(site, article, admin) -> None:
    watch_articles([article.pk])
    watch_articles([])
    assert Watch.objects.get().next_at is None
    fetch_again(article, by=admin)
    watch_articles([])
    assert Watch.objects.get().next_at is not None


def test_somebody_asks_and_the_workers_do_it(site, article, admin) -> None:
    site.page("/1", changed_page())
    Host.objects.update(free_at=None)
    watch = fetch_again(article, by=admin)
    assert watch.is_wanted and watch.asked_by == admin
    queues.work()
    watch.refresh_from_db()
    assert not watch.is_wanted and watch.changed_at
    assert article.versions.count() == 2


def test_one_is_told_of_per_host_and_once(site, accept, settings) -> None:
    accept(*serve(site, range(3)))
    fetch_all()
    queues.work()
    watch_articles(Article.objects.values_list("pk", flat=True))
    Host.objects.update(free_at=None)
    assert tell_checkers() == 0, "an hour first"
    Watch.objects.update(next_at=Now())
    settings.FETCH_HOST_DELAY_SECONDS = 2
    assert tell_checkers() == 1


def test_there_has_to_be_something_to_ask(article, admin) -> None:
    Article.objects.update(url="")
    article.refresh_from_db()
    with pytest.raises(CantBeFetched, match="No web address"):
        fetch_again(article, by=admin)
    Article.objects.update(url="https://herald.example/1")
    article.refresh_from_db()
    remove_article(article, reason="A court order.", by=admin)
    with pytest.raises(CantBeFetched, match="was removed"):
        fetch_again(article, by=admin)
