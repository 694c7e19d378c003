"""Entering a year's holiday notice 放假安排: what is in the file replaces the year."""

from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.audit.actions import record
from foundation.models import WorkdayException, WorkdayYear
from foundation.workdays import parse_year


@transaction.atomic
def import_holidays(*, text: str, source: str, by: Any, at: datetime) -> list[int]:
    """Write the table's years (year,day,kind,name_zh); returns which.

    Raises TableError with every fault at once, each naming its line; nothing has then
    been written.
    """
    days = parse_year(text)
    years = sorted({day.year for day in days})
    for number in years:
        year, _new = WorkdayYear.objects.update_or_create(
            year=number, defaults={"source": source}
        )
        year.days.all().delete()
        WorkdayException.objects.filter(
            day__in=[day.day for day in days if day.year == number]
        ).delete()
        WorkdayException.objects.bulk_create(
            WorkdayException(
                year=year,
                day=day.day,
                is_work=day.kind == "work",
                name_zh=day.name_zh,
                changed_at=at,
            )
            for day in days
            if day.year == number
        )
        after = {"days": sum(day.year == number for day in days), "source": source}
        record(by=by, deed="city.import_holidays", at=at, row=year, after=after)
    return years
