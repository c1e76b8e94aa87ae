"""One line of text made plain: spaces, invisible characters, drop caps."""

from __future__ import annotations

import re
from collections.abc import Container

from storytracker.analysis.lexicons import load

# Control characters, lone surrogates, zero-width spaces, soft hyphens and marks of direction
# carry no words and break matching. Joiners (U+200C, U+200D) stay: some scripts spell by them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060"
    "\ud800-\udfff\ufeff\ufffe\uffff]+"
)
_SPLIT_INITIAL = re.compile(r"(?P<open>[\"“‘'«]?)(?P<letter>[^\W\d_])\s+(?P<rest>[^\W\d_]+)")


def plain(text: str) -> str:
    """``text`` on one line: each run of spaces of any kind one plain space, none at the ends."""
    return " ".join(_INVISIBLE.sub("", text).split())


def visible(text: str) -> str:
    """``text`` without invisible characters; line ends become line feeds."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")


def words_of(text: str) -> set[str]:
    """The distinct words of ``text``, lower case."""
    return {word.lower() for word in re.findall(r"[^\W\d_]+", text)}


def is_drop_cap(line: str) -> bool:
    """True for a line that holds one capital letter, perhaps behind an opening quotation mark."""
    letters = line.lstrip("\"“‘'«")
    return len(letters) == 1 and letters.isalpha() and letters.isupper()


def join_drop_cap(letter: str, rest: str, vocabulary: Container[str]) -> str:
    """Join a drop cap to the text behind it: "I" + "n a recent" → "In a recent".

    ``vocabulary`` are the document's words in lower case. "A" and "I" are words themselves:
    they stay apart when only the rest is a known word ("A" + "new report").
    """
    match = re.match(r"[^\W\d_]+", rest)
    if match is None or not rest[0].islower():
        return f"{letter} {rest}" if rest[:1].isalnum() else letter + rest
    word = match[0].lower()
    whole = (letter.lstrip("\"“‘'«") + word).lower()
    if letter[-1] not in "AI" or whole in vocabulary or whole in load("layout")["drop_cap_words"]:
        return letter + rest
    return f"{letter} {rest}" if word in vocabulary else letter + rest


def has_split_initial(text: str) -> bool:
    """True where a single letter stands in front of the first word."""
    return _SPLIT_INITIAL.match(text) is not None


def mend_first_word(text: str, vocabulary: Container[str]) -> str:
    """Join a first letter that a drop cap left behind a space ("T he army" → "The army")."""
    match = _SPLIT_INITIAL.match(text)
    if match is None or not match["rest"][0].islower() or not match["letter"].isupper():
        return text
    if match["letter"] in "AIO" and match["rest"].lower() in vocabulary:
        return text
    joined = join_drop_cap(match["open"] + match["letter"], text[match.start("rest") :], vocabulary)
    return joined
