"""Addresses of the demonstration only: one-click sign-in and the guide to the face."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from face.views import guide
from website import views_demo

urlpatterns = [
    path("demo/sign-in/", views_demo.sign_in_as, name="demo_sign_in"),
    path("guide/", login_not_required(guide), name="guide"),
]
