from django.urls import path

from ..views import frequentation

ZONE = "zones/<slug:code>/frequentation/"

urlpatterns = [
    path(ZONE, frequentation.page, name="frequentation"),
    path(ZONE + "<int:organisation>/", frequentation.call, name="outreach"),
]
