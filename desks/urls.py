"""Addresses of the desks."""

from django.urls import include, path

from desks import (
    views_book,
    views_cases,
    views_inbox,
    views_me,
    views_services,
    views_slots,
    views_tasks,
    views_week,
)

urlpatterns = [
    path("desk/", views_me.desk, name="desk"),
    path("me/", views_me.me, name="me"),
    path("me/switch/", views_me.switch_membership, name="switch_membership"),
    path("inbox/", views_inbox.inbox, name="inbox"),
    path("tasks/<key:task_id>/", views_tasks.task, name="task"),
    path("tasks/<key:task_id>/claim/", views_tasks.claim, name="claim"),
    path("tasks/<key:task_id>/release/", views_tasks.release, name="release"),
    path("tasks/<key:task_id>/hand-over/", views_tasks.hand_over, name="hand_over"),
    path("cases/", views_cases.cases, name="cases"),
    path("cases/<slug:number>/", views_cases.case, name="case"),
    path("cases/<slug:number>/report/", views_cases.report, name="report"),
    path("cases/<slug:number>/cancel/", views_cases.cancel, name="cancel_case"),
    path("book/", views_book.book, name="book"),
    path("book/hold/", views_book.hold, name="hold"),
    path("book/<slug:number>/done/", views_book.booked, name="booked"),
    path("week/", views_week.week, name="week"),
    path("slots/", views_slots.slots, name="slots"),
    path("slots/plan/", views_slots.plan, name="plan_slots"),
    path("slots/release/", views_slots.release, name="release_slots"),
    path("slots/take-back/", views_slots.take_back, name="take_back_release"),
    path("slots/day/<slug:on>/<slug:kind>/", views_slots.day_slots, name="day_slots"),
    path("services/", views_services.services, name="services"),
    path("services/<key:service_id>/", views_services.service, name="service"),
    path(
        "services/except/<slug:kind>/",
        views_services.add_exception,
        name="add_exception",
    ),
    path(
        "services/except/<slug:kind>/<key:row_id>/drop/",
        views_services.drop,
        name="drop_exception",
    ),
    path("slots/add/", views_slots.add, name="add_slot"),
    path("slots/<key:slot_id>/", views_slots.change, name="change_slot"),
    path("", include("desks.urls_appointments")),
    path("", include("desks.urls_firm")),
    path("", include("desks.urls_bureau")),
    path("", include("desks.urls_targets")),
]
