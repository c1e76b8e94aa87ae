"""The day of an article without a date, beside its story's other articles."""

from __future__ import annotations

from datetime import date

from storytracker.analysis.story.undated import effective_datings
from storytracker.analysis.types import ArticleFacts, Attributions, Basis, Dating, Precision, Span

TEXT = (
    "The ferry to the islands will not run in winter, its operator said in a letter that was sent "
    "on Friday. About 900 people live there, and they have had a daily boat for a century."
)


def facts(key: str, text: str, day: date | None) -> ArticleFacts:
    published = Dating(day, precision=Precision.DAY, basis=Basis.TEXT) if day else Dating()
    return ArticleFacts(
        key=key,
        title="",
        text=text,
        paragraphs=(),
        published=published,
        outlet=None,
        attributions=Attributions(sentences=(Span(0, len(text)),)),
    )


def test_a_copy_has_the_day_of_the_first_article_with_its_text() -> None:
    articles = [
        facts("later", TEXT, date(2020, 3, 6)),
        facts("first", f"{TEXT} A union spoke of a bad day.", date(2020, 3, 3)),
        facts("copy", TEXT, None),
    ]
    for order in (articles, articles[::-1]):
        dating = effective_datings(order)["copy"]
        assert (dating.day, dating.clock, dating.basis) == (date(2020, 3, 3), None, Basis.INFERRED)
        assert dating.reasons == ("an article of that day holds nearly all of its text",)


def test_an_article_with_words_of_its_own_is_dated_by_its_weekdays() -> None:
    other = "The islanders will meet the minister on Thursday, a spokesman said on Wednesday."
    articles = [facts("first", TEXT, date(2020, 3, 3)), facts("undated", other, None)]
    dating = effective_datings(articles)["undated"]
    assert dating.day == date(2020, 3, 4)
    assert "beside the dates of the story's other articles" in dating.reasons
