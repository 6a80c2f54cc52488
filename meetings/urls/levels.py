from django.urls import path

from ..views import levels, published
from .base import MEETING

urlpatterns = [
    path(MEETING + "pv/qui-peut-lire/", levels.choose, name="pv_levels"),
    path("pv/publies/", published.published, name="published"),
]
