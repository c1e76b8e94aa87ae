"""One's own settings: name, theme, time zone, keys, password, sessions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext

from apps.accounts.forms import OwnPasswordForm, SettingsForm
from apps.accounts.fragments import answer, reader_of
from apps.accounts.models import User
from apps.accounts.services import end_sessions, log_password


def settings(request: HttpRequest) -> HttpResponse:
    """``accounts:settings``: what somebody may set for themselves."""
    person = User.objects.get(pk=reader_of(request).pk)
    form = SettingsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Your settings are saved."))
        return redirect("accounts:settings")
    status = 422 if form.errors else 200
    return render(request, "accounts/settings.html", {"form": form}, status=status)


def keyboard(request: HttpRequest) -> HttpResponse:
    """``accounts:keyboard``: which key does what; for htmx the inside of a dialog."""
    return answer(request, "accounts/keyboard.html", {}, partial="inside")


def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """``accounts:end-other-sessions``: signed out everywhere but here."""
    person = reader_of(request)
    end_sessions(person, by=person)
    update_session_auth_hash(request, person)
    messages.success(request, gettext("You are signed out everywhere else."))
    return redirect("accounts:settings")


class ChangePassword(PasswordChangeView):
    """``accounts:password``: a new password for the old; sessions elsewhere end."""

    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:settings")

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:  # type: ignore[override]
        answer = super().form_valid(form)
        log_password(reader_of(self.request))
        messages.success(
            self.request, gettext("Your password is changed. You are signed out elsewhere.")
        )
        return answer

    def form_invalid(self, form: OwnPasswordForm) -> HttpResponse:  # type: ignore[override]
        return self.render_to_response(self.get_context_data(form=form), status=422)
