from django.urls import path

from ..views import answer

urlpatterns = [
    path("reponse/<str:token>/", answer.answer, name="answer"),
    path("reponse/<str:token>/agenda.ics", answer.calendar_file, name="answer_calendar"),
    path("reponse/<str:token>/lettre.pdf", answer.paper, name="answer_paper"),
    path("reponse/<str:token>/pieces/<int:attachment>/", answer.piece, name="answer_piece"),
    path("reponse/<str:token>/pv/<int:letter>.pdf", answer.record, name="answer_record"),
]
