from django.urls import path

from ..views import reminders

urlpatterns = [path("zones/<slug:code>/rappels/", reminders.rules, name="reminders")]
