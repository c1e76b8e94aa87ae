"""Links to set a password, by mail.

A worker sends them: how long the page takes tells nobody whose address has an account, and a slow
mail server holds nothing up.
"""

from __future__ import annotations

import logging

from celery import current_app
from kombu.exceptions import OperationalError as BrokerError

from apps.accounts.forms import ForgottenForm

TASK = "recipe.mail_password_link"
log = logging.getLogger(__name__)


def ask_for_link(address: str, *, host: str, is_secure: bool) -> None:
    """Have a link mailed to whoever has this address, if anybody does.

    ``host`` and ``is_secure`` are of the site, as the link is to have them. Where the workers
    can't be told it is sent at once: there is nothing that would send it later.
    """
    try:
        current_app.send_task(TASK, args=[address, host, is_secure], queue="interactive")
    except BrokerError as error:
        log.warning("Redis can't be reached, so a mail is sent without a worker: %s", error)
        mail_link(address, host, is_secure)


def mail_link(address: str, host: str, is_secure: bool) -> None:
    """Mail it now; for the worker. What the mail server refuses is written down, not raised."""
    form = ForgottenForm({"email": address})
    if form.is_valid():
        form.save(
            domain_override=host,
            use_https=is_secure,
            subject_template_name="accounts/forgotten_subject.txt",
            email_template_name="accounts/forgotten.txt",
        )
