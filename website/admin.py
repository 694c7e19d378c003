"""The keeper's pages: what django-allauth would put there is nobody's to see."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

admin.site.unregister(
    [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken]
)
