"""A plain-text dump of an article: which lines are title, standfirst and body, which are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.reading.boilerplate import stray_markup
from storytracker.analysis.reading.cleaning import is_drop_cap, join_drop_cap, plain, words_of
from storytracker.analysis.reading.draft import MAX_BLOCKS, Block, Draft
from storytracker.analysis.reading.ending import settle_body
from storytracker.analysis.reading.frontlines import Line
from storytracker.analysis.reading.frontmatter import read_front
from storytracker.analysis.types import ParagraphKind

WRAP_WIDTHS = range(45, 101)  # columns at which mail and old wires wrap their lines
_WORDS = re.compile(r"\S[^\n]*")  # a line from its first word on; lines without are passed by
_ITEM = re.compile(r"(?:[-•*‣▪●–]|\d{1,2}[.)])\s+(?=\S)")
_STOPPED = re.compile(r"[.!,;…][\"”’')\]]*$")


def read_plain(text: str) -> Draft:
    """Read a plain-text dump (invisible characters already cut); never raises.

    The first line that is no date, address, menu or left-over mark-up is the title. What
    stands before the last date line, byline, picture or share bar of the front matter is
    the standfirst; what follows is the body, up to the comments, link lists and
    self-descriptions at the end.
    """
    draft = Draft()
    lines = _joined_drop_caps(_without_markup(_unwrapped(_lines(text, draft)), draft))
    settle_body(_blocks(read_front(lines, draft)), draft)
    return draft


def _lines(text: str, draft: Draft) -> list[Line]:
    lines: list[Line] = []
    ended = 0
    for found in _WORDS.finditer(text):
        if len(lines) == MAX_BLOCKS:
            rest = text[found.start() :]
            draft.remove(rest, "other", f"beyond the first {MAX_BLOCKS} lines", MAX_BLOCKS)
            break
        gap = not lines or text.count("\n", ended, found.start()) > 1
        if lines and gap:
            lines[-1] = replace(lines[-1], gap_after=True)
        lines.append(Line(plain(found[0]), gap, gap_after=False, at=len(lines)))
        ended = found.end()
    if lines and text.count("\n", ended) > 1:
        lines[-1] = replace(lines[-1], gap_after=True)
    return lines


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Join lines wrapped at a column; dumps with a paragraph per line stay as they are."""
    inner = [line for line in lines if not line.gap_after]
    wrapped = [line for line in inner if len(line.text) in WRAP_WIDTHS]
    gaps = sum(line.gap_after for line in lines)
    if len(inner) < 6 or gaps < 2 or len(wrapped) < 0.7 * len(inner):
        return lines
    joined: list[Line] = []
    for line in lines:
        if joined and not joined[-1].gap_after and len(joined[-1].text) >= WRAP_WIDTHS.start:
            last = joined[-1]
            text = f"{last.text} {line.text}"
            joined[-1] = replace(last, text=text, gap_after=line.gap_after)
        else:
            joined.append(line)
    return joined


def _without_markup(lines: list[Line], draft: Draft) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        reason = stray_markup(line.text)
        if reason:
            draft.remove(line.text, "tracker", reason, line.at)
        else:
            kept.append(line)
    return kept


def _joined_drop_caps(lines: list[Line]) -> list[Line]:
    joined: list[Line] = []
    vocabulary: set[str] | None = None
    for line in lines:
        if joined and is_drop_cap(joined[-1].text) and line.text[0].islower():
            vocabulary = vocabulary or words_of(" ".join(each.text for each in lines))
            cap = joined.pop()
            words = join_drop_cap(cap.text, line.text, vocabulary)
            joined.append(Line(words, cap.gap, line.gap_after, drop_cap=True, at=cap.at))
        else:
            joined.append(line)
    return joined


def _blocks(lines: Sequence[Line]) -> list[Block]:
    followers = [line.text for line in lines[1:]] + [""]
    return [
        replace(_block(line.text, follower), at=line.at)
        for line, follower in zip(lines, followers, strict=False)
    ]


def _block(text: str, follower: str) -> Block:
    if text.startswith("> "):
        return Block(text[2:], ParagraphKind.QUOTATION)
    item = _ITEM.match(text)
    if item and len(text) > item.end():
        return Block(text[item.end() :], ParagraphKind.LIST_ITEM)
    heading = _heads(text, follower)
    return Block(text, ParagraphKind.HEADING if heading else ParagraphKind.PARAGRAPH)


def _heads(text: str, follower: str) -> bool:
    """True for a line that heads the next: short, without a full stop, before a longer one."""
    short = len(text) <= 80 and len(text.split()) <= 12
    return short and not _STOPPED.search(text) and len(follower) > len(text)
