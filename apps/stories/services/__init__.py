"""What can be done with stories, one verb each; every change of a timeline starts here."""

from apps.stories.services.annotating import (
    AnchorNotInStory,
    NoteEmpty,
    NotYourNote,
    PassageAnchor,
    annotate,
    withdraw_note,
)
from apps.stories.services.asserting import (
    add_assertion,
    bring_back,
    correct_assertion,
    merge_speakers,
    split_speaker,
    strike_assertion,
)
from apps.stories.services.binding import (
    CantBeBound,
    bind_feed,
    bind_import,
    import_into_story,
    join_forgotten,
    unbind_feed,
)
from apps.stories.services.claims import (
    ClaimConflict,
    ClaimNotDecidable,
    attach_assertions,
    detach_assertions,
    merge_claims,
    move_assertions,
    reword_claim,
    split_claim,
    undo_decision,
)
from apps.stories.services.correcting import (
    complete_text,
    correct_bylines,
    correct_outlet,
    correct_paragraphs,
    correct_published,
    correct_title,
    read_article_again,
    take_out,
)
from apps.stories.services.deciding import decide_copy
from apps.stories.services.judging import judge_claim
from apps.stories.services.linking import link_articles
from apps.stories.services.reading import (
    Contributions,
    Entry,
    StoryReading,
    read_contributions,
    read_story,
)
from apps.stories.services.rebuilding import rebuild_story
from apps.stories.services.touching import (
    touch_stories,
    touch_stories_of_article,
    touch_stories_of_claim,
)
from apps.stories.services.visiting import News, mark_read, news_counts, news_for, note_visit

__all__ = [
    "AnchorNotInStory",
    "CantBeBound",
    "ClaimConflict",
    "ClaimNotDecidable",
    "Contributions",
    "Entry",
    "News",
    "NotYourNote",
    "NoteEmpty",
    "PassageAnchor",
    "StoryReading",
    "add_assertion",
    "annotate",
    "attach_assertions",
    "bind_feed",
    "bind_import",
    "bring_back",
    "complete_text",
    "correct_assertion",
    "correct_bylines",
    "correct_outlet",
    "correct_paragraphs",
    "correct_published",
    "correct_title",
    "decide_copy",
    "detach_assertions",
    "import_into_story",
    "join_forgotten",
    "judge_claim",
    "link_articles",
    "mark_read",
    "merge_claims",
    "merge_speakers",
    "move_assertions",
    "news_counts",
    "news_for",
    "note_visit",
    "read_article_again",
    "read_contributions",
    "read_story",
    "rebuild_story",
    "reword_claim",
    "split_claim",
    "split_speaker",
    "strike_assertion",
    "take_out",
    "touch_stories",
    "touch_stories_of_article",
    "touch_stories_of_claim",
    "unbind_feed",
    "undo_decision",
    "withdraw_note",
]
