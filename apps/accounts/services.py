"""The verbs of accounts: inviting, joining, roles, closing, sessions, links to set a password."""

from __future__ import annotations

import hashlib
import secrets

from axes.models import AccessAttempt
from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext

from apps.accounts.models import AccessKey, AccountEvent, Invitation, Role, User

Kind = AccountEvent.Kind


class Refused(Exception):
    """What was asked for can't be done, or would shut somebody out for good; ``str()`` says why."""


class InvitationGone(Exception):
    """The link was used, withdrawn, has expired or never was; ``str()`` says what to do."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "This invitation can’t be used: it was used already, taken back, or is older than a"
                " week. Ask whoever sent it for a new one."
            )
        )


@transaction.atomic
def invite(role: str, *, for_whom: str, by: User) -> str:
    """Make an invitation to come in as ``role``; returns the path of its link.

    The link can be told only now: just its hash is kept. It works once, for seven days.
    """
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        token_hash=_hashed(token),
        role=Role(role),
        for_whom=for_whom,
        made_by=by,
        expires_at=timezone.now() + Invitation.LASTS,
    )
    _log(Kind.INVITED, by=by, words=for_whom or str(Role(role).label))
    return reverse("accounts:join", args=[token])


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; twice is as once. Raises Refused where somebody has come in by it,
    also at this very moment."""
    found = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if found.accepted_by_id:
        raise Refused(
            gettext("%(username)s has come in by it already: close that account instead.")
            % {"username": User.objects.get(pk=found.accepted_by_id).username}
        )
    if found.withdrawn_at is None:
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        _log(Kind.WITHDRAWN, by=by, words=found.for_whom)


def find_invitation(token: str, *, to_use_up: bool = False) -> Invitation:
    """The open invitation of a link; ``to_use_up``: locked, so that one alone uses it.

    Raises InvitationGone.
    """
    found = Invitation.objects.open(timezone.now()).filter(token_hash=_hashed(token))
    invitation = (found.select_for_update() if to_use_up else found).first()
    if invitation is None:
        raise InvitationGone
    return invitation


@transaction.atomic
def join(token: str, person: User) -> User:
    """Keep ``person``, unsaved as yet, in the role that the invitation gives, and use it up.

    Raises InvitationGone, also for the second of two who use one link at the same time, or of one
    who clicks twice.
    """
    invitation = find_invitation(token, to_use_up=True)
    person.role = invitation.role
    person.save()
    invitation.accepted_by, invitation.accepted_at = person, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    _log(Kind.JOINED, by=person, person=person, words=person.get_role_display())
    return person


@transaction.atomic
def change_role(person: User, role: str, *, by: User) -> None:
    """Give somebody another role; their sessions end. Raises Refused for oneself."""
    if role == person.role:
        return
    _not_oneself(person, by, "role")
    person.role = Role(role)
    person.save(update_fields=["role"])
    _log(Kind.ROLE, by=by, person=person, words=person.get_role_display())


@transaction.atomic
def close_account(person: User, *, by: User) -> None:
    """Let somebody in no longer; what they did stays theirs. Raises Refused for oneself."""
    _not_oneself(person, by, "account")
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        _log(Kind.CLOSED, by=by, person=person)


@transaction.atomic
def reopen_account(person: User, *, by: User) -> None:
    """Let somebody in again, with the password that they had; old sessions stay ended."""
    again = {"is_active": True, "sessions_ended": F("sessions_ended") + 1}
    if User.objects.filter(pk=person.pk, is_active=False).update(**again):
        _log(Kind.REOPENED, by=by, person=person)


@transaction.atomic
def end_sessions(person: User, *, by: User) -> None:
    """Sign somebody out everywhere; ``person`` knows it then."""
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    person.refresh_from_db(fields=["sessions_ended"])
    _log(Kind.SESSIONS, by=by, person=person)


def password_path(person: User) -> str:
    """The path of a link by which ``person`` sets a password.

    It works once, until settings.PASSWORD_RESET_TIMEOUT, and ends when they sign in or set one.
    """
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return reverse("accounts:set-password", args=[uid, token])


@transaction.atomic
def make_password_link(person: User, *, by: User | None) -> str:
    """The path of such a link, made by an admin, or (``None``) on the command line, and logged.

    Raises Refused where the account is closed.
    """
    if not person.is_active:
        raise Refused(
            gettext("The account of %(username)s is closed. Open it again first.")
            % {"username": person.username}
        )
    _log(Kind.LINK, by=by, person=person)
    return password_path(person)


@transaction.atomic
def log_password(person: User) -> None:
    """Write down that somebody has set their password."""
    _log(Kind.PASSWORD, by=person, person=person)


@transaction.atomic
def log_password_by_link(person: User) -> None:
    """Write down that somebody has set their password behind a link, which opens sign-in again.

    Who lost a password has often tried until the name was closed; the link says who they are.
    """
    log_password(person)
    _forget_failures(person)


def is_locked(person: User) -> bool:
    """True where the name is closed for now, after settings.AXES_FAILURE_LIMIT failures."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    attempts = AccessAttempt.objects.filter(
        username=person.username.lower(), attempt_time__gte=since
    )
    failures = attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
    return bool(failures >= settings.AXES_FAILURE_LIMIT)


@transaction.atomic
def unlock(person: User, *, by: User) -> None:
    """Open sign-in again for a name that was closed for too many failures."""
    if _forget_failures(person):
        _log(Kind.UNLOCKED, by=by, person=person)


@transaction.atomic
def make_key(person: User, purpose: str, name: str = "") -> AccessKey:
    """Let a program in as ``person``; ``text_of`` (keys.py) is what it has to send.

    There is one key for feed readers: making it anew takes the old one back.
    """
    if purpose == AccessKey.Purpose.FEEDS:
        AccessKey.objects.filter(user=person, purpose=purpose).delete()
    _log(Kind.TOKEN, by=person, person=person, words=name or purpose)
    public = secrets.token_urlsafe(16)
    return AccessKey.objects.create(user=person, purpose=purpose, name=name, public=public)


@transaction.atomic
def revoke_key(key: AccessKey, *, by: User) -> None:
    """Take a key back: whoever has it gets in no longer."""
    _log(Kind.REVOKED, by=by, person=key.user, words=key.name or key.purpose)
    key.delete()


def _forget_failures(person: User) -> int:
    """How many rows of failures there were; names are counted in small letters (SignInForm)."""
    return int(forget_failures(username=person.username.lower()))


def _not_oneself(person: User, by: User, what: str) -> None:
    """So an admin always remains: whoever does this is one, and stays one.

    Both are locked, in one order: of two admins who shut each other out, one comes too late.
    """
    if person.pk == by.pk:
        raise Refused(
            gettext("Nobody changes their own %(what)s: ask another admin, so that one remains.")
            % {"what": what}
        )
    both = User.objects.filter(pk__in=[person.pk, by.pk]).order_by("pk").select_for_update()
    if not any(each.pk == by.pk and each.has_role(Role.ADMIN) for each in both):
        raise Refused(gettext("You are no admin any more. Nothing was changed."))


def _hashed(token: str) -> str:
    """A long random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _log(
    kind: AccountEvent.Kind, *, by: User | None, person: User | None = None, words: str = ""
) -> None:
    AccountEvent.objects.create(kind=kind, by=by, person=person, words=words[:250])
