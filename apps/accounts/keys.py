"""Keys by which programs come in: a feed reader in its address, a script in a header.

A key is the row's public part and a signature over it (HMAC-SHA256 with the site's secret key), so
it can be shown again to whoever is signed in, and neither the database nor the secret key alone
is enough to make one.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from apps.accounts.models import AccessKey
from apps.accounts.problems import problem

PARAMETER = "token"
"""Where a feed reader, which can send no headers of its own, has its key: ``?token=…``."""


class KeyRefused(Exception):
    """There is no key, or it opens nothing; ``answer`` says so and what to do."""

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose

    def answer(self) -> HttpResponse:
        """401, as plain words for feed readers and as a problem (RFC 9457) for scripts."""
        where = "Make a key under Settings, “Feeds and programs”"
        if self.purpose == AccessKey.Purpose.FEEDS:
            words = f"This feed’s address holds no longer. {where}, and subscribe anew.\n"
            response = HttpResponse(words, status=401, content_type="text/plain; charset=utf-8")
        else:
            words = f"{where}, and send it as “Authorization: Bearer <key>”."
            response = problem(401, "Not signed in", words)
        response["WWW-Authenticate"] = 'Bearer realm="Storytracker"'
        return response


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"accounts.keys.{purpose}", sep=".")


def text_of(key: AccessKey) -> str:
    """What a program has to send to be let in."""
    return _signer(key.purpose).sign(key.public)


def feed_key_from(public: str) -> str:
    """The text of a key for feed readers whose public part is known; empty for none."""
    return _signer(AccessKey.Purpose.FEEDS).sign(public) if public else ""


def feed_key_of(user_id: int) -> str:
    """The text of somebody's key for feed readers; empty where they made none."""
    keys = AccessKey.objects.filter(user=user_id, purpose=AccessKey.Purpose.FEEDS)
    return feed_key_from(keys.values_list("public", flat=True).first() or "")


def find_key(text: str, purpose: str) -> AccessKey:
    """The key of somebody whose account is open. Raises KeyRefused."""
    try:
        public = _signer(purpose).unsign(text)
    except BadSignature:
        raise KeyRefused(purpose) from None
    keys = AccessKey.objects.filter(public=public, purpose=purpose, user__is_active=True)
    key = keys.select_related("user").first()
    if key is None:
        raise KeyRefused(purpose)
    return key


def let_in_by_key(request: HttpRequest, purpose: str) -> None:
    """Make the request that of the key's owner; one without a key stays whose it is.

    Raises KeyRefused for a key that is no good.
    """
    text = _sent(request, purpose)
    if text is None:
        return
    key = find_key(text, purpose)
    today = timezone.localdate()
    if key.used_on != today:
        AccessKey.objects.filter(pk=key.pk).update(used_on=today)
    request.user = key.user


def _sent(request: HttpRequest, purpose: str) -> str | None:
    """The key that came with the request; ``None`` where none did."""
    if purpose == AccessKey.Purpose.FEEDS:
        return request.GET.get(PARAMETER)
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def for_one_only(response: HttpResponse) -> None:
    """Say to caches that the answer depends on who asks, by session or by key."""
    patch_vary_headers(response, ["Cookie", "Authorization"])
    response["Cache-Control"] = "private, no-cache"
