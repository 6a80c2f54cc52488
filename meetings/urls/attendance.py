from django.urls import path

from ..views import attendance
from .base import MEETING

SHEET = MEETING + "presences/"

urlpatterns = [
    path(SHEET, attendance.sheet, name="attendance"),
    path(SHEET + "gestes/", attendance.taps, name="attendance_taps"),
    path(SHEET + "etat/", attendance.state, name="attendance_state"),
    path(SHEET + "personnes/", attendance.people, name="attendance_people"),
    path(SHEET + "ajouter/", attendance.add, name="attendance_add"),
    path(SHEET + "lignes/<int:participation>/", attendance.row, name="attendance_row"),
    path(SHEET + "arrivees/<int:arrival>/", attendance.arrival, name="attendance_arrival"),
    path(SHEET + "feuille.pdf", attendance.paper, name="attendance_sheet"),
    path(SHEET + "affiche/", attendance.poster, name="attendance_poster"),
    path(SHEET + "affiche.pdf", attendance.poster_paper, name="attendance_poster_paper"),
    path(SHEET + "clore/", attendance.close, name="attendance_close"),
]
