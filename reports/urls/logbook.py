"""The work outside meetings: logbook, projects, objectives, figures of others."""

from django.urls import path

from ..views import local_figures, logbook, objectives, projects
from .report import REPORT

LOGBOOK = "zones/<slug:code>/journal/"
ENTRY = LOGBOOK + "entrees/<int:pk>/"
PROJECTS = "zones/<slug:code>/projets/"
OBJECTIVES = "zones/<slug:code>/objectifs/"
FIGURES = REPORT + "donnees/"

urlpatterns = [
    path(LOGBOOK, logbook.logbook, name="logbook"),
    path(LOGBOOK + "<int:year>/", logbook.logbook, name="logbook_year"),
    path(ENTRY, logbook.entry, name="log_entry"),
    path(ENTRY + "retirer/", logbook.remove, name="log_entry_remove"),
    path(ENTRY + "remettre/", logbook.restore, name="log_entry_restore"),
    path(PROJECTS, projects.listing, name="projects"),
    path(PROJECTS + "ajouter/", projects.add, name="project_add"),
    path(PROJECTS + "<int:pk>/", projects.project, name="project"),
    path(PROJECTS + "<int:pk>/etat/", projects.state, name="project_state"),
    path(PROJECTS + "<int:pk>/retirer/", projects.remove, name="project_remove"),
    path(OBJECTIVES, objectives.years, name="objectives"),
    path(OBJECTIVES + "<int:year>/", objectives.year, name="objectives_year"),
    path(OBJECTIVES + "reunions/<int:meeting>/", objectives.tick, name="meeting_objectives"),
    path(FIGURES, local_figures.listing, name="local_figures"),
    path(FIGURES + "coller/", local_figures.paste, name="local_figures_paste"),
    path(FIGURES + "<int:pk>/", local_figures.figure, name="local_figure"),
    path(FIGURES + "<int:pk>/retirer/", local_figures.remove, name="local_figure_remove"),
]
