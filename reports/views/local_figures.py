"""The figures of others that the report of a zone quotes, each with its source and its date."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.services.errors import Conflict
from meetings.views import attempt

from ..documents import is_known_year
from ..forms_local_figures import FigureForm, PasteForm
from ..logbook_rows import figures_before
from ..models import LocalFigure
from ..pages_logbook import differences
from ..permissions_logbook import kept_zone_or_404
from ..services import local_figures as services

#: Both forms stand on one page: their fields need names of their own.
PASTED = "id_paste_%s"


def _zone(request, code, year):
    zone = kept_zone_or_404(request.user, code)
    if not is_known_year(year):
        raise Http404
    return zone


def listing(request, code, year):
    """The figures quoted, and the line to quote another."""
    zone = _zone(request, code, year)
    form = FigureForm(request.POST or None)
    added = attempt(form, lambda data: _added(request, zone, year, [form.values()]))
    if added:
        return redirect("reports:local_figures", code, year)
    return _page(request, zone, year, form, PasteForm(auto_id=PASTED))


def paste(request, code, year):
    """A whole table at once, with its source."""
    zone = _zone(request, code, year)
    form = PasteForm(request.POST or None, auto_id=PASTED)
    added = attempt(form, lambda data: _added(request, zone, year, form.rows()))
    if added:
        return redirect("reports:local_figures", code, year)
    return _page(request, zone, year, FigureForm(), form)


def _added(request, zone, year, rows):
    number = services.add_figures(zone, year, rows)
    words = ngettext("%(n)d donnée est ajoutée.", "%(n)d données sont ajoutées.", number)
    known = _("Cette donnée était déjà citée.")
    messages.success(request, words % {"n": number} if number else known)
    return True


def _page(request, zone, year, form, paste_form):
    context = {
        "zone": zone,
        "year": year,
        "form": form,
        "paste_form": paste_form,
        "figures": LocalFigure.objects.filter(zone=zone, year=year),
        "before": figures_before(zone, year),
    }
    return render(request, "reports/local_figures.html", context)


def _figure(request, code, year, pk):
    zone = _zone(request, code, year)
    return get_object_or_404(
        LocalFigure.objects.select_related("zone"), pk=pk, zone=zone, year=year
    )


def figure(request, code, year, pk):
    found = _figure(request, code, year, pk)
    initial = {"seen": services.stamp_of(found)}
    form = FigureForm(request.POST or None, instance=found, initial=initial)
    context = {"zone": found.zone, "year": year, "figure": found, "form": form}
    context["seen"] = form["seen"].value()
    if attempt(form, lambda data: _saved(found, form, context)):
        messages.success(request, _("La donnée est corrigée."))
        return redirect("reports:local_figures", code, year)
    status = 409 if "theirs" in context else 200
    return render(request, "reports/local_figure.html", context, status=status)


def _saved(found, form, context):
    """The figure saved, or None with both versions in ``context`` when somebody was faster."""
    try:
        return services.save_figure(found, form.values(), seen=form.cleaned_data["seen"])
    except Conflict as conflict:
        current = conflict.current
        theirs = differences(form, {name: getattr(current, name) for name in services.FIELDS})
        seen = services.stamp_of(current)
        context |= {"conflict": str(conflict), "theirs": theirs, "seen": seen}
        return None


def remove(request, code, year, pk):
    """What goes, then the act."""
    found = _figure(request, code, year, pk)
    if request.method == "POST":
        found.delete()
        messages.success(request, _("La donnée est retirée du rapport."))
        return redirect("reports:local_figures", code, year)
    context = {"zone": found.zone, "year": year, "figure": found}
    return render(request, "reports/local_figure_remove.html", context)
