from django.urls import path

from ..views import passages, versions
from .base import MEETING

PASSAGE = MEETING + "pv/passages/<uuid:key>/"
ITEM = MEETING + "pv/points/<int:item>/"

urlpatterns = [
    path(ITEM + "ajouter/", passages.block_add, name="block_add"),
    path(ITEM + "passages/<uuid:key>/", passages.block_put, name="block_put"),
    path(PASSAGE + "supprimer/", passages.block_delete, name="block_delete"),
    path(PASSAGE + "deplacer/", passages.block_move, name="block_move"),
    path(PASSAGE + "versions/", versions.page, name="block_versions"),
    path(PASSAGE + "versions/reprendre/", versions.bring_back, name="block_bring_back"),
    path(MEETING + "pv/passages/retires/", versions.removed, name="blocks_removed"),
]
