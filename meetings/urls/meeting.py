from django.urls import path

from ..views import meeting, zone
from .base import MEETING

urlpatterns = [
    path("zones/<slug:code>/", zone.page, name="zone"),
    path("reunions/", meeting.everywhere, name="everywhere"),
    path("zones/<slug:code>/reunions/", meeting.listing, name="list"),
    path("zones/<slug:code>/reunions/planifier/", meeting.plan, name="plan"),
    path(MEETING, meeting.detail, name="detail"),
    path(MEETING + "modifier/", meeting.edit, name="edit"),
    path(MEETING + "themes/", meeting.themes, name="meeting_themes"),
    path(MEETING + "reporter/", meeting.postpone, name="postpone"),
    path(MEETING + "annuler/", meeting.cancel, name="cancel"),
    path(MEETING + "agenda.ics", meeting.calendar_file, name="calendar"),
    path(MEETING + "ordre-du-jour/", meeting.agenda, name="agenda"),
    path(MEETING + "ordre-du-jour/ordre/", meeting.agenda_order, name="agenda_order"),
    path(MEETING + "ordre-du-jour/<int:item>/", meeting.agenda_item, name="agenda_item"),
    path(
        MEETING + "ordre-du-jour/<int:item>/supprimer/",
        meeting.agenda_item_delete,
        name="agenda_item_delete",
    ),
]
