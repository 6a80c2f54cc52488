from django.urls import path

from ..views import intake
from .base import MEETING

ALL = "zones/<slug:code>/reprises/"
ONE = ALL + "<int:pk>/"

urlpatterns = [
    path(ALL, intake.listing, name="intakes"),
    path(ONE, intake.page, name="intake"),
    path(ONE + "enregistrer/", intake.save, name="intake_save"),
    path(ONE + "original/", intake.original, name="intake_original"),
    path(ONE + "ecarter/", intake.aside, name="intake_aside"),
    path(ONE + "remettre/", intake.back, name="intake_back"),
    path(ONE + "defaire/", intake.undo, name="intake_undo"),
    path(MEETING + "presences/confirmer/", intake.confirm, name="attendance_confirm"),
]
