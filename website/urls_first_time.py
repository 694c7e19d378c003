"""Addresses of the first time: codes, invitations, the ways to a firm's file."""

from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as oidc
from django.urls import path

from website import (
    views_binding,
    views_codes,
    views_legal_person,
    views_people,
    views_register,
    views_second_step,
)

urlpatterns = [
    path("register/", views_register.register, name="register"),
    path("register/start/", views_register.start, name="register_start"),
    path("sign-in/code/", views_codes.by_code, name="by_code"),
    path(
        "sign-in/second-step/",
        views_second_step.SecondStep.as_view(),
        name="mfa_authenticate",
    ),
    # What django-allauth calls the page to begin again from.
    path("sign-in/", views_people.SignIn.as_view(), name="account_login"),
    path("code/", views_codes.code, name="code"),
    path("code/again/", views_codes.again, name="code_again"),
    path("code/prove/", views_codes.prove, name="prove_phone"),
    path("invitation/<str:token>/", views_binding.invitation, name="invitation"),
    path("bind/", views_binding.bind, name="bind"),
    path("bind/ways/", views_binding.ways, name="bind_ways"),
    path("bind/contact/", views_binding.by_contact, name="bind_by_contact"),
    path("bind/licence/", views_binding.by_licence, name="bind_by_licence"),
    path(
        "bind/legal-person/",
        views_legal_person.legal_person,
        name="bind_legal_person",
    ),
    *oidc,
]
