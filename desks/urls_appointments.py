"""Addresses of appointments, of a case's own changes, of a person's calendar."""

from django.urls import path

from desks import (
    views_appointments,
    views_appointments_today,
    views_cases,
    views_me,
)

urlpatterns = [
    path("appointments/", views_appointments.appointment_list, name="appointments"),
    path("appointments/today/", views_appointments_today.today, name="today"),
    path(
        "appointments/<slug:number>/",
        views_appointments.appointment,
        name="appointment",
    ),
    path(
        "appointments/<slug:number>/change/",
        views_appointments.change,
        name="change_appointment",
    ),
    path(
        "appointments/<slug:number>/cancel/",
        views_appointments.cancel,
        name="cancel_appointment",
    ),
    path(
        "appointments/<slug:number>/calendar.ics",
        views_appointments.calendar,
        name="appointment_calendar",
    ),
    path(
        "appointments/<slug:number>/check-in/",
        views_appointments_today.check_in_page,
        name="check_in",
    ),
    path(
        "appointments/<slug:number>/check-in/undo/",
        views_appointments_today.undo,
        name="undo_check_in",
    ),
    path(
        "appointments/<slug:number>/absent/",
        views_appointments_today.absent,
        name="mark_absent",
    ),
    path("cases/<slug:number>/change/", views_cases.change, name="change_case"),
    path(
        "cases/<slug:number>/calendar.ics", views_cases.calendar, name="case_calendar"
    ),
    path("me/calendar/", views_me.calendar, name="my_calendar"),
]
