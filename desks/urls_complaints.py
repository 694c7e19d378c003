"""Addresses of complaints."""

from django.urls import path

from desks import views_complaints

urlpatterns = [
    path("complaints/", views_complaints.complaints, name="complaints"),
    path("complaints/<key:pk>/", views_complaints.complaint, name="complaint"),
    path(
        "complaints/<key:pk>/take-back/",
        views_complaints.take_back,
        name="take_complaint_back",
    ),
    path(
        "complaints/evidence/<key:pk>/",
        views_complaints.evidence,
        name="complaint_evidence",
    ),
    path("cases/<slug:number>/complain/", views_complaints.complain, name="complain"),
]
