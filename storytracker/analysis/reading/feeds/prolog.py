"""What stands above the root of an XML document: read, and then left out."""

from __future__ import annotations

import re

MOST_ENTITIES = 100  # declarations of the feed's own that are looked at
MOST_MARKS = 1000  # comments, instructions and declarations above the root
LONGEST_VALUE = 200  # code points of one of them

_ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,60})\s+(?:\"([^\"%<]*)\"|'([^'%<]*)')\s*>")
_MARK = re.compile(r"<[!?A-Za-z_]")
_DELIMITER = re.compile(r"[\"'\[\]<>]")
_NUMBER = re.compile(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));")


def split_prolog(text: str) -> tuple[str, dict[str, str]]:
    """``text`` from its root element on, and the plain entities that the prolog declares.

    The declaration, comments, document types (with whatever they would load or expand) and words
    in front of the root are left out. An entity counts only where its value is short and holds
    characters, never another entity: so nothing can expand twice.
    """
    declared: dict[str, str] = {}
    at = 0
    for _ in range(MOST_MARKS):
        mark = _MARK.search(text, at)
        if mark is None:
            break
        at = mark.start()
        if text.startswith("<!--", at):
            at = _behind(text, "-->", at + 4)
        elif text.startswith("<?", at):
            at = _behind(text, "?>", at + 2)
        elif text.startswith("<!", at):
            end = _declaration_end(text, at)
            if not declared:
                declared = _entities(text[at:end])
            at = end
        else:
            return text[at:], declared
    return "", declared


def _behind(text: str, closing: str, at: int) -> int:
    end = text.find(closing, at)
    return len(text) if end < 0 else end + len(closing)


def _declaration_end(text: str, at: int) -> int:
    """Index behind the ">" that ends the declaration at ``at``, its internal subset included."""
    depth, quote = 0, ""
    for mark in _DELIMITER.finditer(text, at):
        sign = mark[0]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[<":
            depth += 1
        elif sign in "]>":
            depth -= 1
            if depth <= 0 and sign == ">":
                return mark.end()
    return len(text)


def _entities(declaration: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ENTITY.finditer(declaration):
        if len(found) == MOST_ENTITIES:
            break
        value = _NUMBER.sub(_character, match[2] or match[3] or "")
        if len(value) <= LONGEST_VALUE and not re.search(r"&\w", value):
            found.setdefault(match[1], value)
    return found


def _character(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""
