"""All addresses of the product."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

# The keeper signs in like everybody: wrong passwords are counted there.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "config.cut.answer_for_error"

urlpatterns = [
    path("book/", include("desks.urls_book")),  # first: asked for when all hurry
    path("", include("website.urls")),
    path("", include("desks.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("keeper/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("", include("website.demo_urls")))
