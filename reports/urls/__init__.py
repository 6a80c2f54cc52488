"""/zones/sud/rapports/2026/, /region/ and the like: what the region and Actiris get."""

from . import region, report

app_name = "reports"
urlpatterns = [
    *region.urlpatterns,
    *report.urlpatterns,
]
