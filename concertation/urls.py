"""All addresses, in French; apps are named as strings."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("zones.urls")),
    path("", include("meetings.urls")),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("compte/", include("allauth.urls")),
    # Also before signing in: FR | NL is on every page.
    path("langue/", login_not_required(set_language), name="set_language"),
    path("administration/", admin.site.urls),
]
