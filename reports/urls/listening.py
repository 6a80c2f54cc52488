"""The barometer of a zone, and what follows its meetings."""

from django.urls import path

from ..views import listening as views

ZONE = "zones/<slug:code>/ecoute/"

urlpatterns = [
    path(ZONE, views.listening, name="listening"),
    path(ZONE + "barometre/ouvrir/", views.survey_open, name="survey_open"),
    path(ZONE + "barometre/<int:year>/clore/", views.survey_close, name="survey_close"),
    path(ZONE + "trois-questions/", views.feedback_switch, name="feedback_switch"),
    path("barometre/<str:token>/", views.survey_answer, name="survey_answer"),
    path("trois-questions/<str:token>/", views.feedback_answer, name="feedback_answer"),
]
