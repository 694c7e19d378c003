"""What is said of a firm's complaint."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Complaint
from workflows.about.kinds import About, Facts


def _facts(complaint: Complaint, user: Any) -> Facts:
    return [
        (_("Number"), complaint.number),
        (_("Firm"), complaint.company.name),
        (_("Provider"), complaint.provider.name),
        (_("Case"), complaint.booking.number),
        (_("About"), complaint.get_topic_display()),
        (_("State"), complaint.get_state_display()),
    ]


def _page(complaint: Complaint) -> str:
    return reverse("complaint", args=[complaint.pk])


def _line(complaint: Complaint, user: Any) -> str:
    firm, about = complaint.company.name, complaint.get_topic_display()
    return f"{firm} · {about} · {complaint.number}"


def _words(complaint: Complaint) -> str:
    return f"{complaint.number} {complaint.company}"


ABOUT_COMPLAINT = About(_facts, _page, _line, _words)
