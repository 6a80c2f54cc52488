"""The annexes of a report."""

from django.urls import path

from ..views import annexes
from .report import REPORT

ANNEX = REPORT + "annexes/<int:pk>/"

urlpatterns = [
    path(REPORT + "annexes/", annexes.annexes, name="annexes"),
    path(REPORT + "annexes/pv/<int:pk>/", annexes.annex_pv, name="annex_pv"),
    path(ANNEX, annexes.annex, name="annex"),
    path(ANNEX + "modifier/", annexes.annex_edit, name="annex_edit"),
    path(ANNEX + "deplacer/", annexes.annex_move, name="annex_move"),
    path(ANNEX + "retirer/", annexes.annex_remove, name="annex_remove"),
]
