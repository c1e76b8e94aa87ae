"""What every list of the admin site has: looked at, never written, quick with many rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """History is looked at and never altered, not even here: what the program and its services
    own is changed on its own pages, where reasons are asked for and logged."""

    # A second count, of all rows without the filters, would be asked for on every page.
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
