"""People, and what was done to their accounts; Django's own log of this site."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts import services
from apps.accounts.looking import ReadOnly
from apps.accounts.models import AccessKey, AccountEvent, Invitation, User

admin.site.site_title = "Storytracker"
admin.site.site_header = "Storytracker: a look behind the pages"
admin.site.index_title = "Everything that is kept, to look at"


@admin.register(User)
class PeopleAdmin(UserAdmin):
    """People, their role, and whether they may sign in; nothing finer, as nothing finer counts.

    Role and access change by the same verbs as on the People page, which log it.
    """

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
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "role", "is_active"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Preferences", {"fields": ["theme"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "role", "usable_password", "password1", "password2"]})
    ]
    show_full_result_count = False
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody takes their own role or access away: an admin remains."""
        own = ["role", "is_active"] if obj and obj.pk == request.user.pk else []
        return ["last_login", "date_joined", *own]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are closed: what somebody did stays theirs."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the plain fields here, role and access by the verbs that log them."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        assert isinstance(request.user, User)
        role, is_active = obj.role, obj.is_active
        kept = User.objects.get(pk=obj.pk)
        obj.role, obj.is_active = kept.role, kept.is_active
        super().save_model(request, obj, form, change)
        try:
            services.change_role(obj, role, by=request.user)
            if is_active and not kept.is_active:
                services.reopen_account(obj, by=request.user)
            elif kept.is_active and not is_active:
                services.close_account(obj, by=request.user)
        except services.Refused as refused:
            messages.error(request, str(refused))

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
    """What was written through this site."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag"]
    list_filter = ["action_flag"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__username"]


# Roles are on the person: groups would be a second, hidden way to say what somebody may do.
admin.site.unregister(Group)
