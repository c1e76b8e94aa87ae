from __future__ import annotations

from django.urls import path

from apps.accounts.views import joining, keys, people, settings, signing

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing.SignOut.as_view(), name="sign-out"),
    path("join/<str:token>/", joining.join_by_invitation, name="join"),
    path("password-forgotten/", joining.Forgotten.as_view(), name="forgotten"),
    path(
        "set-password/<str:uidb64>/<str:token>/",
        joining.SetPassword.as_view(),
        name="set-password",
    ),
    path("settings/", settings.settings, name="settings"),
    path("keyboard/", settings.keyboard, name="keyboard"),
    path("settings/password/", settings.ChangePassword.as_view(), name="password"),
    path("settings/tokens/", keys.keys, name="keys"),
    path("settings/tokens/feeds/", keys.feed_key, name="feed-key"),
    path("settings/tokens/<int:pk>/revoke/", keys.revoke, name="revoke-key"),
    path("settings/sessions/", settings.end_other_sessions, name="end-other-sessions"),
    path("people/", people.people, name="people"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="withdraw-invitation"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/close/", people.close, name="close"),
    path("people/<int:pk>/reopen/", people.reopen, name="reopen"),
    path("people/<int:pk>/sign-out/", people.sign_out_everywhere, name="end-sessions"),
    path("people/<int:pk>/unlock/", people.unlock_name, name="unlock"),
    path("people/<int:pk>/password/", people.password_link, name="password-link"),
]
