"""The figures of a report, and the files that carry them elsewhere."""

from django.urls import path

from ..views import figures
from .report import REPORT

urlpatterns = [
    path(REPORT + "chiffres/", figures.figures, name="figures"),
    path(REPORT + "chiffres/<slug:figure>/", figures.figure_rows, name="figure_rows"),
    path(REPORT + "chiffres.xlsx", figures.workbook, name="workbook"),
    path(REPORT + "chiffres.zip", figures.tables_csv, name="tables_csv"),
    path(REPORT + "chiffres.json", figures.figures_json, name="figures_json"),
    path("schemas/rapport-1.json", figures.schema, name="schema"),
]
