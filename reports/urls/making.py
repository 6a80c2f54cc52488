"""The long papers a worker makes."""

from django.urls import path

from ..views import making
from .report import REPORT

MAKING = "mises-en-page/<uuid:key>/"

urlpatterns = [
    path(REPORT + "mise-en-page/", making.make_report, name="make_report"),
    path(REPORT + "preuves/", making.proof, name="proof"),
    path(MAKING, making.making, name="making"),
    path(MAKING + "fichier/", making.making_file, name="making_file"),
    path(MAKING + "encore/", making.making_again, name="making_again"),
]
