"""/zones/sud/reunions/12/pv/ and the like: what was called, said and decided."""

from django.urls import path

from .views import answer, attendance, followup, mailing, meeting, pv, zone

app_name = "meetings"
MEETING = "zones/<slug:code>/reunions/<int:pk>/"

urlpatterns = [
    path("zones/<slug:code>/", zone.page, name="zone"),
    path("reunions/", meeting.everywhere, name="everywhere"),
    path("zones/<slug:code>/reunions/", meeting.listing, name="list"),
    path("zones/<slug:code>/reunions/planifier/", meeting.plan, name="plan"),
    path(MEETING, meeting.detail, name="detail"),
    path(MEETING + "modifier/", meeting.edit, name="edit"),
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
    path(MEETING + "invitations/", mailing.invitations, name="invitations"),
    path(MEETING + "invitations/invites/", mailing.guest_add, name="guest_add"),
    path(MEETING + "invitations/envoyer/", mailing.convene, name="convene"),
    path(MEETING + "invitations/relancer/", mailing.remind, name="remind"),
    path(MEETING + "invitations/lettre.pdf", mailing.letter_paper, name="letter_paper"),
    path(MEETING + "lettres/<int:letter>/", mailing.letter, name="letter"),
    path(MEETING + "lettres/<int:letter>/renvoyer/", mailing.resend, name="resend"),
    path(MEETING + "reponses/<int:participation>/", mailing.encode_answer, name="encode_answer"),
    path(MEETING + "presences/", attendance.sheet, name="attendance"),
    path(MEETING + "presences/ajouter/", attendance.add, name="attendance_add"),
    path(MEETING + "presences/feuille.pdf", attendance.paper, name="attendance_sheet"),
    path(MEETING + "presences/clore/", attendance.close, name="attendance_close"),
    path(MEETING + "pv/", pv.page, name="pv"),
    path(MEETING + "pv/pv.pdf", pv.paper, name="pv_paper"),
    path(MEETING + "pv/points/<int:item>/", pv.item, name="pv_item"),
    path(MEETING + "pv/points/<int:item>/ajouter/", pv.block_add, name="block_add"),
    path(MEETING + "pv/passages/<int:block>/", pv.block_save, name="block_save"),
    path(MEETING + "pv/passages/<int:block>/supprimer/", pv.block_delete, name="block_delete"),
    path(MEETING + "pv/envoyer/", pv.send, name="pv_send"),
    path(MEETING + "pv/verdict/", pv.verdict, name="pv_verdict"),
    path(MEETING + "pv/versions/<int:number>/", pv.version, name="pv_version"),
    path("pv/", pv.archive, name="archive"),
    path("zones/<slug:code>/pv/", pv.archive, name="zone_archive"),
    path("zones/<slug:code>/actions/", followup.actions, name="actions"),
    path("zones/<slug:code>/actions/<int:pk>/", followup.action_done, name="action_done"),
    path("zones/<slug:code>/avis/", followup.opinions, name="opinions"),
    path("zones/<slug:code>/avis/<int:pk>/", followup.opinion, name="opinion"),
    path("reponse/<str:token>/", answer.answer, name="answer"),
    path("reponse/<str:token>/agenda.ics", answer.calendar_file, name="answer_calendar"),
    path("reponse/<str:token>/lettre.pdf", answer.paper, name="answer_paper"),
]
