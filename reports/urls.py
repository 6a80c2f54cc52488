"""Reports of a zone and year, and the region's page."""

from django.urls import path

from . import views

app_name = "reports"
REPORT = "zones/<slug:code>/rapports/<int:year>/"

urlpatterns = [
    path("region/", views.region, name="region"),
    path("region/obligation/", views.region_obligation, name="region_obligation"),
    path("region/<int:year>/", views.region, name="region_year"),
    path("region/<int:year>/chiffres.csv", views.region_export, name="region_export"),
    path("rapports/", views.listing, name="list"),
    path(REPORT, views.report, name="report"),
    path(REPORT + "rapport.pdf", views.paper, name="paper"),
    path(REPORT + "chapitres/<slug:chapter>/", views.text_save, name="text_save"),
    path(REPORT + "valider/", views.validate, name="validate"),
    path(REPORT + "transmis/", views.sent, name="sent"),
    path(REPORT + "chiffres/<slug:figure>/", views.figure_rows, name="figure_rows"),
]
