"""The region's table for a spreadsheet."""

import csv

from django.http import HttpResponse
from django.utils.translation import gettext as _

from . import wording
from .export import cell


def as_csv(page, file_name):
    """The region's table as CSV: UTF-8 with its mark and « ; », as Excel opens it in Belgium."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([cell(name) for name in _head()])
    for row in page["zones"]:
        writer.writerow([cell(content) for content in _cells(page["year"], row)])
    return response


def _head():
    return [
        _("Zone"),
        _("Année"),
        _("Demi-journées tenues"),
        _("Demi-journées prévues"),
        _("Demi-journées à tenir"),
        _("Conformité"),
        _("Réunions tenues"),
        _("Réunions sans présences relevées"),
        _("Institutions touchées"),
        _("Personnes présentes en moyenne"),
        _("Institutions régulières"),
        _("Institutions invitées"),
        _("Taux de réponse"),
        _("Taux de présence"),
        _("Avis émis"),
        _("Actions ouvertes"),
        _("Actions menées à terme"),
        _("Thèmes traités"),
        _("Délai d’envoi du PV (jours)"),
        _("Rapport"),
    ]


def _cells(year, row):
    figures, quota = row["figures"], row["quota"]
    return [
        row["zone"].name,
        year,
        quota.held,
        quota.planned,
        quota.target,
        row["status"][1],
        figures["held"],
        figures["unrecorded"],
        wording.value(figures["reached"]),
        wording.value(figures["persons"]),
        wording.value(figures["regular"]),
        wording.value(figures["invited"]),
        wording.percent(figures["response"]),
        wording.percent(figures["attendance"]),
        figures["opinions"],
        figures["actions_opened"],
        figures["actions_closed"],
        figures["themes"],
        wording.value(figures["pv_days"]),
        row["state"],
    ]
