"""What admins do to accounts: roles, closing, sessions, locks; an admin always remains."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import AccountEvent, Invitation, Role, User
from apps.accounts.services import Refused, change_role, close_account, invite, join
from tests.support.queries import count_queries


def post(client: Client, path: str, **fields: str) -> str:
    """What the page says after a form was sent; names stand apart there, whatever their letters."""
    page = client.post(path, fields, follow=True).content.decode()
    return page.replace("<bdi>", "").replace("</bdi>", "")


def test_an_admin_invites_and_takes_back(clients, people) -> None:
    page = post(clients["admin"], "/people/", for_whom="Mara", role="editor")
    assert "/join/" in page and "Send this link to whoever you invite" in page
    assert "/join/" not in clients["admin"].get("/people/").content.decode()
    invitation = Invitation.objects.get()
    said = post(clients["admin"], f"/people/invitations/{invitation.pk}/withdraw/")
    assert "taken back" in said and "Mara" not in said
    assert [event.kind for event in AccountEvent.objects.all()] == ["withdrawn", "invited"]


def test_an_invitation_that_was_used_can_not_be_taken_back(clients, people) -> None:
    """Whoever thinks that they have done so would leave somebody in."""
    token = invite("editor", for_whom="Mara", by=people["admin"]).split("/")[2]
    join(token, User(username="mara"))
    said = post(clients["admin"], f"/people/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert "mara has come in by it already" in said and "is taken back" not in said
    assert Invitation.objects.get().withdrawn_at is None


def test_an_invitation_says_for_whom(clients) -> None:
    page = clients["admin"].post("/people/", {"role": "editor"})
    assert page.status_code == 422 and not Invitation.objects.exists()


def test_a_new_role_holds_and_ends_the_sessions(clients, people) -> None:
    page = post(clients["admin"], f"/people/{people['analyst'].pk}/", role="editor")
    assert "The role is set." in page and "admin changed the role of analyst: Editor" in page
    assert clients["analyst"].get("/").status_code == 302
    people["analyst"].refresh_from_db()
    assert people["analyst"].role == Role.EDITOR


def test_a_closed_account_is_out_and_can_come_back_but_its_sessions_cannot(clients, people) -> None:
    home = f"/people/{people['editor'].pk}/"
    assert "The account is closed" in post(clients["admin"], f"{home}close/")
    assert clients["editor"].get("/").status_code == 302
    assert "Open it again first" in post(clients["admin"], f"{home}password/")
    assert "The account is open again" in post(clients["admin"], f"{home}reopen/")
    assert clients["editor"].get("/").status_code == 302
    people["editor"].refresh_from_db()
    assert people["editor"].is_active


def test_an_admin_signs_somebody_out(clients, people) -> None:
    assert "signed out everywhere" in post(
        clients["admin"], f"/people/{people['editor'].pk}/sign-out/"
    )
    assert clients["editor"].get("/").status_code == 302
    assert clients["admin"].get("/").status_code == 200


def test_an_admin_lifts_a_lock(clients, people) -> None:
    people["editor"].set_password("correct horse battery")
    people["editor"].save()
    right = {"username": "editor", "password": "correct horse battery"}
    page = f"/people/{people['editor'].pk}/"
    assert "Let them try again" not in clients["admin"].get(page).content.decode()
    for _ in range(5):
        locked = Client().post("/sign-in/", right | {"password": "wrong"})
    assert locked.status_code == 429
    assert "this name is closed" in clients["admin"].get(page).content.decode()
    assert "can try to sign in again" in post(clients["admin"], f"{page}unlock/")
    assert "this name is closed" not in clients["admin"].get(page).content.decode()
    assert Client().post("/sign-in/", right).url == "/"


def test_nobody_shuts_themselves_out(clients, people) -> None:
    home = f"/people/{people['admin'].pk}/"
    assert "Nobody changes their own account" in post(clients["admin"], f"{home}close/")
    assert "Nobody changes their own role" in post(clients["admin"], home, role="analyst")
    people["admin"].refresh_from_db()
    assert people["admin"].has_role(Role.ADMIN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["role", "close"])
def test_of_two_admins_who_shut_each_other_out_one_remains(verb: str) -> None:
    pair = [User.objects.create_user(name, role=Role.ADMIN) for name in ("ada", "bea")]
    refused: list[Refused] = []
    start = threading.Barrier(2)

    def shut_out(person: User, by: User) -> None:
        start.wait(10)
        try:
            if verb == "role":
                change_role(person, Role.ANALYST, by=by)
            else:
                close_account(person, by=by)
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=shut_out, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(role=Role.ADMIN, is_active=True).count() == 1


def test_thirty_people_ask_no_more_than_three(clients, people) -> None:
    """So for invitations, and for what was done to one account."""
    addresses = ("/people/", f"/people/{people['editor'].pk}/")
    counts = []
    for size in (3, 30):
        for number in range(size):
            name = f"{size}-{number}"
            other = User.objects.create_user(f"reader-{name}", role=Role.ANALYST)
            invite("editor", for_whom=f"Guest {name}", by=people["admin"])
            AccountEvent.objects.create(kind="role", by=other, person=people["editor"])
        counts.append([count_queries(clients["admin"], each) for each in addresses])
    page = clients["admin"].get("/people/").content.decode()
    assert "reader-30-29" in page and "Guest 3-0" in page
    assert counts[0] == counts[1] and max(counts[0]) <= 8
