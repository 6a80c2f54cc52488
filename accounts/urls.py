"""Profile, the pages everybody may read, and the letters of the demonstration."""

from django.urls import path

from . import views

urlpatterns = [
    path("profil/", views.profile, name="profile"),
    path("vie-privee/", views.privacy, name="privacy"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("courrier/", views.demo_mail, name="demo_mail"),
    path("courrier/<str:name>/", views.demo_letter, name="demo_letter"),
    path("courrier/<str:name>/<int:index>/", views.demo_attachment, name="demo_attachment"),
    path("sante/", views.health, name="health"),
]
