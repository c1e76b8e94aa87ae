"""Coming in by an invitation, and links to set a password."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import AccountEvent, Invitation, Role, User
from apps.accounts.services import InvitationGone, invite, join, withdraw_invitation
from storytracker import recipe
from tests.support import queues
from tests.support.faults import sending_to

NEW = "a wholly new passphrase"


def made(people: dict[str, User], role: str = Role.EDITOR) -> str:
    """The path of an invitation's link."""
    return invite(role, for_whom="Mara of the night desk", by=people["admin"])


def filled(name: str = "mara", password: str = NEW) -> dict[str, str]:
    return {"username": name, "password1": password, "password2": password}


def test_an_invitation_makes_an_account_of_its_role_and_signs_in(client, people) -> None:
    path = made(people)
    assert "admin invites you as editor" in client.get(path).content.decode()
    assert client.post(path, filled()).url == "/settings/"
    assert client.get("/settings/").context["user"].role == Role.EDITOR
    assert User.objects.get(username="mara").check_password(NEW)
    kinds = AccountEvent.objects.values_list("kind", flat=True)
    assert list(kinds) == ["joined", "invited"]


def test_whoever_tries_a_link_while_signed_in_is_told(clients, people) -> None:
    path = made(people)
    assert "You are signed in here as admin." in clients["admin"].get(path).content.decode()
    assert "signed in here" not in clients["anonymous"].get(path).content.decode()


def test_no_role_comes_in_by_the_form(client, people) -> None:
    client.post(made(people), filled() | {"role": "admin", "is_superuser": "on"})
    assert User.objects.get(username="mara").role == Role.EDITOR


def test_an_invitation_works_once(people) -> None:
    path = made(people)
    Client().post(path, filled())
    again = Client().post(path, filled("mona"))
    assert again.status_code == 410 and "used already" in again.content.decode()
    assert not User.objects.filter(username="mona").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", [("mara", "mona"), ("mara", "mara")])
def test_of_two_at_one_time_the_second_comes_too_late(names: tuple[str, str]) -> None:
    """Two people with one link, and one who clicks twice."""
    by = User.objects.create_user("ada", role=Role.ADMIN)
    token = invite(Role.EDITOR, for_whom="the night desk", by=by).split("/")[2]
    start, gone = threading.Barrier(2), []

    def come_in(name: str) -> None:
        start.wait(10)
        try:
            join(token, User(username=name))
        except InvitationGone as error:
            gone.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=come_in, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(gone) == 1
    assert User.objects.filter(username__in=names).count() == 1
    assert list(AccountEvent.objects.values_list("kind", flat=True)) == ["joined", "invited"]


@pytest.mark.parametrize("how", ["withdrawn", "old", "never was"])
def test_what_is_not_open_lets_nobody_in(client, people, how: str) -> None:
    path = made(people)
    invitation = Invitation.objects.get()
    if how == "withdrawn":
        withdraw_invitation(invitation, by=people["admin"])
    elif how == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        path = "/join/never-was/"
    assert client.get(path).status_code == 410
    assert client.post(path, filled()).status_code == 410
    assert not User.objects.filter(username="mara").exists()


def test_only_a_hash_of_the_link_is_kept(people) -> None:
    token = made(people).split("/")[2]
    assert token not in str(Invitation.objects.values().get())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (filled("EDITOR"), "Somebody has this name already"),
        (filled(password="short"), "at least 12 characters"),
        (filled(password="password1234"), "too common"),
        (filled() | {"password2": "another one altogether"}, "didn’t match"),
    ],
)
def test_what_is_wrong_is_said_and_the_invitation_stays(client, people, fields, words) -> None:
    path = made(people)
    page = client.post(path, fields)
    assert page.status_code == 422 and words in page.content.decode()
    assert client.get(path).status_code == 200


# --- passwords ------------------------------------------------------------------------------------


def set_password(client: Client, path: str, password: str = NEW):
    form = client.get(path, follow=True).redirect_chain[-1][0]
    return client.post(form, {"new_password1": password, "new_password2": password})


def test_a_link_of_an_admin_sets_a_password_once(client, clients, people) -> None:
    shown = clients["admin"].post(f"/people/{people['editor'].pk}/password/", follow=True)
    path = re.search(r"/set-password/[^\"]+", shown.content.decode())[0]
    assert "set-password" not in clients["admin"].get(shown.request["PATH_INFO"]).content.decode()
    assert clients["editor"].get("/").status_code == 200
    assert set_password(client, path).url == "/sign-in/"
    assert client.post("/sign-in/", {"username": "editor", "password": NEW}).url == "/"
    assert clients["editor"].get("/").status_code == 302  # signed out elsewhere
    used = Client().get(path, follow=True).content.decode()
    assert "This link can’t be used" in used


def test_a_password_set_by_a_link_lets_in_a_name_that_was_closed(client, people) -> None:
    from apps.accounts.services import password_path

    for _ in range(5):
        locked = client.post("/sign-in/", {"username": "Editor", "password": "what was it"})
    assert locked.status_code == 429
    set_password(Client(), password_path(people["editor"]))
    assert client.post("/sign-in/", {"username": "editor", "password": NEW}).url == "/"


def test_a_bad_new_password_is_refused_in_words(client, people) -> None:
    from apps.accounts.services import password_path

    page = set_password(client, password_path(people["editor"]), "short")
    assert page.status_code == 422 and "at least 12 characters" in page.content.decode()


def test_without_mail_the_page_says_whom_to_ask(client, db, settings) -> None:
    settings.EMAIL_HOST = ""
    assert (
        "This site sends no mail. Ask an admin"
        in client.get("/password-forgotten/").content.decode()
    )
    assert client.post("/password-forgotten/", {"email": "a@b.example"}).status_code == 422
    assert not mail.outbox


@pytest.fixture
def with_mail(people: dict[str, User], settings) -> None:
    """The site sends mail, and the editor has an address."""
    settings.EMAIL_HOST = "mail.example"
    people["editor"].email = "ed@desk.example"
    people["editor"].set_password("whatever it was before")
    people["editor"].save()
    queues.take()


def test_with_mail_a_link_goes_to_the_address_and_nobody_learns_whose_it_is(
    client, with_mail
) -> None:
    """Not from the time that it takes either: the page does the same for everybody, and a worker
    finds out."""
    answers = [
        client.post("/password-forgotten/", {"email": address}, follow=True).content.decode()
        for address in ("ed@desk.example", "nobody@desk.example")
    ]
    assert all("If an account has this address" in answer for answer in answers)
    assert not mail.outbox
    assert [sent.task for sent in queues.work()] == [recipe.mail_password_link.name] * 2
    (sent,) = mail.outbox
    assert sent.to == ["ed@desk.example"]
    path = re.search(r"http://testserver(/set-password/\S+)", sent.body)[1]
    assert set_password(client, path).url == "/sign-in/"


def test_where_no_worker_can_be_told_the_mail_is_sent_at_once(client, with_mail) -> None:
    with sending_to("redis://127.0.0.1:1/0"):
        client.post("/password-forgotten/", {"email": "ed@desk.example"})
    (sent,) = mail.outbox
    assert sent.to == ["ed@desk.example"] and not queues.take()


def test_the_command_line_makes_a_link(client, people, capsys) -> None:
    call_command("password_link", "Editor", "--site", "https://desk.example/")
    address = capsys.readouterr().out.strip()
    assert address.startswith("https://desk.example/set-password/")
    assert set_password(client, address.removeprefix("https://desk.example")).url == "/sign-in/"
    with pytest.raises(CommandError, match="Nobody is called ed. There are: admin, analyst"):
        call_command("password_link", "ed")
