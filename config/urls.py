"""All addresses of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("website.urls")),
    path("", include("desks.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("keeper/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("", include("website.demo_urls")))
