"""The papers of a report besides its PDF."""

from django.urls import path

from ..views.paper import docx
from .report import REPORT

urlpatterns = [path(REPORT + "rapport.docx", docx, name="docx")]
