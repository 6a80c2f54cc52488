from django.urls import path

from ..views import groups

GROUPS = "zones/<slug:code>/groupes-de-travail/"

urlpatterns = [
    path(GROUPS, groups.groups, name="groups"),
    path(GROUPS + "ouvrir/", groups.add, name="group_add"),
    path(GROUPS + "<int:pk>/modifier/", groups.edit, name="group_edit"),
]
