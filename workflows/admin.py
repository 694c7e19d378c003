"""The keeper's page for terms: how many working days each step may take."""

from typing import Any

from django.contrib import admin

from workflows.models import Term


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """A new row from a later day on changes a term; the old one stays for old cases."""

    list_display = [
        "key",
        "valid_from",
        "working_days",
        "remind_before",
        "escalate_after",
    ]
    list_filter = ["key"]

    def has_add_permission(self, request: Any) -> bool:
        """The bureau writes changes down on its own page, for a later day."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What steps were dated by stays."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """What steps were dated by stays."""
        return False
