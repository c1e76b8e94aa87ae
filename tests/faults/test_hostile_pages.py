"""Pages and archives that are made to harm, on their whole way through the running program.

Their kinds one by one: tests/sources/test_fetching_limits.py and test_archives.py.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import psutil
import pytest
from django.db import transaction

from apps.accounts.models import Role, User
from apps.sources.fetching import MAX_TRIES
from apps.sources.models import ImportItem
from apps.sources.services import Document
from tests.support.articles import document, text
from tests.support.faults import FULL, Ledger, figure
from tests.support.fetching import serve
from tests.support.site import Site
from tests.support.stack import Stack
from tests.support.visitor import Visitor

BRISK = {
    # Longer than the longest visit, as in real life.
    "STORYTRACKER_LEASE_SECONDS": "45",
    "STORYTRACKER_SWEEP_SECONDS": "1",
    "STORYTRACKER_RESEND_SECONDS": "3",
    "STORYTRACKER_HOST_DELAY_SECONDS": "0",
    "STORYTRACKER_ALLOWED_NETWORKS": "127.0.0.0/8",
}
ADMIN, PASSWORD = "ada", "a password of the tests"
HUGE = 3_000_000_000
# measures.md: "a worker ≤ 400 MB whatever it is fed".
WORKER_BYTES = 400_000_000

TRIED = f"The program tried {MAX_TRIES} times."
TOO_LARGE = "larger than 10 MB"
HARMFUL: dict[str, tuple[Callable[[Site], None], str]] = {
    "a head without end": (lambda site: site.drip_head("/bad"), TRIED),
    "a body without end": (lambda site: site.drip_body("/bad"), TRIED),
    "no answer": (lambda site: site.never("/bad"), TRIED),
    "a gzip bomb": (lambda site: site.bomb("/bad", HUGE), TOO_LARGE),
    "a deflate bomb": (lambda site: site.bomb("/bad", HUGE, "deflate"), TOO_LARGE),
    "a flood": (lambda site: site.bomb("/bad", HUGE, ""), TOO_LARGE),
    "half of what it says": (lambda site: site.wrong_length("/bad", b"<p>", 9_000), TRIED),
    "half a chunk": (lambda site: site.cut_chunks("/bad", b"<p>Half"), TRIED),
}


@pytest.fixture(scope="module")
def hasty(stack: Stack) -> Stack:
    """In the short form the worker waits for less long."""
    if not FULL:
        stack.kill_worker()
        stack.start_worker(app="tests.support.hasty")
    return stack


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    """A host for each harmful page, and as many for their neighbours."""
    with ExitStack() as open_sites:
        hosts = range(61, 61 + 2 * len(HARMFUL))
        yield [open_sites.enter_context(Site(host=f"127.0.0.{n}")) for n in hosts]


def test_harmful_pages_end_in_words_and_their_neighbours_arrive(
    hasty: Stack, ledger: Ledger, sites: list[Site]
) -> None:
    bad, good = sites[: len(HARMFUL)], sites[len(HARMFUL) :]
    documents = []
    for number, (site, (misbehave, _)) in enumerate(zip(bad, HARMFUL.values(), strict=True)):
        misbehave(site)
        documents += [Document(url=f"{site.url}/bad"), *serve(good[number], [number])]
        documents += serve(site, [100 + number])  # and one behind it on its own host
    with transaction.atomic():
        job = ledger.accept(documents, channel="url")
        # Those that fail in passing have their last try: the waits before it take half an hour.
        ImportItem.objects.filter(batch=job).update(failures=MAX_TRIES - 1)
    ledger.wait_until_quiet(job)
    items = list(ImportItem.objects.filter(batch=job).order_by("position"))
    ended = sum(
        item.state == "dead" and words in item.reason
        for item, (_, words) in zip(items[::3], HARMFUL.values(), strict=True)
    )
    assert ended == len(HARMFUL), [(item.state, item.reason) for item in items[::3]]
    neighbours = [item.state for item in items[1::3] + items[2::3]]
    assert set(neighbours) == {"done"}, neighbours
    ledger.balance()
    largest = max(psutil.Process(pid).memory_info().rss for pid in hasty.worker_children())
    print(f"\n    (the worker's processes take {largest // 1_000_000} MB at most)")
    assert largest < WORKER_BYTES
    figure("drips, floods and bombs ended in words, all neighbours done", ended, len(HARMFUL))


# --- Archives -------------------------------------------------------------------------------------


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return box.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


GOOD = text(300).encode()
BOMB = archive(("a.txt", bytes(9_000_000)))
ARCHIVES: dict[str, tuple[bytes, str]] = {
    "a bomb": (BOMB, "times its size"),
    "a bomb in an archive": (archive(("in.zip", BOMB)), "inside an archive"),
    "a way up": (archive(("../../a.txt", GOOD)), "out of the archive"),
    "a link": (archive((link("a.txt"), b"/etc/passwd")), "link"),
    "too many files": (archive(*((f"{n}.txt", b"") for n in range(2_001))), "2,001 files"),
    "half an archive": (BOMB[: len(BOMB) // 2], "cut off"),
}


def test_hostile_archives_end_in_words_and_what_came_with_them_arrives(
    hasty: Stack, ledger: Ledger
) -> None:
    User.objects.create_user(ADMIN, password=PASSWORD, role=Role.ADMIN)
    visitor = Visitor(hasty.url)
    visitor.sign_in(ADMIN, PASSWORD)
    packs = [Document(raw, file_name=f"{n}.zip") for n, (raw, _) in enumerate(ARCHIVES.values())]
    mixed = archive(("bad/../../../a.txt", GOOD), ("good.txt", text(301).encode()))
    files = [*packs, Document(mixed, file_name="mixed.zip"), document(302)]
    job = ledger.enter(visitor.upload(files, uuid4()), len(packs) + 3)
    ledger.wait_until_quiet(job)
    rows = list(ImportItem.objects.filter(batch=job).order_by("position"))
    refused = sum(
        row.state == "dead" and words in row.reason
        for row, (_, words) in zip(rows, ARCHIVES.values(), strict=False)
    )
    assert refused == len(ARCHIVES), [(row.file_name, row.state, row.reason) for row in rows]
    assert [row.state for row in rows[len(packs) :]] == ["dead", "done", "done"]
    ledger.balance()
    figure("hostile archives refused in words", refused, len(ARCHIVES))
