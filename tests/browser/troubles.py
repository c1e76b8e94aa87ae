"""An import and feeds in every state that somebody has to look at, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.sources.models import Article, Feed, Import, ImportItem, StoredBytes
from apps.sources.services import remove_article
from tests.support.newsroom import make_article

ASIDE: tuple[dict[str, object], ...] = (
    {
        "state": "dead",
        "reason": "The site refused (403). Paste the article's text instead.",
        "url": "https://www.quay.example/2024/03/04/board-to-close-ferry-line-and-sell-its-boats",
        "fetched_url": "https://www.quay.example/subscribe",
        "host": "www.quay.example",
        "http_status": 403,
        "failures": 2,
        "hints": {"title": "Board to close ferry line", "authors": ["Mara Quill"]},
        "given_outlet": "The Quay Post",
    },
    {
        "state": "dead",
        "reason": "There is no such page (404). Check the address, or paste the text instead.",
        "url": "https://coast.example/gone",
        "host": "coast.example",
    },
    {
        "state": "needs_review",
        "reason": "Almost no text was found: the page is built by scripts, or shows it to "
        "subscribers only. Paste the article's text instead.",
        "url": "https://coast.example/video/1",
        "host": "coast.example",
    },
    {"state": "skipped", "reason": "The same address as in row 1 of this import."},
    {"state": "cancelled", "reason": "The import was cancelled before this was read."},
)


@dataclass(frozen=True)
class Troubles:
    """Where to look."""

    job: str
    item: str
    feed: str
    partial: str
    tombstone: str


def load_troubles() -> Troubles:
    """Make the rows; for a test with a running ``stack``."""
    batch = Import.objects.create(channel="url", created_by=User.objects.get(username="admin"))
    needing = needing_you()
    for article in needing:
        add(batch, state="done", article=article, url=f"https://a.example/{article.pk}")
    add(
        batch,
        state="duplicate",
        article=Article.objects.order_by("pk")[0],
        reason="We hold an article from this address already.",
        url="https://a.example/again",
    )
    items = [add(batch, **fields) for fields in ASIDE]
    later = timezone.now() + timedelta(days=1)
    add(
        batch,
        state="retry_wait",
        reason="The site has trouble (503). Try again later, or paste the article's text instead.",
        url="https://slow.example/a",
        host="slow.example",
        next_try_at=later,
        failures=1,
    )
    return Troubles(
        f"/import/jobs/{batch.pk}/",
        f"/import/jobs/{batch.pk}/items/{items[0].pk}/",
        f"/import/feeds/{make_feeds().pk}/",
        f"/a/{needing[-1].pk}/",
        f"/a/{make_tombstone().pk}/",
    )


def make_tombstone() -> Article:
    """What is left of an article that an admin removed."""
    article = make_article(Article.objects.count() + 200)
    admin = User.objects.get(username="admin")
    return remove_article(article, reason="The court at Quay forbade it.", by=admin).article


def needing_you() -> list[Article]:
    """One whose outlet is unknown, whose date is missing, ambiguous, and whose text is cut."""
    start = Article.objects.count() + 100
    made = [make_article(start + n, outlet=None if n == 0 else "") for n in range(4)]
    made[1].when_day, made[1].when_precision = None, "unknown"
    made[2].when_day, made[2].when_other_days = date(2023, 11, 2), [date(2023, 2, 11)]
    made[3].partial = "The page shows a teaser and asks to subscribe."
    for article in made:
        article.save()
    return made


def add(batch: Import, **fields: object) -> ImportItem:
    raw = None
    if fields["state"] == "needs_review":
        raw = StoredBytes.objects.get_or_create(sha256="ab" * 32, content=b"x" * 5000, size=5000)[0]
    return ImportItem.objects.create(
        batch=batch,
        position=batch.items.count(),
        raw=raw,
        finished_at=None if fields["state"] == "retry_wait" else timezone.now(),
        **fields,
    )


def make_feeds() -> Feed:
    """One of each state; returns the one that fails."""
    now = timezone.now()
    known = {"next_poll_at": now + timedelta(days=1), "last_polled_at": now}
    states: dict[str, dict[str, object]] = {
        "The Quay Post – World": known | {"entries_taken": 212, "last_new_at": now},
        "Coast Wire": known | {"failures": 3, "last_error": "The site has trouble (503)."},
        "Harbour Board": known | {"paused_at": now, "pause_reason": "Failed 10 times in a row."},
        "": {"next_poll_at": now + timedelta(days=1)},
    }
    feeds = [
        Feed.objects.create(
            title=title,
            url=f"https://{title[:4].strip().lower() or 'new'}.example/a/long/way/to/feed.xml",
            url_key=uuid4().hex,
            folder="World/Harbours",
            words="ferry" if title == "Coast Wire" else "",
            **fields,
        )
        for title, fields in states.items()
    ]
    return feeds[1]
