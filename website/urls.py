"""Public addresses."""

from django.urls import include, path

from website import views, views_confirm, views_designations, views_people, views_slots

urlpatterns = [
    path("api/centers/<slug:slug>/slots/", views_slots.free_slots, name="free_slots"),
    path("", views.home, name="home"),
    path("centers/", views.centers, name="centers"),
    path("centers/notices/", views_designations.center_notices, name="center_notices"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("sign-in/", views_people.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views_people.sign_out, name="sign_out"),
    path("", include("website.urls_first_time")),
    path("confirm/<str:token>/", views_confirm.confirm_booking, name="confirm_booking"),
    path("", include("website.urls_admission")),
    path("", include("website.urls_links")),
    path("", include("website.urls_notices")),
]
