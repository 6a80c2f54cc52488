from django.urls import path

from ..views import session
from .base import MEETING

SESSION = MEETING + "seance/"

urlpatterns = [
    path(SESSION, session.page, name="session"),
    path(SESSION + "lever/", session.adjourn, name="session_adjourn"),
    path(SESSION + "etat/", session.state, name="session_state"),
    path(SESSION + "points/ajouter/", session.add_item, name="session_add"),
    path(SESSION + "points/<int:item>/", session.gesture, name="session_item"),
]
