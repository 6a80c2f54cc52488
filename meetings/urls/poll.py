from django.urls import path

from ..views import announce, poll, poll_answer
from .base import MEETING

POLLS = "zones/<slug:code>/sondages/"
POLL = POLLS + "<int:pk>/"

urlpatterns = [
    path(POLLS, poll.listing, name="polls"),
    path(POLLS + "nouveau/", poll.new, name="poll_new"),
    path(POLL, poll.detail, name="poll"),
    path(POLL + "modifier/", poll.edit, name="poll_edit"),
    path(POLL + "ouvrir/", poll.open_, name="poll_open"),
    path(POLL + "relancer/", poll.remind, name="poll_remind"),
    path(POLL + "prolonger/", poll.prolong, name="poll_prolong"),
    path(POLL + "choisir/", poll.choose, name="poll_choose"),
    path(POLL + "abandonner/", poll.drop, name="poll_drop"),
    path(POLL + "reponses/<int:voter>/", poll.encode, name="poll_encode"),
    path(POLL + "reponses/<int:voter>/ecrire/", poll.ask, name="poll_ask"),
    path(MEETING + "annoncer/", announce.announce, name="announce"),
    path("sondage/<str:token>/", poll_answer.answer, name="poll_answer"),
    path("sondage/<str:token>/<int:meeting>.ics", poll_answer.calendar_file, name="poll_calendar"),
]
