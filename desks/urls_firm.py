"""Addresses of a firm's people, of licences at a center, of the second step."""

from typing import Any

from allauth.account.views import ReauthenticateView as PasswordAgainView
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as SecondStepAgainView
from allauth.mfa.recovery_codes.views import (
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.urls import path

from desks import views_licences, views_people
from desks.doors import for_deed


def staff(view: Any) -> Any:
    """A page of django-allauth for those to whom the second step is offered."""
    return for_deed("accounts.use_two_steps")(view.as_view())


urlpatterns = [
    path("people/", views_people.people, name="people"),
    path("people/<key:pk>/end/", views_people.end, name="end_membership"),
    path("people/<key:pk>/hand-over/", views_people.hand_over, name="hand_over_firm"),
    path(
        "people/invitations/<key:pk>/withdraw/",
        views_people.withdraw,
        name="withdraw_invitation",
    ),
    path("licences/", views_licences.licences, name="licences"),
    path("licences/<key:pk>/", views_licences.licence, name="licence"),
    path("licences/<key:pk>/picture/", views_licences.picture, name="licence_picture"),
    path("two-steps/", staff(IndexView), name="mfa_index"),
    path("two-steps/on/", staff(ActivateTOTPView), name="mfa_activate_totp"),
    path("two-steps/off/", staff(DeactivateTOTPView), name="mfa_deactivate_totp"),
    path(
        "two-steps/codes/",
        staff(ViewRecoveryCodesView),
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-steps/codes/new/",
        staff(GenerateRecoveryCodesView),
        name="mfa_generate_recovery_codes",
    ),
    path("two-steps/again/", staff(SecondStepAgainView), name="mfa_reauthenticate"),
    path(
        "two-steps/password/", staff(PasswordAgainView), name="account_reauthenticate"
    ),
]
