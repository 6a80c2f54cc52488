"""The six zones together."""

from django.urls import path

from .. import views

urlpatterns = [
    path("region/", views.region, name="region"),
    path("region/obligation/", views.region_obligation, name="region_obligation"),
    path("region/<int:year>/", views.region, name="region_year"),
    path("region/<int:year>/chiffres.csv", views.region_export, name="region_export"),
]
