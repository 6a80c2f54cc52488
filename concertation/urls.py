"""All addresses, in French; apps are named as strings."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("zones.urls")),
    path("", include("meetings.urls")),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("compte/", include("allauth.urls")),
    path("langue/", include("django.conf.urls.i18n")),
    path("administration/", admin.site.urls),
]
