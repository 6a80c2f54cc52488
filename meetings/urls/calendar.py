from django.urls import path

from ..views import calendar

urlpatterns = [
    path("calendrier/", calendar.month, name="month"),
    path("calendrier/<int:year>/<int:number>/", calendar.month, name="month_of"),
    path("zones/<slug:code>/calendrier/", calendar.zone_month, name="zone_month"),
    path(
        "zones/<slug:code>/calendrier/<int:year>/<int:number>/",
        calendar.zone_month,
        name="zone_month_of",
    ),
    path("calendrier/abonnements/", calendar.feeds, name="feeds"),
    path("calendrier/abonnements/<int:pk>/retirer/", calendar.feed_revoke, name="feed_revoke"),
    path("calendrier/<str:token>.ics", calendar.feed, name="feed"),
]
