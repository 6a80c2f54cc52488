from django.urls import path

from ..views import answer

urlpatterns = [
    path("reponse/<str:token>/", answer.answer, name="answer"),
    path("reponse/<str:token>/agenda.ics", answer.calendar_file, name="answer_calendar"),
    path("reponse/<str:token>/lettre.pdf", answer.paper, name="answer_paper"),
]
