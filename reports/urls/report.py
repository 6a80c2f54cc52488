"""The report of a zone and year."""

from django.urls import path

from .. import views

REPORT = "zones/<slug:code>/rapports/<int:year>/"

urlpatterns = [
    path("rapports/", views.listing, name="list"),
    path(REPORT, views.report, name="report"),
    path(REPORT + "rapport.pdf", views.paper, name="paper"),
    path(REPORT + "chapitres/", views.chapters, name="chapters"),
    path(REPORT + "chapitres/<slug:chapter>/", views.text_save, name="text_save"),
]
