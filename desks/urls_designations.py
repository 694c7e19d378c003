"""Addresses of centers' designations."""

from django.urls import path

from desks import (
    views_designation_papers,
    views_designations,
    views_nurturing,
    views_pending,
)

urlpatterns = [
    path("designations/", views_designations.designations, name="designations"),
    path("designations/new/", views_nurturing.nurture, name="nurture_center"),
    path("designations/years/", views_designations.open_reviews, name="open_reviews"),
    path(
        "designations/decisions/",
        views_pending.of_centers,
        name="designation_decisions",
    ),
    path("designations/<key:pk>/", views_designations.designation, name="designation"),
    path(
        "designations/<key:pk>/end/",
        views_designations.end_nurturing,
        name="end_nurturing",
    ),
    path(
        "designations/<key:pk>/years/",
        views_designations.open_review,
        name="open_review",
    ),
    path(
        "designations/<key:pk>/hours/",
        views_nurturing.hours,
        name="designation_hours",
    ),
    path(
        "designations/<key:pk>/draft/",
        views_designation_papers.save_draft,
        name="designation_draft",
    ),
    path(
        "designations/<key:pk>/papers/",
        views_designation_papers.papers,
        name="center_papers",
    ),
    path(
        "center-papers/<key:pk>/", views_designation_papers.paper, name="center_paper"
    ),
    path(
        "center-papers/objection/<key:pk>/",
        views_designation_papers.objection_paper,
        name="designation_objection_paper",
    ),
    path(
        "center-papers/<key:pk>/drop/",
        views_designation_papers.drop_paper,
        name="drop_center_paper",
    ),
    path(
        "center-reviews/<key:pk>/",
        views_designations.center_review,
        name="center_review",
    ),
]
