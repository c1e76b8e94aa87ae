"""People, and what was done to their accounts; Django's own log of this site."""

from __future__ import annotations

import django.contrib.auth.admin  # noqa: F401 - registers groups, which are taken off below
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from apps.accounts.looking import ReadOnly
from apps.accounts.models import AccessKey, AccountEvent, Invitation, User

admin.site.site_title = "Storytracker"
admin.site.site_header = "Storytracker: a look behind the pages"
admin.site.index_title = "Everything that is kept, to look at"


@admin.register(User)
class PeopleAdmin(ReadOnly, admin.ModelAdmin):
    """People and their role. They are changed on their own page, which logs it."""

    list_display = [
        "username",
        "first_name",
        "last_name",
        "role",
        "is_active",
        "last_login",
        "date_joined",
    ]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "role", "is_active"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Preferences", {"fields": ["theme", "timezone", "letter_keys"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]

    def view_on_site(self, person: User) -> str:
        return reverse("accounts:person", args=[person.pk])


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["for_whom", "role", "made_by", "made_at", "expires_at", "accepted_by"]
    list_filter = ["role", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["made_by", "accepted_by"]
    search_fields = ["for_whom", "made_by__username", "accepted_by__username"]
    exclude = ["token_hash"]


@admin.register(AccessKey)
class AccessKeyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "purpose", "name", "made_at", "used_on"]
    list_filter = ["purpose"]
    list_select_related = ["user"]
    search_fields = ["user__username", "name"]
    exclude = ["public"]


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["kind", "person", "words", "by", "at"]
    list_filter = ["kind", "at"]
    list_select_related = ["person", "by"]
    search_fields = ["person__username", "by__username", "words"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, admin.ModelAdmin):
    """What was written through this site: nothing any more, but the history stays."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag"]
    list_filter = ["action_flag"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__username"]


# Roles are on the person: groups would be a second, hidden way to say what somebody may do.
admin.site.unregister(Group)
