"""Addresses of waiting lists, the firm's and the center's."""

from django.urls import path

from desks import views_waitlist, views_waitlist_center

urlpatterns = [
    path("waiting-list/", views_waitlist.waits, name="waits"),
    path("waiting-list/join/", views_waitlist.join, name="join_list"),
    path("waiting-list/<key:pk>/leave/", views_waitlist.leave, name="leave_list"),
    path(
        "waiting-list/<key:pk>/come-back/",
        views_waitlist.come_back,
        name="come_back_to_list",
    ),
    path(
        "waiting-list/center/", views_waitlist_center.center_waits, name="center_waits"
    ),
    path(
        "waiting-list/center/<key:pk>/",
        views_waitlist_center.center_wait,
        name="center_wait",
    ),
]
