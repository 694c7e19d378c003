"""Addresses of public notices."""

from django.urls import path

from website import views_notices

urlpatterns = [
    path("notices/", views_notices.notices, name="notices"),
    path("notices/<key:pk>/", views_notices.notice, name="notice_detail"),
]
