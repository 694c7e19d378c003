"""Seeds the city: scripts are written, then played up to the present moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import Membership
from bookings.actions import send_reminders
from bookings.models import Booking
from bookings.planning import plan_all_slots
from city.loading import showcase
from city.seeding import absences, appointments, given_back, ties
from city.seeding.admission import Admissions
from city.seeding.campaigns import Campaigns
from city.seeding.clockwork import Clockwork, Script
from city.seeding.complaints import Complaints
from city.seeding.designations import Designations
from city.seeding.dice import dice
from city.seeding.errors import SeedError
from city.seeding.first_time import FirstTime
from city.seeding.hours import Hours
from city.seeding.lists import Lists
from city.seeding.outlines import outlines
from city.seeding.people import People
from city.seeding.period import Close
from city.seeding.picture import missing, summary
from city.seeding.profiles import Characters
from city.seeding.script import script
from city.seeding.stories import Teller, Windows, Wishes
from city.seeding.waits import Waits
from city.seeding.walk import Walk
from city.seeding.world import World
from companies.models import Company
from diagnoses.models import Instrument
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actions import seal
from foundation.clock import local_day
from foundation.models import work_calendar
from foundation.notices.actions import deliver
from foundation.notices.choices import MessageState
from foundation.notices.models import Message
from providers.models import Provider
from workflows import deadlines, dispatch

REMIND_AT = 7 * 60 + 45
DAYS_PER_ENDED_CASE = 3

ALL_MESSAGES = 10_000


def seed_city(
    *, seed: int, cases: int, at: datetime, say: Callable[[str], object]
) -> None:
    """Fill the city with so many cases up to `at`; all of it, or nothing.

    One transaction: a run that breaks off leaves nothing behind. Background steps are
    run by the scripts themselves, since nothing is committed until the end. SeedError
    where the city is not loaded, holds bookings, or comes out other than promised.
    """
    with dispatch.inline(lambda _task: None), transaction.atomic():
        if Booking.objects.exists():
            raise SeedError("the city holds bookings already; nothing was seeded")
        today = local_day(at)
        world = _world(seed, today)
        close = _play(world, cases=cases, at=at, today=today, say=say)
        Lists(world, today).fill()
        FirstTime(world, today, _star_seat(Role.COMPANY)).fill()
        Waits(world, at, today, _star_firm()).fill()
        Complaints(world, today, _star_firm()).fill()
        Campaigns(world, today).fill()
        Admissions(world, today).fill()
        Designations(world, today).fill()
        absences.fill(_star_seat(Role.COORDINATOR), at=at)
        ties.fill(star_provider=world.star, star_firm=_star_firm(), at=at)
        given_back.fill(world, star_firm=_star_firm(), at=at)
        _post(before=at - timedelta(days=1))
        _present(at)
        lacking = missing(cases=cases, today=today, close=close)
        if lacking:
            raise SeedError("; ".join(lacking))
        say(summary())


def _play(
    world: World,
    *,
    cases: int,
    at: datetime,
    today: date,
    say: Callable[[str], object],
) -> Close:
    hours = world.hours
    windows = Windows.on(today, hours)
    teller = Teller(
        seed=world.seed,
        hours=hours,
        today=today,
        wishes=Wishes(world.characters),
        star=(world.star, _star_firm()),
    )
    told = outlines(cases, len(windows.this_year) // DAYS_PER_ENDED_CASE)
    stories = teller.tell(told, windows)
    begins = hours.clock(local_day(stories[0].booked_at), 0)
    clockwork = Clockwork(starts_at=begins, ends_at=at, say=say)
    clockwork.add(_mornings(hours, local_day(begins)))
    for story in stories:
        clockwork.add(script(Walk(world, story)))
    for visit in appointments.scripts(world, today, _star_firm()):
        clockwork.add(visit)
    close = Close(world, clockwork, today)
    clockwork.add(close.script())
    clockwork.run()
    return close


def _mornings(hours: Hours, first: date) -> Script:
    """Each working morning the reminders and overdue marks of the day go out."""
    day = first
    while True:
        yield hours.clock(day, REMIND_AT)
        deadlines.fire(at=clock.now())
        _post(before=clock.now())
        day = hours.day(day, 1)


def _post(*, before: datetime) -> None:
    """What was said long ago was sent when it was said; only the last day's messages
    are sent over the channels, each try written down."""
    waiting = Message.objects.filter(state=MessageState.QUEUED, at__lte=before)
    waiting.update(
        state=MessageState.SENT, planned_at=F("at"), sent_at=F("at"), tries=1
    )


def _present(at: datetime) -> None:
    """Bring everything that runs by itself up to the present moment."""
    with clock.set_to(at):
        plan_all_slots(at=at)
        deadlines.fire(at=at)
        send_reminders(at=at)
        deliver(at=at, limit=ALL_MESSAGES)
    while seal():
        pass


def _world(seed: int, today: date) -> World:
    star = _star_seat(Role.COORDINATOR).provider_id
    local = Provider.objects.local_on(today - timedelta(days=365)).order_by("pk")
    keys = list(local.values_list("pk", flat=True))
    others = Provider.objects.exclude(pk__in=keys).order_by("pk")
    characters = Characters(star or 0, keys, list(others.values_list("pk", flat=True)))
    characters.cast(dice(seed, "characters"))
    content = Instrument.objects.order_by("-valid_from")[0].content
    return World(
        seed=seed,
        hours=Hours(work_calendar()),
        people=People(),
        characters=characters,
        star=star or 0,
        star_assessor=_star_seat(Role.ASSESSOR).user_id,
        scenes={row["id"]: row["zh"] for row in content["scenes"]},
        providers=Provider.objects.in_bulk(),
    )


def _star_seat(role: Role) -> Membership:
    """The showcase person's membership in that role."""
    seats = Membership.objects.select_related("company__district__served_by")
    found = seats.filter(role=role, user__phone=dict(showcase())[role]).first()
    if found is None:
        raise SeedError(f"the showcase {role.value} is not loaded: manage.py load_city")
    return found


def _star_firm() -> Company:
    firm = _star_seat(Role.COMPANY).company
    if firm is None:
        raise SeedError("the showcase firm is not loaded")
    return firm
