"""When things happen: working days and office hours of the city."""

from datetime import date, datetime, time, timedelta
from random import Random

from foundation.clock import CITY_TIME, local_day
from foundation.workdays import WorkCalendar

MORNING = (9 * 60, 11 * 60 + 30)
AFTERNOON = (13 * 60 + 30, 17 * 60)
CLOSING = time(17, 30)


class Hours:
    """Working days by the city's calendar; moments within office hours."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar

    def day(self, day: date, workdays: int) -> date:
        """So many working days after (or before) that day."""
        return self.calendar.add(day, workdays)

    def days_between(self, first: date, end: date) -> list[date]:
        """The working days of [first, end)."""
        span = (end - first).days
        days = (first + timedelta(days=n) for n in range(max(span, 0)))
        return [day for day in days if self.calendar.is_workday(day)]

    def moment(self, day: date, chance: Random) -> datetime:
        """Some minute of that day's office hours."""
        first, last = chance.choice([MORNING, AFTERNOON])
        return self.clock(day, chance.randrange(first, last))

    def clock(self, day: date, minute: int, second: int = 0) -> datetime:
        """That minute of the day in the city."""
        midnight = datetime.combine(day, time(), tzinfo=CITY_TIME)
        return midnight + timedelta(minutes=minute, seconds=second)

    def later(self, moment: datetime, workdays: int, chance: Random) -> datetime:
        """So many working days on; within the same day an hour or two."""
        if workdays:
            return self.moment(self.day(local_day(moment), workdays), chance)
        soon = moment + timedelta(minutes=chance.randrange(20, 140))
        late = soon.astimezone(CITY_TIME).time() > CLOSING
        day = local_day(moment)
        if late or local_day(soon) != day or not self.calendar.is_workday(day):
            return self.moment(self.day(day, 1), chance)
        return soon
