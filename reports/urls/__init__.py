"""/zones/sud/rapports/2026/, /region/ and the like: what the region and Actiris get."""

from . import canvas, journey, listening, logbook, making, region, report

app_name = "reports"
urlpatterns = [
    *canvas.urlpatterns,
    *journey.urlpatterns,
    *listening.urlpatterns,
    *logbook.urlpatterns,
    *making.urlpatterns,
    *region.urlpatterns,
    *report.urlpatterns,
]
