"""How a report is made; when the reports of a year are due."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concertation.permissions import require
from meetings.services.errors import Conflict, Refused

from .. import due as calendar
from ..forms_settings import DueForm, SettingsForm
from ..permissions import can_see_region, can_write_report, is_decided, is_validated
from ..services import settings as services
from ..services.texts import open_report
from .reading import open_zone_year, region_year


def settings(request, code, year):
    """Style, language, names, methods ticked, objectives of the next year."""
    zone, found, _texts = open_zone_year(request, code, year)
    require(can_write_report, request.user, zone)
    if is_validated(found):
        messages.error(request, _("Ce rapport est validé : ses réglages ne changent plus."))
        return redirect(found)
    if is_decided(found) and request.method != "POST":
        return redirect(found)  # which says why, and what to take back first
    form = SettingsForm(request.POST or None, current=services.settings_of(found))
    if kept(form, lambda seen: _save(found, zone, year, form, seen)):
        messages.success(request, _("Les réglages du rapport sont enregistrés."))
        return redirect("reports:report", zone.code, year)
    return render(
        request, "reports/report_settings.html", {"zone": zone, "year": year, "form": form}
    )


def _save(found, zone, year, form, seen):
    report = found or open_report(zone, year)
    return services.save_settings(report, form.values, seen=seen)


def due(request, year):
    """The Region notes the day and the address, for the six zones."""
    require(can_see_region, request.user)
    year = region_year(year)
    current = calendar.due_of(year)
    form = DueForm(request.POST or None, current=services.due_values(current))
    if kept(form, lambda seen: services.save_due(year, form.values, seen=seen, by=request.user)):
        messages.success(request, _("L’échéance et l’adresse sont notées."))
        return redirect("reports:region_reports", year)
    context = {"year": year, "form": form, "due": current}
    return render(request, "reports/region_due.html", context)


def kept(form, act):
    """What ``act(seen)`` returns, or None and the form says why: refused, or saved meanwhile."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data["seen"])
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        form.meet(conflict.current)
    except Refused as refused:
        form.add_error(None, str(refused))
    return None
