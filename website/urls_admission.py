"""Addresses of calls, admissions in notice and the pool, for everybody."""

from django.urls import path

from website import views_admission

urlpatterns = [
    path("admission/", views_admission.admission, name="admission"),
    path("admission/<key:pk>/", views_admission.public_call, name="public_call"),
    path(
        "admission/<key:pk>/register/",
        views_admission.register_provider,
        name="register_provider",
    ),
    path("admission/notices/", views_admission.notices, name="admission_notices"),
    path("admission/pool/", views_admission.pool, name="pool"),
]
