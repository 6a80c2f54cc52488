"""/zones/sud/rapports/2026/, /region/ and the like: what the region and Actiris get."""

from . import annexes, canvas, figures, journey, listening, logbook, making, paper, region, report

app_name = "reports"
urlpatterns = [
    *annexes.urlpatterns,
    *canvas.urlpatterns,
    *figures.urlpatterns,
    *journey.urlpatterns,
    *listening.urlpatterns,
    *logbook.urlpatterns,
    *making.urlpatterns,
    *paper.urlpatterns,
    *region.urlpatterns,
    *report.urlpatterns,
]
