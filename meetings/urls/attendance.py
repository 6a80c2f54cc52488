from django.urls import path

from ..views import attendance
from .base import MEETING

urlpatterns = [
    path(MEETING + "presences/", attendance.sheet, name="attendance"),
    path(MEETING + "presences/ajouter/", attendance.add, name="attendance_add"),
    path(MEETING + "presences/feuille.pdf", attendance.paper, name="attendance_sheet"),
    path(MEETING + "presences/clore/", attendance.close, name="attendance_close"),
]
