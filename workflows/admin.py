"""The keeper's page for terms: how many working days each step may take."""

from django.contrib import admin

from workflows.models import Term


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """A new row from a later day on changes a term; the old one stays for old cases."""

    list_display = ["key", "valid_from", "working_days", "remind_before"]
    list_filter = ["key"]
