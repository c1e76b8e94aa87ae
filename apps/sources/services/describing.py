"""What editors say of an outlet: its name, its publisher family, how far to rely on it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.documents import one_line
from apps.sources.models import Outlet, OutletDecision
from apps.sources.services.deciding import CantBeDecided
from apps.sources.services.outlets import make_outlet
from storytracker.analysis import outlets as lexicon

Field = OutletDecision.Field


class OutletConflict(CantBeDecided):
    """Somebody decided on the outlet since its page was read; ``newest`` is their decision.

    ``revision`` is what it has now: a decision that has seen it goes through.
    """

    def __init__(self, newest: OutletDecision | None, revision: int) -> None:
        super().__init__("Somebody else changed this outlet while you were at it.")
        self.newest = newest
        self.revision = revision


@transaction.atomic
def describe_outlet(
    outlet: Outlet,
    *,
    name: str,
    family: str,
    reliability: str,
    reason: str,
    by: User,
    seen_revision: int | None = None,
) -> list[OutletDecision]:
    """Say what an outlet is called, who owns it, how far it is to be relied on.

    Returns a decision per field that differs, appended to the earlier ones; an empty
    ``family`` makes the outlet its own, an empty ``reliability`` takes the letter back. The
    address stays. Stories with its articles are behind then: the caller marks them stale, as
    sources know no stories.

    Raises OutletConflict where the outlet is past ``seen_revision``; CantBeDecided without a
    reason, where nothing differs, and for a name that can't be its.
    """
    locked = Outlet.objects.select_for_update().get(pk=outlet.pk)
    if seen_revision is not None and locked.revision != seen_revision:
        raise OutletConflict(newest_decision(locked), locked.revision)
    if not reason.strip():
        raise CantBeDecided(gettext("Say why: it is kept with your name."))
    name = one_line(name, 200) or locked.name
    said = {
        Field.NAME: name,
        Field.FAMILY: one_line(family, 200) or name,
        Field.RELIABILITY: reliability,
    }
    if name != locked.name:
        refuse_name(locked, name)
    changed = {f: value for f, value in said.items() if value != getattr(locked, f.value)}
    if not changed:
        raise CantBeDecided(gettext("Nothing differs from what is there. Nothing was changed."))
    decisions = [
        OutletDecision(
            outlet=locked, field=f, value=v, was=getattr(locked, f.value), reason=reason, by=by
        )
        for f, v in changed.items()
    ]
    OutletDecision.objects.bulk_create(decisions)
    for f, value in changed.items():
        setattr(locked, f.value, value)
    locked.revision += 1
    locked.save(update_fields=[*(f.value for f in changed), "revision"])
    outlet.refresh_from_db()
    return decisions


def refuse_name(outlet: Outlet, name: str) -> None:
    """Raises CantBeDecided, in words, where ``outlet`` can't be called ``name``.

    Articles cite an outlet by its name. One that the program's list knows is found by the
    list's name alone, and two outlets of one name could not be told apart.
    """
    if lexicon.outlet(outlet.name):
        raise CantBeDecided(
            gettext(
                "%(name)s is in the program’s list of outlets, under this name, so that "
                "other articles’ “as … reported” leads here. It can’t be renamed."
            )
            % {"name": outlet.name}
        )
    made = make_outlet(name)
    others = Outlet.objects.exclude(pk=outlet.pk)
    if other := (others.filter(name=made.name) | others.filter(slug=made.slug)).first():
        raise CantBeDecided(
            gettext(
                "There is another outlet called %(name)s. Give the articles that outlet "
                "instead: on each article’s page, “Change the outlet”."
            )
            % {"name": other.name}
        )
    if made.name != name:
        raise CantBeDecided(
            gettext("The program’s list of outlets calls it %(name)s: use that name.")
            % {"name": made.name}
        )


def newest_decision(outlet: Outlet) -> OutletDecision | None:
    """The last thing that somebody decided on the outlet."""
    return outlet.decisions.select_related("by").order_by("at", "pk").last()  # type: ignore[attr-defined]
