"""Articles are read from plain-text dumps and from HTML: text, title, date, outlet, removals."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import ParagraphKind, Precision, Reading

ROOT = Path(__file__).parents[2]
GOLD: dict[str, Any] = yaml.safe_load((ROOT / "tests/gold/seed-story.yaml").read_text("utf-8"))
SEEDS = sorted(GOLD["articles"])
BODY = (
    "The council of Example Town has agreed to build a bridge over the river, officials said.\n\n"
    "It would cost nine million and open in three years, according to the plan, which was shown "
    "to residents at a meeting in the town hall.\n\nWork begins in the spring."
)


def seed(key: str) -> Reading:
    return read_article((ROOT / "seeds" / f"{key}.txt").read_bytes(), file_name=f"{key}.txt")


def dump(text: str) -> Reading:
    return read_article(text.encode())


def kinds(reading: Reading) -> list[tuple[ParagraphKind, str]]:
    return [(p.kind, p.span.of(reading.text)) for p in reading.paragraphs]


def removed(reading: Reading, kind: str) -> str:
    return "\n".join(each.text for each in reading.removed if each.kind == kind)


# --- the sample story -----------------------------------------------------------------------


@pytest.mark.parametrize("key", SEEDS)
def test_it_reads_title_and_body_of_a_seed(key: str) -> None:
    wanted, reading = GOLD["articles"][key], seed(key)
    assert reading.title == wanted["title"]
    assert reading.body().startswith(wanted["body_starts"])
    assert reading.body().endswith(wanted["body_ends"])
    assert [words for words in wanted["not_body"] if words in reading.body()] == []
    assert reading.dateline == wanted.get("dateline", "")
    assert reading.problem == ""
    assert reading.language == "en"


@pytest.mark.parametrize("key", SEEDS)
def test_it_finds_the_outlet_of_a_seed(key: str) -> None:
    found = seed(key).outlet
    assert (found.name if found else None) == GOLD["articles"][key]["outlet"]


@pytest.mark.parametrize("key", SEEDS)
def test_it_dates_a_seed_or_leaves_it_undated(key: str) -> None:
    wanted, published = GOLD["articles"][key]["published"], seed(key).published
    if wanted["basis"] == "inferred":
        assert published.precision is Precision.UNKNOWN
        return
    assert published.day == wanted["date"]
    assert published.precision.value == wanted["precision"]
    assert published.basis.value == wanted["basis"]
    assert published.other_days == ()
    assert published.utc_offset is None
    if "time" in wanted:
        assert published.clock is not None
        assert published.clock.isoformat("minutes") == wanted["time"]


@pytest.mark.parametrize("key", SEEDS)
def test_the_paragraphs_of_a_seed_cover_its_text(key: str) -> None:
    reading = seed(key)
    assert "\n\n".join(words for _, words in kinds(reading)) == reading.text
    assert reading.paragraphs[0].kind is ParagraphKind.TITLE
    assert "\u00a0" not in reading.text
    assert "  " not in reading.text


def test_a_spam_comment_is_set_aside_with_its_reason() -> None:
    reading = seed("003_74e847e96b0af679")
    assert "software" in removed(reading, "comments")
    assert all(each.reason for each in reading.removed)


def test_standfirsts_and_source_lists_are_kept_apart_from_the_body() -> None:
    reading = seed("001_e518ef6d14ce3490")
    assert kinds(reading)[1][0] is ParagraphKind.STANDFIRST
    assert kinds(reading)[-1] == (
        ParagraphKind.SOURCES,
        "Sources: Arab News, CNN, WSJ and Pravda.",
    )


# --- plain text -----------------------------------------------------------------------------


def test_it_reads_labelled_front_matter() -> None:
    reading = dump(
        "Title: A bridge for Example Town\nSource: Reuters\nAuthor: Jane Doe\nDate: 3 May 2020\n\n"
        + BODY
    )
    assert reading.title == "A bridge for Example Town"
    assert reading.outlet is not None
    assert reading.outlet.name == "Reuters"
    assert reading.bylines == ("Jane Doe",)
    assert str(reading.published.day) == "2020-05-03"
    assert reading.body().startswith("The council")


def test_an_outlet_above_the_title_is_not_the_title() -> None:
    reading = dump(
        "Example Evening Herald\nBusiness\n\nA bridge for the town\n\nPosted: 3 May 2020\n\n" + BODY
    )
    assert reading.title == "A bridge for the town"
    assert reading.outlet is not None
    assert reading.outlet.name == "Example Evening Herald"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Home > News > Local", "navigation"),
        ("Share   Save   Print", "sharing"),
        ("Follow The Example Courier on Facebook", "sharing"),
        ("Photo: Jane Doe/Example Herald", "credit"),
        ("The bridge as it will look. (Example Herald/Jane Doe)", "caption"),
        ("The bridge as it will look. Photo by Jane Doe.", "caption"),
        ("READ MORE: Ten bridges you must see", "navigation"),
        ("ADVERTISEMENT", "navigation"),
        ("© 2020 Example Herald. All rights reserved.", "disclaimer"),
        (
            "The views expressed in this article do not reflect the opinion of Example.",
            "disclaimer",
        ),
        ("(Reporting by Jane Doe; Editing by John Roe)", "credit"),
        ("https://example.org/photo.jpg", "address"),
        ("window.dataLayer = window.dataLayer || [];", "tracker"),
    ],
)
def test_a_line_of_the_site_inside_the_text_is_set_aside(line: str, kind: str) -> None:
    first, rest = BODY.split("\n\n", 1)
    reading = dump(f"A bridge for the town\n\n{first}\n\n{line}\n\n{rest}")
    assert reading.body() == BODY.replace("\n\n", "\n")
    assert removed(reading, kind) == " ".join(line.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "By Friday, the army had left the town, and the people came back.",
        "The window was open. The document was signed.",
        "Share prices fell after the news, traders said.",
        "He watched the film (2019) with Jane Doe/John Roe and left.",
        "Sources said that the talks had failed.",
        "Comments by the minister, made on Monday, caused anger.",
        "Related talks were held in Geneva, the ministry said.",
        "The statement that was published on 3 May 2020 said nothing of it at all.",
        "Subscribers will pay more from June, the company said.",
    ],
)
def test_prose_that_looks_like_a_line_of_the_site_stays(sentence: str) -> None:
    reading = dump(
        f"A bridge for the town\n\n{BODY}\n\n{sentence}\n\nThe end came soon after that."
    )
    assert sentence in reading.body()


@pytest.mark.parametrize(
    ("cap", "rest", "whole"),
    [
        ("I", "n a recent vote, the council agreed.", "In a recent vote"),
        ("A", "fter the vote, the council agreed.", "After the vote"),
        ("T", "he council agreed.", "The council agreed"),
        ("A", "council that met twice agreed.", "A council that met"),
        ("“W", "e agreed,” the council said.", "“We agreed,”"),
    ],
)
def test_a_drop_cap_is_joined_to_its_word(cap: str, rest: str, whole: str) -> None:
    assert dump(f"A bridge for the town\n\n{cap}\n\n{rest}\n\n{BODY}").body().startswith(whole)


@pytest.mark.parametrize(
    ("start", "dateline"),
    [
        ("GENEVA: ", "GENEVA"),
        ("GENEVA (Reuters) — ", "GENEVA (Reuters)"),
        ("NEW YORK, Nov 3 (Reuters) - ", "NEW YORK, Nov 3 (Reuters)"),
        ("TEL AVIV, Israel (AP) — ", "TEL AVIV, Israel (AP)"),
        ("Geneva (AFP) – ", "Geneva (AFP)"),
        ("BREAKING: ", ""),
        ("Geneva: ", ""),
    ],
)
def test_a_dateline_is_kept_aside(start: str, dateline: str) -> None:
    reading = dump(f"A bridge for the town\n\n{start}{BODY}")
    assert reading.dateline == dateline
    assert reading.body().startswith("The council" if dateline else start.strip())


def test_a_dump_wrapped_at_a_column_is_joined() -> None:
    lines = [
        f"This is line {n} of a paragraph that an old wire wrapped at a column" for n in range(8)
    ]
    reading = dump(
        "A bridge for the town\n\n" + "\n".join(lines[:4]) + ".\n\n" + "\n".join(lines[4:]) + "."
    )
    assert len(reading.paragraphs) == 3


def test_lists_and_quotations_of_a_dump_are_told_apart() -> None:
    lists = "The plan:\n- a bridge with two lanes\n- a road\n\n> We want it."
    reading = dump(f"A bridge for the town\n\n{BODY}\n\n{lists}")
    assert [kind for kind, _ in kinds(reading)][-4:] == [
        ParagraphKind.HEADING,
        ParagraphKind.LIST_ITEM,
        ParagraphKind.LIST_ITEM,
        ParagraphKind.QUOTATION,
    ]


# --- HTML -----------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>A bridge for the town | Example Herald</title>
<link rel="canonical" href="/2020/05/bridge">
<meta property="og:site_name" content="Example Herald">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A bridge for the town",
"datePublished": "2020-05-03T10:20:00+01:00", "author": [{"@type": "Person", "name": "Jane Doe"},
{"@type": "Person", "name": "John Roe"}]}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>A bridge for the town</h1>
<p class="byline">By Jane Doe</p>
<p>The council of Example Town has agreed to build a bridge over the river, officials said.</p>
<figure><img src="x.jpg"><figcaption>The river.</figcaption></figure>
<h2>The plan</h2>
<p>It would cost <b>nine</b> million, open in three years, and carry, the plan says, cars only.</p>
<blockquote>We want it, and we want it now, and nothing else will do.</blockquote>
<ul><li>a bridge with two lanes</li></ul>
<div class="share">Share this</div><aside>Another story that has nothing to do with it.</aside>
</article><div id="comments"><p>First! I love this bridge, and I love this town, and you.</p></div>
</body></html>"""


def test_it_reads_a_page() -> None:
    reading = read_article(PAGE.encode(), url="https://example.org/x")
    assert reading.title == "A bridge for the town"
    assert reading.bylines == ("Jane Doe", "John Roe")
    assert reading.canonical_url == "https://example.org/2020/05/bridge"
    assert reading.outlet is not None
    assert reading.outlet.name == "Example Herald"
    assert str(reading.published.day) == "2020-05-03"
    assert reading.published.utc_offset == 60
    assert [kind.value for kind, _ in kinds(reading)] == [
        "title", "paragraph", "heading", "paragraph", "quotation", "list-item",
    ]  # fmt: skip
    assert removed(reading, "caption") == "The river."
    assert "Share this" in removed(reading, "sharing")


def test_the_address_names_the_outlet_before_the_page_does() -> None:
    found = read_article(PAGE.encode(), url="https://www.reuters.com/x").outlet
    assert found is not None
    assert found.name == "Reuters"


def test_unclosed_tags_are_read() -> None:
    html = "<html><body><div><p>" + "<p>".join(BODY.split("\n\n")) + "<b><i>"
    assert read_article(html.encode()).body() == BODY.replace("\n\n", "\n")


def test_a_dump_with_a_stray_tag_is_plain_text() -> None:
    reading = dump(f"<br>\n\nA bridge for the town\n\n{BODY}")
    assert reading.title == "A bridge for the town"


# --- what can't be read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7\n\x01", "PDF"),
        (b"PK\x03\x04\x00\x01", "ZIP"),
        (bytes(range(256)) * 20, "binary"),
        (b"<html><head></head><body></body></html>", "No words"),
        (b"<html><body><p>Welcome to this site</p>" + b"<!-- -->" * 400, "Almost no text"),
    ],
)
def test_what_cannot_be_read_says_so_and_what_to_do(raw: bytes, words: str) -> None:
    reading = read_article(raw)
    assert words in reading.problem
    assert "Paste" in reading.problem or "import" in reading.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_found_without_a_label(encoding: str) -> None:
    text = "Une café à Genève\n\nLe café “était fermé” à Genève, et la ville a été surprise. " * 3
    assert "“était fermé”" in read_article(text.encode(encoding)).text


@pytest.mark.parametrize("label", ["windows-1251", "nonsense-9", "base64", "utf-7", ""])
def test_any_label_is_survived(label: str) -> None:
    raw = "Мост\n\nСовет решил построить мост через реку.".encode("cp1251")
    reading = read_article(raw, content_type=f"text/plain; charset={label}")
    assert reading.text
    if label == "windows-1251":
        assert "мост через реку" in reading.text
