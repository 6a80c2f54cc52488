"""The long papers a worker makes."""

from django.urls import path

from ..views import making

MAKING = "mises-en-page/<uuid:key>/"

urlpatterns = [
    path(MAKING, making.making, name="making"),
    path(MAKING + "fichier/", making.making_file, name="making_file"),
    path(MAKING + "encore/", making.making_again, name="making_again"),
]
