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
    follow_new_text,
    read_article_again,
    take_out,
)
from apps.stories.services.deciding import decide_copy
from apps.stories.services.deciding_stories import (
    StoryConflict,
    StoryNotDecidable,
    decided_on,
)
from apps.stories.services.desk import (
    add_entry,
    close_story,
    hide_entry,
    pin_entry,
    place_entry,
    rename_story,
    retype_entry,
    reword_entry,
    undo_story_decision,
)
from apps.stories.services.judging import judge_claim
from apps.stories.services.linking import link_articles
from apps.stories.services.looking_back import NOT_KEPT, AsOf, Clock, as_it_is_now, look_back
from apps.stories.services.moving import merge_stories, move_articles, reject_articles
from apps.stories.services.reading import (
    Contributions,
    Entry,
    StoryReading,
    read_contributions,
    read_story,
)
from apps.stories.services.rebuilding import rebuild_story
from apps.stories.services.steps import Step, decisions_between, steps_of_story
from apps.stories.services.telling import Told, told_of
from apps.stories.services.touching import (
    touch_stories,
    touch_stories_of_article,
    touch_stories_of_claim,
)
from apps.stories.services.visiting import News, mark_read, news_counts, news_for, note_visit
from apps.stories.services.watching import watch_open_stories

__all__ = [
    "AnchorNotInStory",
    "AsOf",
    "CantBeBound",
    "ClaimConflict",
    "ClaimNotDecidable",
    "Clock",
    "Contributions",
    "Entry",
    "NOT_KEPT",
    "News",
    "NotYourNote",
    "NoteEmpty",
    "PassageAnchor",
    "Step",
    "StoryConflict",
    "StoryNotDecidable",
    "StoryReading",
    "Told",
    "add_assertion",
    "add_entry",
    "annotate",
    "as_it_is_now",
    "attach_assertions",
    "bind_feed",
    "bind_import",
    "bring_back",
    "close_story",
    "complete_text",
    "correct_assertion",
    "correct_bylines",
    "correct_outlet",
    "correct_paragraphs",
    "correct_published",
    "correct_title",
    "decide_copy",
    "decided_on",
    "decisions_between",
    "detach_assertions",
    "follow_new_text",
    "hide_entry",
    "import_into_story",
    "join_forgotten",
    "judge_claim",
    "link_articles",
    "look_back",
    "mark_read",
    "merge_claims",
    "merge_speakers",
    "merge_stories",
    "move_articles",
    "move_assertions",
    "news_counts",
    "news_for",
    "note_visit",
    "pin_entry",
    "place_entry",
    "read_article_again",
    "read_contributions",
    "read_story",
    "rebuild_story",
    "reject_articles",
    "rename_story",
    "retype_entry",
    "reword_claim",
    "reword_entry",
    "split_claim",
    "split_speaker",
    "steps_of_story",
    "strike_assertion",
    "take_out",
    "told_of",
    "touch_stories",
    "touch_stories_of_article",
    "touch_stories_of_claim",
    "unbind_feed",
    "undo_decision",
    "undo_story_decision",
    "watch_open_stories",
    "withdraw_note",
]
