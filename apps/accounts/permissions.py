"""Who may call which address: one table, and what it does not list is refused.

A rule names the least role per HTTP method (``GET`` stands for ``HEAD`` too). The table is
keyed by view name ("stories:story"); a name that ends with ":*" stands for a whole namespace
of somebody else's, such as Django's admin site.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from apps.accounts.models import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from apps.accounts.models import User

ANYONE = "anyone"

Rule = Mapping[str, str]


def read(least: str) -> Rule:
    """A page that is only looked at."""
    return {"GET": least}


def write(least: str) -> Rule:
    """An address that only takes forms."""
    return {"POST": least}


def form(least: str, *, seen_by: str = "") -> Rule:
    """A page with a form on it; ``seen_by`` where more people may look than send."""
    return {"GET": seen_by or least, "POST": least}


PERMISSIONS: dict[str, Rule] = {
    "healthz": read(ANYONE),
    # accounts
    "accounts:sign-in": form(ANYONE),
    "accounts:sign-out": write(Role.ANALYST),
    "accounts:join": form(ANYONE),
    "accounts:forgotten": form(ANYONE),
    "accounts:set-password": form(ANYONE),
    "accounts:settings": form(Role.ANALYST),
    "accounts:keyboard": read(Role.ANALYST),
    "accounts:keys": form(Role.ANALYST),
    "accounts:feed-key": write(Role.ANALYST),
    "accounts:revoke-key": write(Role.ANALYST),
    "accounts:password": form(Role.ANALYST),
    "accounts:end-other-sessions": write(Role.ANALYST),
    "accounts:people": form(Role.ADMIN),
    "accounts:withdraw-invitation": write(Role.ADMIN),
    "accounts:person": form(Role.ADMIN),
    "accounts:close": write(Role.ADMIN),
    "accounts:reopen": write(Role.ADMIN),
    "accounts:end-sessions": write(Role.ADMIN),
    "accounts:unlock": write(Role.ADMIN),
    "accounts:password-link": write(Role.ADMIN),
    # Django's own admin site: users, roles, and everything else to look at
    "admin:*": form(Role.ADMIN),
    # sources
    "sources:import": form(Role.ADMIN),
    "sources:load-sample": write(Role.ADMIN),
    "sources:job": read(Role.ADMIN),
    "sources:item": form(Role.ADMIN),
    "sources:retry": write(Role.ADMIN),
    "sources:retry-all": write(Role.ADMIN),
    "sources:cancel": form(Role.ADMIN),
    "sources:feeds": read(Role.ADMIN),
    "sources:feeds-opml": read(Role.ADMIN),
    "sources:feed": form(Role.ADMIN),
    "sources:poll-feed": write(Role.ADMIN),
    "sources:pause-feed": write(Role.ADMIN),
    "sources:resume-feed": write(Role.ADMIN),
    "sources:remove-feed": form(Role.ADMIN),
    # stories, to read
    "stories:index": read(Role.ANALYST),
    "stories:search": read(Role.ANALYST),
    # the audit log, of everybody
    "stories:activity": read(Role.ADMIN),
    "stories:activity-csv": read(Role.ADMIN),
    "stories:story": read(Role.ANALYST),
    "stories:part": read(Role.ANALYST),
    "stories:mark-read": write(Role.ANALYST),
    "stories:follow": write(Role.ANALYST),
    "stories:freshness": read(Role.ANALYST),
    "stories:compare": read(Role.ANALYST),
    "stories:development": read(Role.ANALYST),
    "stories:decisions": read(Role.ANALYST),
    "stories:claim": read(Role.ANALYST),
    "stories:claim-history": read(Role.ANALYST),
    "stories:article": read(Role.ANALYST),
    "stories:versions": read(Role.ANALYST),
    "stories:compare-versions": read(Role.ANALYST),
    "stories:watch": read(Role.ANALYST),
    "stories:speaker": read(Role.ANALYST),
    "stories:note": read(Role.ANALYST),
    "stories:outlets": read(Role.ANALYST),
    "stories:outlet": read(Role.ANALYST),
    # stories, to take out of the house
    "stories:brief": read(Role.ANALYST),
    "stories:brief-markdown": read(Role.ANALYST),
    "stories:brief-pdf": read(Role.ANALYST),
    "stories:table": read(Role.ANALYST),
    "stories:document": read(Role.ANALYST),
    "stories:timelinejs": read(Role.ANALYST),
    "stories:atom": read(Role.ANALYST),
    "stories:json-feed": read(Role.ANALYST),
    "stories:all-atom": read(Role.ANALYST),
    "stories:all-json-feed": read(Role.ANALYST),
    "stories:opml": read(Role.ANALYST),
    # the API
    "stories:api-docs": read(Role.ANALYST),
    "api-nowhere": read(Role.ANALYST),
    "api:api-root": read(Role.ANALYST),
    "api:openapi-json": read(Role.ANALYST),
    "api:stories": read(Role.ANALYST),
    "api:story": read(Role.ANALYST),
    "api:document": read(Role.ANALYST),
    "api:developments": read(Role.ANALYST),
    "api:claims": read(Role.ANALYST),
    "api:articles": read(Role.ANALYST),
    "api:claim": read(Role.ANALYST),
    "api:speakers": read(Role.ANALYST),
    "api:speaker": read(Role.ANALYST),
    "api:assertions": read(Role.ANALYST),
    "api:article": read(Role.ANALYST),
    "api:outlets": read(Role.ANALYST),
    "api:search": read(Role.ANALYST),
    # stories, to import into
    "stories:import": form(Role.ADMIN),
    "stories:feeds": form(Role.ADMIN),
    "stories:unbind-feed": write(Role.ADMIN),
    # stories, to edit
    "stories:edit-story": form(Role.EDITOR),
    "stories:sort-articles": form(Role.EDITOR),
    "stories:merge-story": form(Role.EDITOR),
    "stories:edit-entry": form(Role.EDITOR),
    "stories:add-entry": form(Role.EDITOR),
    "stories:undo-story-decision": write(Role.EDITOR),
    "stories:verdict": form(Role.EDITOR),
    "stories:reword-claim": form(Role.EDITOR),
    "stories:merge-claim": form(Role.EDITOR),
    "stories:sort-assertions": form(Role.EDITOR),
    "stories:add-assertions": form(Role.EDITOR),
    "stories:undo-decision": write(Role.EDITOR),
    "stories:annotate": write(Role.EDITOR),
    "stories:story-notes": form(Role.EDITOR, seen_by=Role.ANALYST),
    "stories:entry-notes": form(Role.EDITOR, seen_by=Role.ANALYST),
    "stories:claim-notes": form(Role.EDITOR, seen_by=Role.ANALYST),
    "stories:reply": write(Role.EDITOR),
    "stories:resolve-note": write(Role.EDITOR),
    "stories:reopen-note": write(Role.EDITOR),
    "stories:withdraw-note": write(Role.EDITOR),
    "stories:restore-note": write(Role.EDITOR),
    "stories:decide-copy": write(Role.EDITOR),
    "stories:fetch-again": write(Role.EDITOR),
    "stories:edit-outlet": form(Role.EDITOR),
    "stories:set-outlet": form(Role.EDITOR),
    "stories:set-published": form(Role.EDITOR),
    "stories:set-title": form(Role.EDITOR),
    "stories:set-bylines": form(Role.EDITOR),
    "stories:edit-text": form(Role.EDITOR),
    "stories:set-whole": form(Role.EDITOR),
    "stories:paste-text": form(Role.EDITOR),
    "stories:add-assertion": form(Role.EDITOR),
    "stories:correct-assertion": form(Role.EDITOR),
    "stories:strike-assertion": form(Role.EDITOR),
    "stories:bring-back-assertion": form(Role.EDITOR),
    "stories:merge-speaker": form(Role.EDITOR),
    "stories:split-speaker": form(Role.EDITOR),
    "stories:remove-article": form(Role.ADMIN),
    "stories:allow-article": form(Role.ADMIN),
}

BY_KEY: dict[str, str] = {
    "stories:atom": "feeds",
    "stories:json-feed": "feeds",
    "stories:all-atom": "feeds",
    "stories:all-json-feed": "feeds",
    "stories:opml": "feeds",
    "api:*": "api",
    "api-nowhere": "api",
}
"""What a program may ask for with somebody's key, and the purpose that the key is for
(``AccessKey.Purpose``): it gets what that person would get."""


def key_purpose(view_name: str) -> str:
    """The purpose of the keys that open a view; empty where none does."""
    namespace = view_name.partition(":")[0]
    return BY_KEY.get(view_name) or BY_KEY.get(f"{namespace}:*") or ""


def rule_for(view_name: str) -> Rule | None:
    """The table's rule for a view, or ``None`` when it has none (and the view is closed)."""
    namespace = view_name.partition(":")[0]
    return PERMISSIONS.get(view_name) or PERMISSIONS.get(f"{namespace}:*")


def least_role(view_name: str, method: str) -> str | None:
    """The least role that may call ``view_name`` with ``method``; ``None``: nobody may."""
    rule = rule_for(view_name)
    return None if rule is None else rule.get("GET" if method == "HEAD" else method)


def methods_of(view_name: str) -> list[str]:
    """The methods that the table allows for a view, in order, for an ``Allow`` header."""
    rule = rule_for(view_name) or {}
    return sorted({*rule, "HEAD"} if "GET" in rule else rule)


def is_enough(user: User | AnonymousUser, least: str) -> bool:
    """True where ``user`` may do what asks for ``least`` (a role, or ``ANYONE``)."""
    if least == ANYONE:
        return True
    return user.is_authenticated and user.has_role(least)
