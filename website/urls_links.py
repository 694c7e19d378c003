"""Addresses of signed links and calendar feeds."""

from django.urls import path

from website import views_links, views_offer

urlpatterns = [
    path("change/<str:token>/", views_links.change_by_link, name="change_by_link"),
    path("cancel/<str:token>/", views_links.cancel_by_link, name="cancel_by_link"),
    path(
        "change/<str:token>/calendar.ics",
        views_links.calendar_by_link,
        name="calendar_by_link",
    ),
    path("offers/<str:token>/", views_offer.answer_offer, name="answer_offer"),
    path("waiting-list/rule/", views_offer.waiting_rule, name="waiting_rule"),
    path("feeds/<str:token>.ics", views_links.feed, name="feed"),
]
