"""Character references of XML made sound, in time that grows linearly with the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

MOST_GROWTH = 100_000  # code points that entities declared by the feed itself may add in all
# A feed of 10 MB holds fewer; what stands behind so many is left to the parser as it is.
MOST_REFERENCES = 500_000
MOST_SECTIONS = 100_000

_STRAY = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SECTION = re.compile(r"<!\[CDATA\[|<!--|<!")
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)"
    r"(?:#(?P<decimal>\d{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z_][\w.-]{0,60});)?"
)


def without_stray_characters(text: str) -> str:
    """``text`` without the characters that XML 1.0 (section 2.2) does not allow."""
    return _STRAY.sub("", text)


def mend_references(text: str, declared: dict[str, str]) -> str:
    """Make each "&" of XML source a reference that needs no declaration.

    HTML's names ("&nbsp;") and those that the feed declared become their characters, a bare "&"
    becomes "&amp;"; CDATA stays as it is, comments and stray declarations go. What ``declared``
    adds is limited to ``MOST_GROWTH``; further ones are left as words.
    """
    mender = _Mender(declared)
    return "".join(mender.pieces(text))


class _Mender:
    def __init__(self, declared: dict[str, str]) -> None:
        self.declared = declared
        self.growth = MOST_GROWTH
        self.references = MOST_REFERENCES

    def pieces(self, text: str) -> Iterator[str]:
        at, sections = 0, 0
        while (section := _SECTION.search(text, at)) and sections < MOST_SECTIONS:
            sections += 1
            yield self._mended(text[at : section.start()])
            if section[0] == "<!":  # a declaration has no place below the root
                yield "&lt;!"
                at = section.end()
                continue
            closing = "]]>" if section[0] == "<![CDATA[" else "-->"
            end = text.find(closing, section.end())
            end = len(text) if end < 0 else end
            if closing == "]]>":
                yield text[section.start() : end] + closing
            at = min(len(text), end + 3)
        yield self._mended(text[at:])

    def _mended(self, text: str) -> str:
        if "&" not in text or self.references <= 0:
            return text
        mended, number = _REFERENCE.subn(self._reference, text, count=self.references)
        self.references -= number
        return mended

    def _reference(self, match: re.Match[str]) -> str:
        name = match["name"]
        if match["decimal"] or match["hex"]:
            code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
            return f"&#{code};" if code < 0x110000 and not _STRAY.match(chr(code)) else ""
        return self._named(name) if name else "&amp;"

    def _named(self, name: str) -> str:
        value = self.declared.get(name)
        if value is not None and len(value) <= self.growth:
            self.growth -= len(value)
            return _escaped(value)
        known = html5.get(f"{name};")
        return _escaped(known) if known and value is None else f"&amp;{name};"


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
