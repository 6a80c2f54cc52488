from django.urls import path

from ..views import followup

urlpatterns = [
    path("zones/<slug:code>/actions/", followup.actions, name="actions"),
    path("zones/<slug:code>/actions/<int:pk>/", followup.action_done, name="action_done"),
    path("zones/<slug:code>/avis/", followup.opinions, name="opinions"),
    path("zones/<slug:code>/avis/<int:pk>/", followup.opinion, name="opinion"),
]
