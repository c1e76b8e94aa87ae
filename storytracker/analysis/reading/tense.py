"""Is the time at a place of a sentence past or still to come?"""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.types import Span

REACH = 160  # code points around the time in which its verb is looked for

# A closed relative clause has verbs of its own: "is due to vote on it, which X wrote, on Friday".
_PASSIVE = re.compile(r"(?<!\w)(?:will|shall|to) (?:not |also |soon )?be (?:[a-z]+ly )?$")
_NOUN_TO_COME = re.compile(
    r"(?<!\w)(?:the|an?|its|his|her|their|our|this|these|those|any|no|some|more|behind|of|for|with"
    r"|without|about|against|under|over|into|between|on|in|at|to|by) (?:[a-z]+ly )?$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r", (?:which|who|whose|whom|where|when|as)\b[^,;.]{1,120},")


def is_future(text: str, time: Span, sentence: Span) -> bool | None:
    """True for "will meet on Friday", False for "met on Friday", ``None`` when nothing tells.

    The nearest telling word before ``time`` decides, else the first one behind it.
    """
    start = max(sentence.start, time.start - REACH)
    asides = [Span(*aside.span()) for aside in _ASIDE.finditer(text, start, time.start)]
    before = list(_telling().finditer(text, start, time.start))
    for match in reversed(before):
        if any(aside.covers(Span(*match.span())) for aside in asides):
            continue
        told = _tells(text, match)
        if told is not None:
            return told
    for match in _telling().finditer(text, time.end, min(sentence.end, time.end + REACH)):
        told = _tells(text, match)
        if told is not None:
            return told
    return None


@cache
def _telling() -> re.Pattern[str]:
    lists = load("dates")["tense"]
    future = "|".join(sorted(map(re.escape, lists["future"]), key=len, reverse=True))
    past = "|".join(sorted(map(re.escape, lists["past"]), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w’'-])(?:(?P<future>{future}|[a-z]+[’']ll)|(?P<past>{past})|(?P<ed>[a-z]{{2,20}}ed))(?![\w’'-])",
        re.IGNORECASE,
    )


def _tells(text: str, match: re.Match[str]) -> bool | None:
    if match["future"]:
        return True
    head = text[max(0, match.start() - 24) : match.start()]
    # "will be sworn in", "behind closed doors", "the planned vote": a participle tells nothing.
    if _PASSIVE.search(head) or (match["ed"] and _NOUN_TO_COME.search(head)):
        return None
    if match["past"]:
        return False
    return None if match["ed"].lower() in load("dates")["tense"]["not_past"] else False
