"""The papers of a report besides its PDF."""

from django.urls import path

from ..views import paper

REPORT = "zones/<slug:code>/rapports/<int:year>/"

urlpatterns = [path(REPORT + "rapport.docx", paper.docx, name="docx")]
