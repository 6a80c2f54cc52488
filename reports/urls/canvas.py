"""The canvas, and when the reports are due: the Region keeps them for the six zones."""

from django.urls import path

from .. import views
from .report import REPORT

CANVAS = "region/canevas/<slug:kind>/<int:year>/"

urlpatterns = [
    path("region/canevas/", views.canvases, name="canvases"),
    path("region/canevas/<slug:kind>/", views.canvas_new, name="canvas_new"),
    path(CANVAS, views.canvas, name="canvas"),
    path(CANVAS + "ordre/", views.canvas_order, name="canvas_order"),
    path(CANVAS + "chapitre/", views.canvas_add, name="canvas_add"),
    path(CANVAS + "chapitres/<slug:key>/", views.canvas_chapter, name="canvas_chapter"),
    path(
        CANVAS + "chapitres/<slug:key>/retirer/",
        views.canvas_chapter_remove,
        name="canvas_chapter_remove",
    ),
    path(CANVAS + "retirer/", views.canvas_remove, name="canvas_remove"),
    path("region/<int:year>/echeance/", views.due, name="due"),
    path(REPORT + "reglages/", views.settings, name="settings"),
]
