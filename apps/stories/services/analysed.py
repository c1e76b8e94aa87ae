"""A story with its articles and what was found in them: what a timeline is written from."""

from __future__ import annotations

from dataclasses import dataclass

from apps.stories.facts import Holdings
from apps.stories.models import Story
from apps.stories.services.overlaying import Desk
from storytracker.analysis.types import StoryAnalysis


@dataclass(frozen=True, slots=True)
class Analysed:
    """``analysis`` is what was found in ``holdings``, with the decisions of ``desk`` in it."""

    story: Story
    holdings: Holdings
    analysis: StoryAnalysis
    desk: Desk = Desk()
