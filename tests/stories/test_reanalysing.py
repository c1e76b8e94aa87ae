"""``manage.py reanalyse``: what it takes on, and what it says. With a worker: the sample story."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from apps.stories.management.commands import reanalyse
from apps.stories.models import Story
from apps.stories.sweeping import SILENT_TRIES
from storytracker.analysis import ANALYSIS_VERSION
from tests.stories.rulings import make_plans

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("arguments", [[], ["some-story", "--all"]])
def test_it_wants_stories_or_all_of_them(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="or say --all"):
        call_command("reanalyse", *arguments)


def test_an_unknown_story_is_named_and_nothing_begun() -> None:
    story = make_plans()
    with pytest.raises(CommandError, match="No such story: never-was"):
        call_command("reanalyse", story.slug, "never-was", "--again")
    assert not Story.objects.stale().exists()


def test_a_story_that_fails_every_time_is_told_of_and_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = make_plans()
    asked: list[float] = []

    def a_worker_fails(seconds: float) -> None:
        asked.append(seconds)
        Story.objects.filter(pk=story.pk).update(tries=F("tries") + 1, next_try_at=Now())

    monkeypatch.setattr(reanalyse.time, "sleep", a_worker_fails)
    with pytest.raises(SystemExit) as ended:
        call_command("reanalyse", story.slug, "--again")
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert story.title in said.err and "0 of 1 stories" in said.out
    assert len(asked) == SILENT_TRIES


def test_stopped_it_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = make_plans()

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reanalyse.time, "sleep", interrupted)
    with pytest.raises(SystemExit) as ended:
        call_command("reanalyse", story.slug, "--again")
    assert ended.value.code == 130
    assert "The same command goes on" in capsys.readouterr().err
    assert Story.objects.stale().filter(pk=story.pk).exists(), "the workers have it on their list"


def test_the_page_says_by_which_analysis(analyst_client: Client) -> None:
    story = make_plans()
    page = analyst_client.get(f"/s/{story.slug}/").content.decode()
    assert f"Worked out by analysis {ANALYSIS_VERSION}, " in page
    assert "manage.py reanalyse" not in page
    Story.objects.update(analysis_version="0.1")
    page = analyst_client.get(f"/s/{story.slug}/").content.decode()
    assert "Worked out by analysis 0.1, " in page and "manage.py reanalyse" in page
    then = analyst_client.get(f"/s/{story.slug}/?until=2024-05-06").content.decode()
    assert f"Worked out for this page by analysis {ANALYSIS_VERSION}." in then
