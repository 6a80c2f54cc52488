"""The six zones together."""

from django.urls import path

from .. import views
from ..views import synthesis

YEAR = "region/<int:year>/"
SYNTHESIS = YEAR + "synthese/"

urlpatterns = [
    path("region/", views.region, name="region"),
    path("region/obligation/", views.region_obligation, name="region_obligation"),
    path("region/synthese.schema.json", synthesis.synthesis_schema_file, name="synthesis_schema"),
    path(YEAR, views.region, name="region_year"),
    path(YEAR + "chiffres.csv", views.region_export, name="region_export"),
    path(YEAR + "rapports/", views.region_reports, name="region_reports"),
    path(YEAR + "rapports/rappel/", views.region_nudge, name="region_nudge"),
    path(SYNTHESIS, synthesis.synthesis, name="synthesis"),
    path(SYNTHESIS + "synthese.pdf", synthesis.synthesis_paper, name="synthesis_paper"),
    path(SYNTHESIS + "projet/", synthesis.synthesis_make, name="synthesis_make"),
    path(SYNTHESIS + "publier/", synthesis.synthesis_publish, name="synthesis_publish"),
    path(SYNTHESIS + "reprendre/", synthesis.synthesis_take_up, name="synthesis_take_up"),
    path(SYNTHESIS + "tableaux.xlsx", synthesis.synthesis_tables, name="synthesis_tables"),
    path(SYNTHESIS + "synthese.json", synthesis.synthesis_json, name="synthesis_json"),
    path(SYNTHESIS + "chapitres/<slug:chapter>/", synthesis.synthesis_text, name="synthesis_text"),
]
