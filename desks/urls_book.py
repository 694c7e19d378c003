"""Addresses of a firm's booking."""

from django.urls import path

from desks import views_book

urlpatterns = [
    path("", views_book.book, name="book"),
    path("hold/", views_book.hold, name="hold"),
    path("<slug:number>/done/", views_book.booked, name="booked"),
]
