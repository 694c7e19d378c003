"""The keeper's pages for the working-day table."""

from django.contrib import admin

from foundation.models import WorkdayException, WorkdayYear


class WorkdayExceptionInline(admin.TabularInline):
    """The holidays and make-up working days of a year."""

    model = WorkdayException
    extra = 3


@admin.register(WorkdayYear)
class WorkdayYearAdmin(admin.ModelAdmin):
    """A year's notice of the State Council, day by day."""

    list_display = ["year", "source"]
    inlines = [WorkdayExceptionInline]
