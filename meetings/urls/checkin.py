from django.urls import path

from ..views import checkin

urlpatterns = [
    path("accueil/<str:token>/", checkin.door, name="checkin"),
]
