"""The logbook of the coordination: one line at the top, the year below."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.services.errors import Conflict
from meetings.views import attempt, tried

from ..forms_logbook import LogEntryForm, entry_initial
from ..models import LogEntry
from ..pages_logbook import differences, is_known_year, logbook_page
from ..partner_names import Directory
from ..permissions_logbook import kept_zone_or_404
from ..services import logbook as services


def logbook(request, code, year=None):
    """The entries of a year; the line at the top notes another."""
    zone = kept_zone_or_404(request.user, code)
    year = year or timezone.localdate().year
    if not is_known_year(year):
        raise Http404
    form = None
    if request.method == "POST":
        form = LogEntryForm(request.POST, zone=zone, directory=Directory(zone))
        noted = attempt(form, lambda data: _noted(request, zone, form))
        if noted:
            return redirect(_place(noted))
    context = logbook_page(zone, year, form=form, asked=request.GET)
    return render(request, "reports/logbook.html", context)


def _noted(request, zone, form):
    key = form.cleaned_data["key"] or services.fresh_key()
    entry, is_new = services.add_entry(zone, form.values(), key=key, by=request.user)
    messages.success(request, _("C’est noté.") if is_new else _("Cette entrée était déjà notée."))
    return entry


def _place(entry):
    """Where an entry stands in the logbook."""
    page = reverse("reports:logbook_year", args=[entry.zone.code, entry.on.year])
    return f"{page}#e{entry.pk}"


def _entry(request, code, pk, rows=LogEntry.objects):
    zone = kept_zone_or_404(request.user, code)
    return get_object_or_404(rows.select_related("zone", "project"), pk=pk, zone=zone)


def entry(request, code, pk):
    """Correct an entry, or take it out."""
    found = _entry(request, code, pk)
    directory = Directory(found.zone)
    initial = entry_initial(found, services.stamp_of(found))
    form = LogEntryForm(request.POST or None, zone=found.zone, directory=directory, initial=initial)
    context = {"zone": found.zone, "entry": found, "form": form, "seen": form["seen"].value()}
    saved = attempt(form, lambda data: _saved(found, form, context))
    if saved:
        messages.success(request, _("L’entrée est corrigée."))
        return redirect(_place(saved))
    context["institutions"] = directory.proposed()
    status = 409 if "theirs" in context else 200
    return render(request, "reports/logbook_entry.html", context, status=status)


def _saved(found, form, context):
    """The entry saved, or None with both versions in ``context`` when somebody was faster."""
    try:
        return services.save_entry(found, form.values(), seen=form.cleaned_data["seen"])
    except Conflict as conflict:
        seen = services.stamp_of(conflict.current)
        theirs = entry_initial(conflict.current, seen)
        context |= {"conflict": str(conflict), "theirs": differences(form, theirs), "seen": seen}
        return None


@require_POST
def remove(request, code, pk):
    found = _entry(request, code, pk, LogEntry.every)
    if tried(request, lambda: services.remove_entry(found)):
        messages.success(request, _("L’entrée est retirée ; elle peut être remise ci-dessous."))
    page = reverse("reports:logbook_year", args=[code, found.on.year])
    return redirect(f"{page}#retirees")


@require_POST
def restore(request, code, pk):
    found = _entry(request, code, pk, LogEntry.every)
    if tried(request, lambda: services.restore_entry(found)):
        messages.success(request, _("L’entrée est remise."))
    return redirect(_place(found))
