"""/ , /zones/sud/partenaires/, /institutions/: who sits where.

The page of a zone shows its meetings: its address is in ``meetings.urls``.
"""

from django.urls import path

from . import views

app_name = "zones"
urlpatterns = [
    path("", views.home, name="home"),
    path("aide/", views.help_page, name="help"),
    path("zones/<slug:code>/regles/", views.rules, name="rules"),
    path("zones/<slug:code>/partenaires/", views.members, name="members"),
    path("zones/<slug:code>/partenaires/ajouter/", views.member_add, name="member_add"),
    path("zones/<slug:code>/partenaires/<int:pk>/", views.member, name="member"),
    path("zones/<slug:code>/partenaires/<int:pk>/fin/", views.member_end, name="member_end"),
    path("zones/<slug:code>/partenaires/<int:pk>/mandats/", views.mandate_add, name="mandate_add"),
    path("zones/<slug:code>/mandats/<int:pk>/fin/", views.mandate_end, name="mandate_end"),
    path("institutions/", views.organisations, name="organisations"),
    path("institutions/<int:pk>/", views.organisation, name="organisation"),
    path("institutions/<int:pk>/modifier/", views.organisation_edit, name="organisation_edit"),
]
