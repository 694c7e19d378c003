"""What pages and messages say about the row a task belongs to, whichever kind it is."""

from typing import Any, Final

from django.urls import reverse

from admissions.models import Application
from bookings.models import Booking
from campaigns.models import Campaign
from complaints.models import Complaint
from designations.models import Designation, YearlyReview
from directives.models import Directive
from ratings.models import SpotCheck
from subsidies.models import Award, Period
from workflows.about.application import ABOUT_APPLICATION
from workflows.about.campaign import ABOUT_CAMPAIGN
from workflows.about.case import ABOUT_CASE
from workflows.about.complaint import ABOUT_COMPLAINT
from workflows.about.designation import ABOUT_DESIGNATION, ABOUT_REVIEW
from workflows.about.kinds import About, Facts
from workflows.about.money import ABOUT_AWARD, ABOUT_PERIOD
from workflows.about.remark import ABOUT_REMARK
from workflows.about.spot_check import ABOUT_SPOT_CHECK

ABOUT: Final[dict[type, About]] = {
    Booking: ABOUT_CASE,
    Award: ABOUT_AWARD,
    Period: ABOUT_PERIOD,
    Directive: ABOUT_REMARK,
    Application: ABOUT_APPLICATION,
    Complaint: ABOUT_COMPLAINT,
    Designation: ABOUT_DESIGNATION,
    YearlyReview: ABOUT_REVIEW,
    SpotCheck: ABOUT_SPOT_CHECK,
    Campaign: ABOUT_CAMPAIGN,
}


def facts_of(subject: Any, user: Any) -> Facts:
    """What a step's page says about its subject on top; blind where it must be."""
    return ABOUT[type(subject)].facts(subject, user)


def page_of(subject: Any) -> str:
    """The page on which a task's subject is shown to all who may see it."""
    return ABOUT[type(subject)].page(subject)


def way_on(subject: Any, user: Any) -> str:
    """The subject's page where the person may see it, else the inbox."""
    rows = type(subject).objects.visible_to(user)
    may = rows.filter(pk=subject.pk).exists()
    return page_of(subject) if may else reverse("inbox")


def subject_line(subject: Any, user: Any) -> str:
    """One line about a task's subject; blind for assessors."""
    return ABOUT[type(subject)].line(subject, user)


def subject_words(subject: Any) -> str:
    """What a task is about, in a few words for a message."""
    return ABOUT[type(subject)].words(subject)
