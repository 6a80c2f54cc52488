"""/zones/sud/rapports/2026/, /region/ and the like: what the region and Actiris get."""

from . import listening, making, region, report

app_name = "reports"
urlpatterns = [
    *listening.urlpatterns,
    *making.urlpatterns,
    *region.urlpatterns,
    *report.urlpatterns,
]
