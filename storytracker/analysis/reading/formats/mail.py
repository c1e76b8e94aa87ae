"""A mail (.eml): newsletters and press releases, sent or passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import find_by_domain, outlet
from storytracker.analysis.reading.bylines import are_names
from storytracker.analysis.reading.cleaning import plain, visible
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.draft import Block, Draft
from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.formats.forwarded import (
    Forwarded,
    bare_subject,
    split_forwarded,
    split_forwarded_html,
)
from storytracker.analysis.reading.formats.read import Formatted
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.reading.webpage import read_page
from storytracker.analysis.types import BODY_KINDS, Basis, OutletFinding, ParagraphKind

MAX_DEPTH = 8  # parts in parts; a forwarded newsletter with a picture has four
MAX_PARTS = 200
MAX_BOUNDARIES = 60  # the stdlib's parser compares every line with the boundary of every level
MAX_LINES = 500_000
MAX_FIELD_BYTES = 10_000  # of one header field: reading it may take the square of its length
MAX_TEXT = 4_000_000  # code points of one part
LISTED_ATTACHMENTS = 20
BELOW_ALL = 10**9  # a place behind every block of a draft
SHORT_NOTE = 2000  # bytes of text and mark-up beside a message that is passed on

_LONG_FIELD = re.compile(rb"^[!-9;-~]{1,76}:[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_NESTED = (
    "The mail is built of more parts than a mail has, so it was not read. Paste the article's "
    "words instead."
)


@dataclass(frozen=True, slots=True)
class _Body:
    """The bytes of a part and what its header says of them."""

    raw: bytes
    label: str = ""
    flowed: bool = False

    def text(self) -> str:
        """Its characters; lines that run on are joined (RFC 3676: they end with a space)."""
        text = decode(self.raw, self.label).text[:MAX_TEXT] if self.raw.strip() else ""
        return re.sub(r"(?<=\S) \r?\n(?=[^\s>])", " ", text) if self.flowed else text


@dataclass(slots=True)
class _Parts:
    """What is in a message: its texts, and in words what else."""

    pages: list[_Body] = field(default_factory=list)
    plain: list[_Body] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Head:
    """Subject, sender and date, of the mail or of the one that it passes on."""

    subject: str = ""
    sender: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Mail:
    """A message taken apart, and the one that it carries."""

    head: _Head
    parts: _Parts
    passed: _Mail | None = None


def read_mail(raw: bytes, url: str = "") -> Formatted:
    """Read a mail's best text; never raises.

    The subject is the title, the Date field (with its offset) the first word on when it was
    published, the sender a hint at outlet or byline. HTML is read as a page unless the plain
    part says much more. A forwarded message is read in place of the one around it.
    Attachments are not read but listed in the draft's reasons.
    """
    if problem := _too_much(raw):
        return Formatted(problem=problem)
    try:
        # A blank line above the header would make all of it text.
        message = message_from_bytes(raw.lstrip(), policy=policy.default)
        mail = _taken_apart(message, MAX_DEPTH)  # type: ignore[arg-type]
    except Exception:  # the stdlib's reader of header fields raises nearly anything
        return Formatted(
            problem="The mail is damaged and can't be read. Save it once more, or paste the "
            "article's words."
        )
    return _read(mail, url)


def _too_much(raw: bytes) -> str:
    """In words: why the stdlib's parser would take too long over it."""
    if raw.lower().count(b"boundary=") > MAX_BOUNDARIES or raw.count(b"\n") > MAX_LINES:
        return _NESTED
    for match in _LONG_FIELD.finditer(raw):
        if match.end() - match.start() > MAX_FIELD_BYTES and _is_asked(match[0][:40]):
            return _NESTED
    return ""


def _is_asked(start: bytes) -> bool:
    names = (b"content-", b"subject:", b"from:", b"date:", b"mime-version:")
    return start.lower().startswith(names)


def _taken_apart(message: EmailMessage, depth: int) -> _Mail:
    parts = _Parts()
    _collect(message, parts, MAX_DEPTH)
    head = _Head(_field(message, "subject"), _field(message, "from"), _field(message, "date"))
    passed = _taken_apart(parts.messages[0], depth - 1) if parts.messages and depth else None
    return _Mail(head, parts, passed)


def _read(mail: _Mail, url: str) -> Formatted:
    parts = mail.parts
    own = sum(len(body.raw.strip()) for body in (*parts.pages, *parts.plain))
    if mail.passed is not None and own < SHORT_NOTE:
        inner = _read(mail.passed, url)
        if inner.draft is not None:
            inner.draft.reasons.append("the message that this mail passes on was read")
            return inner
    if not own:
        return Formatted(problem=_no_text(parts))
    draft = _best(parts, mail.head, url)
    if not draft.blocks and (problem := _unreadable(parts)):
        return Formatted(problem=problem)
    draft.reasons.append("read as mail")
    draft.reasons += _attachments(parts)
    return Formatted(draft)


def _unreadable(parts: _Parts) -> str:
    """In words: why the bytes of its texts are no characters."""
    bodies = (*parts.pages, *parts.plain)
    return next(filter(None, (decode(body.raw, body.label).problem for body in bodies)), "")


def _no_text(parts: _Parts) -> str:
    names = ", ".join(parts.attached[:3])
    if names:
        return f"The mail has no text of its own. Save and import what is attached: {names}."
    return "The mail has no text. Paste the article's words instead."


def _attachments(parts: _Parts) -> Iterator[str]:
    for words in parts.attached[:LISTED_ATTACHMENTS]:
        yield f"attachment not read: {words}"
    if len(parts.attached) > LISTED_ATTACHMENTS:
        yield f"{len(parts.attached) - LISTED_ATTACHMENTS} further attachments not read"


# --- the parts ------------------------------------------------------------------------------


def _collect(part: EmailMessage, parts: _Parts, depth: int) -> None:
    parts.count += 1
    if parts.count > MAX_PARTS or depth < 0:
        return
    kind = _type(part)
    if kind == "message/rfc822":
        parts.messages += [each for each in _children(part)]
    elif part.is_multipart():
        for child in _children(part):
            _collect(child, parts, depth - 1)
    elif _is_attached(part) or kind not in ("text/plain", "text/html"):
        parts.attached.append(_described(part, kind))
    else:
        (parts.pages if kind == "text/html" else parts.plain).append(_body(part))


def _children(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return (
        [each for each in payload if isinstance(each, EmailMessage)] if part.is_multipart() else []
    )


def _type(part: EmailMessage) -> str:
    try:
        return part.get_content_type()
    except Exception:  # a Content-Type that is none
        return "text/plain"


def _is_attached(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except Exception:  # a field that can't be read says nothing
        return False


def _described(part: EmailMessage, kind: str) -> str:
    try:
        name = plain(part.get_filename() or "")[:100]
    except Exception:  # a name that can't be read is no name
        name = ""
    size = len(part.get_payload(decode=True) or b"")
    return f"{name or 'without a name'} ({kind}, {max(1, size // 1000)} kB)"


def _body(part: EmailMessage) -> _Body:
    raw = part.get_payload(decode=True)
    try:
        label, flowed = str(part.get("content-type", "")), part.get_param("format") == "flowed"
    except Exception:  # the bytes tell their encoding too
        label, flowed = "", False
    return _Body(raw if isinstance(raw, bytes) else b"", label, flowed)


def _field(message: EmailMessage, name: str) -> str:
    try:
        return plain(str(message.get(name, "")))[:MAX_FIELD_BYTES]
    except Exception:  # a field that can't be read says nothing
        return ""


# --- the draft ------------------------------------------------------------------------------


def _best(parts: _Parts, head: _Head, url: str) -> Draft:
    """The page, unless there is none or the plain text says more than twice as much."""
    words = "\n\n".join(filter(str.strip, (body.text() for body in parts.plain)))
    html = next(filter(str.strip, (body.text() for body in parts.pages)), "")
    page = _from_html(html, head, url) if html else None
    if page is not None and (not words.strip() or 2 * _length(page) >= _prose(words)):
        return page
    plainly = _from_plain(words, head)
    return page if page is not None and _length(page) > _length(plainly) else plainly


def _length(draft: Draft) -> int:
    return sum(len(block.text) for block in draft.blocks if block.kind in BODY_KINDS)


def _prose(words: str) -> int:
    """The length of the lines that are no addresses, rules or short links."""
    return sum(len(line) for line in words.splitlines() if len(line) > 40 and "://" not in line)


def _from_html(html: str, head: _Head, url: str) -> Draft:
    passed = split_forwarded_html(html)
    draft = read_page(passed.rest if passed else html, url)
    title = _settled(head, passed).subject
    if title:
        draft.title = title
    return _filled(draft, _settled(head, passed), passed)


def _from_plain(words: str, head: _Head) -> Draft:
    text = visible(words)
    passed = split_forwarded(text)
    own = _settled(head, passed)
    body, _, signature = _parted(passed.rest if passed else text)
    draft = read_plain(f"{own.subject}\n\n{body}" if own.subject else body)
    if own.subject and draft.title != own.subject:
        if draft.title:  # the subject was taken for a masthead: the line below it is text
            heading = Block(draft.title, ParagraphKind.HEADING, at=draft.title_at)
            draft.blocks.insert(0, heading)
        draft.title, draft.title_at = own.subject, -1
    draft.remove(plain(signature), "other", "the sender's signature", BELOW_ALL)
    return _filled(draft, own, passed)


def _parted(text: str) -> tuple[str, str, str]:
    """Text and signature: below the last "-- ", when little follows."""
    marks = list(_SIGNATURE.finditer(text))
    if marks and 0 < len(plain(text[marks[-1].end() :])) < 600:
        return text[: marks[-1].start()], "", text[marks[-1].end() :]
    return text, "", ""


def _settled(head: _Head, passed: Forwarded | None) -> _Head:
    """The forwarded message's own fields before those of the mail around it."""
    if passed is None:
        return _Head(bare_subject(head.subject), head.sender, head.date)
    said = passed.fields
    subject = said.get("subject") or head.subject
    return _Head(bare_subject(subject), said.get("from", ""), said.get("date", ""))


def _filled(draft: Draft, head: _Head, passed: Forwarded | None) -> Draft:
    if head.date:
        name = "the forwarded message's date" if passed else "the mail's Date field"
        draft.dates.insert(0, DateSource(head.date, Basis.METADATA, name))
    if passed is not None:
        draft.remove(passed.note, "other", "written above the forwarded message", -1)
        draft.reasons.append("the message forwarded in the text was read")
    _hint(draft, head.sender)
    return draft


def _hint(draft: Draft, sender: str) -> None:
    """A person's name is a byline, any other the outlet's, where nothing better names them."""
    name, at = parseaddr(sender)
    name = plain(name).strip("\"' ") or ("" if "@" in sender else sender)
    listed = find_by_domain(f"https://{at.rpartition('@')[2]}/") if "@" in at else None
    known = listed or outlet(name)
    if known is not None:
        found = OutletFinding(known.name, Basis.METADATA, "the mail comes from it")
        draft.outlet = draft.outlet or found
    elif are_names(name) and not _of_body() & {*name.lower().split()}:
        draft.bylines += [] if draft.bylines else [name]
    elif name and "@" not in name:
        found = OutletFinding(name, Basis.METADATA, "the mail's sender is called so")
        draft.outlet = draft.outlet or found


@cache
def _of_body() -> frozenset[str]:
    """Words that stand in names of organisations, public bodies and newspapers, not people's."""
    bodies = load("bodies")
    return frozenset(
        (*bodies["heads"], *bodies["organisations"], *load("layout")["masthead_words"])
    )
