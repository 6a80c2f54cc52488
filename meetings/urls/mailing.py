from django.urls import path

from ..views import mailing
from .base import MEETING

urlpatterns = [
    path(MEETING + "invitations/", mailing.invitations, name="invitations"),
    path(MEETING + "invitations/invites/", mailing.guest_add, name="guest_add"),
    path(MEETING + "invitations/envoyer/", mailing.convene, name="convene"),
    path(MEETING + "invitations/relancer/", mailing.remind, name="remind"),
    path(MEETING + "invitations/lettre.pdf", mailing.letter_paper, name="letter_paper"),
    path(MEETING + "reponses/<int:participation>/", mailing.encode_answer, name="encode_answer"),
]
