"""Addresses of calls, applications for the pool, and removal from it."""

from django.urls import path

from desks import (
    views_admissions,
    views_admissions_apply,
    views_admissions_calls,
    views_admissions_pool,
    views_pending,
)

urlpatterns = [
    path("calls/", views_admissions_calls.calls, name="calls"),
    path("calls/new/", views_admissions_calls.new_call, name="new_call"),
    path("calls/<key:pk>/", views_admissions_calls.call, name="call"),
    path(
        "calls/<key:pk>/publish/", views_admissions_calls.publish, name="publish_call"
    ),
    path("calls/<key:pk>/decisions/", views_pending.of_call, name="call_decisions"),
    path("calls/<key:pk>/apply/", views_admissions_apply.apply, name="apply"),
    path("applications/", views_admissions.applications, name="applications"),
    path("applications/<key:pk>/", views_admissions.application, name="application"),
    path(
        "applications/<key:pk>/edit/",
        views_admissions_apply.edit,
        name="edit_application",
    ),
    path(
        "applications/<key:pk>/save/",
        views_admissions_apply.save,
        name="save_application",
    ),
    path(
        "applications/<key:pk>/evidence/<slug:item>/",
        views_admissions_apply.upload,
        name="upload_evidence",
    ),
    path(
        "applications/<key:pk>/withdraw/",
        views_admissions_apply.take_back,
        name="withdraw_application",
    ),
    path(
        "applications/<key:pk>/object/",
        views_admissions_pool.object_to,
        name="object_to_admission",
    ),
    path(
        "admission-files/objection/<key:pk>/",
        views_admissions_pool.objection_paper,
        name="admission_objection_paper",
    ),
    path("admission-files/<key:pk>/", views_admissions.file, name="admission_file"),
    path(
        "admission-files/<key:pk>/remove/",
        views_admissions_apply.remove,
        name="remove_evidence",
    ),
    path(
        "providers/<key:pk>/removal/",
        views_admissions_pool.removal,
        name="remove_provider",
    ),
]
