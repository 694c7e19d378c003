"""Addresses of the target lists, and of firms that call."""

from django.urls import path

from desks import (
    views_phone,
    views_targets,
    views_targets_goals,
    views_targets_import,
    views_targets_work,
)

urlpatterns = [
    path("phone/", views_phone.find, name="find_firm"),
    path("phone/<key:pk>/", views_phone.book, name="book_by_phone"),
    path("phone/<key:pk>/hold/", views_phone.hold, name="hold_by_phone"),
    path("phone/new/<slug:code>/", views_phone.open_file, name="open_firm_file"),
    path("targets/", views_targets.targets, name="targets"),
    path("targets/earlier/", views_targets.earlier, name="earlier"),
    path("targets/progress/", views_targets_goals.progress, name="target_progress"),
    path("targets/goals/", views_targets_goals.goals, name="target_goals"),
    path("targets/import/", views_targets_import.send_in, name="send_in_list"),
    path("targets/import/<key:pk>/", views_targets_import.rows, name="list_rows"),
    path("targets/<key:pk>/", views_targets.target, name="target"),
    path("targets/<key:pk>/call/", views_targets_work.call, name="call_target"),
    path("targets/<key:pk>/book/", views_targets_work.book, name="book_for"),
    path("targets/<key:pk>/invite/", views_targets_work.invite, name="invite_target"),
]
