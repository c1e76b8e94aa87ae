"""Every constant that a decision hangs on: unit, range, and what calibrated it.

Calibrated as a set on the sample story and the test stories; don't tune one alone.
"""

CORE_CONCEPT_SHARE = 0.5
"""Share (0-1) of the most led-with event's articles that another event needs to be core too."""

CLAIM_WORDS_MAX_CHARS = 180
"""A claim's wording longer than this (characters) is taken only where nothing is shorter."""

BARE_RESPONSE_MAX_WORDS = 8
"""A denial of at most so many words ("denied the report") answers the report as a whole."""

LEDE_PARAGRAPHS = 2
"""An outlet cited in the first so many paragraphs of the body is what the article relays."""

SHARED_WORDING = 0.3
"""Share (0-1) of a sentence's three-word runs that makes two articles one text's offspring."""

COPIED_SENTENCE = 0.7
"""Share (0-1) of a sentence's three-word runs in the text copied from which it is copied too: a
word changed in a sentence of 15 leaves .77, half a sentence of one's own less than .6."""

SAME_TEXT_WORDS = 60
"""Words of a body from which its likeness to another one is more than two leads' on one event:
an agency's first take has about so many. Set by that, not calibrated."""

FITTING_SENTENCE = 0.5
"""Share (0-1) of content words from which a sentence says what another cites an outlet for."""

FITTING_CLAIM = 0.35
"""The same, where both sentences bear on the same claim."""

FITTING_WORDS = 4
"""A sentence with fewer content words fits anything, so nothing."""

COPY_PASSAGES = 2
"""So many cited passages must fit before an article is suggested as a copy."""

QUOTE_MIN_WORDS = 5
"""A quotation of fewer words is a scare quote or too short to compare."""

QUOTE_RUN_WORDS = 4
"""Quotations with so many words in a row in common are of the same utterance."""

UNDATED_NEAR_DAYS = 1
"""An undated article is first sought so many days around the story's dated articles."""

UNDATED_FAR_DAYS = 7
"""…and then so many days around them; beyond that its day stays unknown."""

TITLE_WEIGHT = 2.0
"""How often a word of headline or standfirst counts beside one of the body."""

NAME_AGAIN = 0.5
"""How much of a word's weight its being a name adds (0-1)."""

EVENT_AGAIN = 0.3
"""How much of a word's weight its telling of an event adds (0-1): "closure" and "shut" are one."""

PROFILE_TERMS = 200
"""An article's profile keeps so many of its strongest terms …"""

STORY_TERMS = 400
"""… and a story's so many."""

INDEX_TERMS = 24
"""Candidates are looked up by so many of an article's most telling terms …"""

POSTED_TERMS = 32
"""… among articles found by so many of theirs (24-200): all 200 find no better stories."""

TOTAL_TERMS = 1000
"""Of a story's sum so many of the heaviest terms are stored: the profile takes STORY_TERMS."""

STORIES_ASSUMED = 100
"""Terms are weighed as if there were so many stories more: the first few say little of rarity."""

MOST_USUAL_SHARE = 0.3
"""Share (0-1) of those stories that have a word like "week"; chosen on half of the stories of FNC-1
and ECB+ (.4 is no better), and no worse on the other half …"""

USUAL_SHARE = 0.1
"""… and a word like "decision"."""

COMMONEST_TERM = 0.5
"""What a term that is in every story still weighs, where one in a tenth of them weighs 2.8."""

LINK_SCORE = 0.26
"""Likeness (0-1) from which an article joins a story (0.14-0.34: short texts on wide matters are
less alike). On the test stories no two of one story have less than .32, of two more than .24."""

NEAREST_ARTICLES = 3
"""An article is compared with so many of the story's articles that are most like it (1-8)."""

SECOND_LOOKS = 5
"""So many of the nearest articles of other stories are looked at again when an article comes."""

MOVING_GAINS = 0.02
"""An article moves only to a story that it is more like by so much (0-1)."""

MERGE_SCORE = 0.55
"""Likeness (0-1) from which two stories are one."""

STORY_FADES_AFTER_DAYS = 60
"""Over so many days between an article and the story its likeness loses …"""

AGE_COSTS = 0.6
"""… this share (0-1)."""

SAME_WORDS = 0.55
"""Share (0-1) of the weighted words from which an attributed sentence says what a claim says."""

SAME_WORDS_UNATTRIBUTED = 0.75
"""The same for a sentence in the outlet's own voice."""

SHARED_TERMS = 3
"""At least so many words must be shared for that."""

ANSWER_SHARES = 0.2
"""Share (0-1) of words by which a denial is found to answer one of its article's claims."""

CREDIT_MAX_WORDS = 5
"""What an outlet is credited for in so few words ("the letter itself") points to its report."""

FACET_SHARE = 0.6
"""A claim told to this share (0-1) in the sentences of a larger one is a side of that one."""

TITLE_DAYS = 2
"""A story is named after a headline of its first day or of so many days after it."""

ANALYSED_CODE_POINTS = 1_000_000
"""Of a longer text only the beginning is analysed for who said what: a long book has as many. The
slowest text of that length that we could make takes some 5 of the 10 CPU seconds allowed."""

ONLY_THE_BEGINNING = (
    "The text is very long; who said what was read in its first "
    f"{ANALYSED_CODE_POINTS:,} characters only."
)
"""What is said of a text that is longer than that."""
