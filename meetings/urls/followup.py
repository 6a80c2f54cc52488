from django.urls import path

from ..views import action_link, carrying, followup
from .base import MEETING

urlpatterns = [
    path("zones/<slug:code>/actions/", followup.actions, name="actions"),
    path("zones/<slug:code>/actions/<int:pk>/", followup.action_done, name="action_done"),
    path(MEETING + "ordre-du-jour/reprendre/", carrying.carry, name="carry"),
    path(MEETING + "ordre-du-jour/<int:item>/reporter-au/", carrying.item_defer, name="item_defer"),
    path(MEETING + "prochaines-reunions/", carrying.announce_next, name="announce_next"),
    path("action/<str:token>/", action_link.action, name="action_link"),
]
