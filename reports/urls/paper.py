"""The papers of a report besides its PDF."""

from django.urls import path

from ..views.paper import docx

REPORT = "zones/<slug:code>/rapports/<int:year>/"

urlpatterns = [path(REPORT + "rapport.docx", docx, name="docx")]
