"""The addresses of the application, and the pages of the floor."""

from django.urls import include, path

from . import floor

urlpatterns = [
    path("plancher/liste/", floor.listing, name="floor_list"),
    path("plancher/reunion/<int:pk>/", floor.detail, name="floor_detail"),
    path("plancher/rapport/<slug:code>/<int:year>/", floor.report, name="floor_report"),
    path("plancher/recherche/", floor.search, name="floor_search"),
    path("plancher/passage/<int:pk>/", floor.save, name="floor_save"),
    path("plancher/agenda.ics", floor.feed, name="floor_feed"),
    path("plancher/une/", floor.one, name="floor_one"),
    path("", include("concertation.urls")),
]
