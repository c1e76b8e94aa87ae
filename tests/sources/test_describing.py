"""``services.describe_outlet``: what editors say of an outlet, and outlets found by new names."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import User
from apps.sources.models import Outlet, OutletDecision
from apps.sources.services import CantBeDecided, OutletConflict, describe_outlet, get_outlets
from tests.support.made import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_person()


@pytest.fixture
def gazette() -> Outlet:
    return get_outlets(["Harbor Gazette"])["Harbor Gazette"]


def describe(outlet: Outlet, by: User, **said: Any) -> list[OutletDecision]:
    """With what it is now for whatever is not given."""
    now = {"name": outlet.name, "family": outlet.family, "reliability": outlet.reliability}
    return describe_outlet(outlet, by=by, **(now | {"reason": "Its imprint says so."} | said))


def test_each_change_is_a_decision_of_its_own(gazette: Outlet, editor: User) -> None:
    describe(gazette, editor, family="Quay Press", reliability="B")
    assert (gazette.family, gazette.reliability) == ("Quay Press", "B")
    describe(gazette, editor, reliability="")
    rows = OutletDecision.objects.values_list("field", "was", "value", "by")
    assert list(rows) == [
        ("family", "Harbor Gazette", "Quay Press", editor.pk),
        ("reliability", "", "B", editor.pk),
        ("reliability", "B", "", editor.pk),
    ]


def test_without_a_family_it_is_its_own(gazette: Outlet, editor: User) -> None:
    describe(gazette, editor, family="Quay Press")
    describe(gazette, editor, family="")
    assert gazette.family == "Harbor Gazette"


def test_a_rename_keeps_its_address_and_finds_its_articles(gazette: Outlet, editor: User) -> None:
    describe(gazette, editor, name="Harbour Gazette")
    assert gazette.slug == "harbor-gazette"
    found = get_outlets(["Harbour Gazette", "Harbor Gazette"])
    assert {row.pk for row in found.values()} == {gazette.pk}
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize("name", ["Coast Courier", "coast  courier", "The New York Times"])
def test_no_two_outlets_have_one_name(gazette: Outlet, editor: User, name: str) -> None:
    get_outlets(["Coast Courier", "The New York Times"])
    with pytest.raises(CantBeDecided, match="another outlet"):
        describe(gazette, editor, name=name)
    assert not OutletDecision.objects.exists()


def test_an_outlet_of_the_programs_list_keeps_its_name(editor: User) -> None:
    times = get_outlets(["The New York Times"])["The New York Times"]
    with pytest.raises(CantBeDecided, match="can’t be renamed"):
        describe(times, editor, name="Gray Lady")


@pytest.mark.parametrize("said", [{}, {"reason": " ", "reliability": "A"}])
def test_nothing_to_say_or_no_reason_is_refused(
    gazette: Outlet, editor: User, said: dict[str, str]
) -> None:
    with pytest.raises(CantBeDecided):
        describe(gazette, editor, **said)
    assert not OutletDecision.objects.exists()


def test_who_saw_an_older_one_learns_what_changed(gazette: Outlet, editor: User) -> None:
    seen = gazette.revision
    theirs = describe(gazette, editor, reliability="C")
    with pytest.raises(OutletConflict) as conflict:
        describe(gazette, make_person(), reliability="D", seen_revision=seen)
    assert conflict.value.newest == theirs[0]
    describe(gazette, editor, reliability="D", seen_revision=conflict.value.revision)
    assert gazette.reliability == "D"
