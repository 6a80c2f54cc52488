from django.urls import path

from ..views import obligation

urlpatterns = [path("zones/<slug:code>/obligation/", obligation.page, name="obligation")]
