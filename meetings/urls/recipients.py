from django.urls import path

from ..views import recipients
from .base import MEETING

LIST = MEETING + "invitations/"
urlpatterns = [
    path(LIST + "elargir/", recipients.widen, name="widen"),
    path(LIST + "mots/", recipients.notes, name="notes"),
    path(LIST + "apercu.html", recipients.letter_html, name="letter_html"),
    path(LIST + "lettres-a-imprimer.pdf", recipients.paper_letters, name="paper_letters"),
    path(LIST + "<int:participation>/retirer/", recipients.take_off, name="take_off"),
    path(LIST + "points-supplementaires/", recipients.send_items, name="send_items"),
]
