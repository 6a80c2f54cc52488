"""The addresses of the application, and the two pages of the floor."""

from django.urls import include, path

from . import floor

urlpatterns = [
    path("plancher/liste/", floor.listing, name="floor_list"),
    path("plancher/reunion/<int:pk>/", floor.detail, name="floor_detail"),
    path("", include("concertation.urls")),
]
