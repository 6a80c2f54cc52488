from django.urls import path

from ..views import pv
from .base import MEETING

urlpatterns = [
    path(MEETING + "pv/", pv.page, name="pv"),
    path(MEETING + "pv/pv.pdf", pv.paper, name="pv_paper"),
    path(MEETING + "pv/points/<int:item>/", pv.item, name="pv_item"),
    path(MEETING + "pv/envoyer/", pv.send, name="pv_send"),
    path(MEETING + "pv/verdict/", pv.verdict, name="pv_verdict"),
    path(MEETING + "pv/versions/<int:number>/", pv.version, name="pv_version"),
    path("pv/", pv.archive, name="archive"),
    path("zones/<slug:code>/pv/", pv.archive, name="zone_archive"),
]
