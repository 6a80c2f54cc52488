from django.urls import path

from ..views import dates, outside

BODY = "instances/<int:pk>/"

urlpatterns = [
    path("zones/<slug:code>/reunions/dates/", dates.strip, name="dates"),
    path("zones/<slug:code>/reunions/dates/fixer/", dates.fix, name="dates_fix"),
    path("instances/", outside.everywhere, name="outside_everywhere"),
    path("instances/ajouter/", outside.add_regional, name="outside_add_regional"),
    path("zones/<slug:code>/instances/", outside.listing, name="outside"),
    path("zones/<slug:code>/instances/ajouter/", outside.add, name="outside_add"),
    path(BODY, outside.body, name="outside_body"),
    path(BODY + "modifier/", outside.edit, name="outside_edit"),
    path(BODY + "supprimer/", outside.delete, name="outside_delete"),
    path(BODY + "lire/", outside.read, name="outside_read"),
    path(BODY + "reunions/ajouter/", outside.meeting_add, name="outside_meeting_add"),
    path(BODY + "reunions/<int:meeting>/", outside.meeting, name="outside_meeting"),
    path(
        BODY + "reunions/<int:meeting>/supprimer/",
        outside.meeting_delete,
        name="outside_meeting_delete",
    ),
]
