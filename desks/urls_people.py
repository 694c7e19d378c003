"""Addresses of people and their time: consultants, leave, visits, roads, staff."""

from django.urls import path

from desks import (
    views_advisers,
    views_consultants,
    views_leaves,
    views_reassign,
    views_roads,
    views_staff,
)

urlpatterns = [
    path("consultants/", views_consultants.consultants, name="consultants"),
    path("consultants/add/", views_consultants.add, name="add_consultant"),
    path(
        "consultants/<key:consultant_id>/",
        views_consultants.consultant,
        name="consultant",
    ),
    path(
        "consultants/<key:consultant_id>/change/",
        views_consultants.change,
        name="change_consultant",
    ),
    path(
        "consultants/<key:consultant_id>/active/",
        views_consultants.set_state,
        name="set_consultant_active",
    ),
    path(
        "consultants/<key:consultant_id>/leave/",
        views_leaves.enter,
        name="enter_leave",
    ),
    path("leaves/<key:leave_id>/end/", views_leaves.drop, name="drop_leave"),
    path(
        "cases/<slug:number>/reassign/<key:consultant_id>/",
        views_reassign.reassign,
        name="reassign_visit",
    ),
    path("staff/", views_staff.staff, name="staff"),
    path("staff/<key:pk>/end/", views_staff.end_staff, name="end_staff"),
    path("advisers/", views_advisers.advisers, name="advisers"),
    path("advisers/add/", views_advisers.add, name="add_adviser"),
    path("advisers/<key:adviser_id>/", views_advisers.change, name="change_adviser"),
    path(
        "advisers/<key:adviser_id>/active/",
        views_advisers.set_state,
        name="set_adviser_active",
    ),
    path("roads/", views_roads.roads, name="roads"),
]
