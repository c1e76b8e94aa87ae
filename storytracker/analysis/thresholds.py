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

SAME_TEXT = 0.6
"""Share (0-1) of four-word runs of the shorter body from which two articles are one text."""

FITTING_SENTENCE = 0.5
"""Share (0-1) of content words from which a sentence says what another cites an outlet for."""

FITTING_WORDS = 4
"""A sentence with fewer content words fits anything, so nothing."""

COPY_PASSAGES = 2
"""So many cited passages must fit before an article is suggested as a copy."""
