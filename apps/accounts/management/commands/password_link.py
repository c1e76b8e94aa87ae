"""``manage.py password_link NAME``: a way in for somebody who has lost their password."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.accounts.services import Refused, make_password_link


class Command(BaseCommand):
    help = "Make a link with which somebody sets a new password: it works once, for a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name that they sign in with")
        parser.add_argument(
            "--site", default=settings.SITE_ADDRESS, help="address of this site (%(default)s)"
        )

    def handle(self, *args: Any, name: str, site: str, **options: Any) -> None:
        try:
            person = User.objects.get_by_natural_key(name)
            path = make_password_link(person, by=None)
        except User.DoesNotExist:
            known = ", ".join(User.objects.order_by("username").values_list("username", flat=True))
            raise CommandError(f"Nobody is called {name}. There are: {known}.") from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(site.rstrip("/") + path)
