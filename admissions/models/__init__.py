"""Calls, applications, and what is said and decided about them."""

from admissions.models.application import Application, Evidence
from admissions.models.call import Call
from admissions.models.review import Notice, Objection, ObjectionPaper, Offer, Opinion

__all__ = [
    "Application",
    "Call",
    "Evidence",
    "Notice",
    "Objection",
    "ObjectionPaper",
    "Offer",
    "Opinion",
]
