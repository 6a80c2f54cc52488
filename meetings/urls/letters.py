from django.urls import path

from ..views import letters
from .base import MEETING

urlpatterns = [
    path(MEETING + "lettres/<int:letter>/", letters.letter, name="letter"),
    path(MEETING + "lettres/<int:letter>/renvoyer/", letters.resend, name="resend"),
    path(MEETING + "invitations/envoi/", letters.progress, name="mailing_progress"),
    path(MEETING + "invitations/essai/", letters.trial, name="mailing_trial"),
]
