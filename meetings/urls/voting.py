from django.urls import path

from ..views import voting
from .base import MEETING

urlpatterns = [
    path(MEETING + "pv/passages/<uuid:key>/vote/", voting.page, name="vote"),
    path(MEETING + "pv/compris/", voting.understood, name="understood"),
]
