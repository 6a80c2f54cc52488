from django.urls import path

from ..views import themes

urlpatterns = [
    path("themes/", themes.themes, name="themes"),
    path("themes/<slug:code>/", themes.theme, name="theme"),
]
