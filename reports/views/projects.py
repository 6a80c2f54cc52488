"""The projects of the coordination: what they are, where they stand over time."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.services.errors import Conflict
from meetings.views import attempt, tried

from ..forms_logbook import ProjectForm, StateForm, project_initial
from ..models import Project
from ..pages_logbook import differences, project_page, projects_page
from ..partner_names import Directory
from ..permissions_logbook import kept_zone_or_404
from ..services import projects as services


def listing(request, code):
    zone = kept_zone_or_404(request.user, code)
    return render(request, "reports/project_list.html", projects_page(zone, request.GET))


def _today():
    return {"on": timezone.localdate(), "state": "preparing"}


def add(request, code):
    """A project and where it stands; without a state, it would be of no year."""
    zone = kept_zone_or_404(request.user, code)
    directory = Directory(zone)
    form = ProjectForm(request.POST or None, directory=directory, is_new=True)
    state_form = StateForm(request.POST or None, initial=_today())
    if request.method == "POST" and form.is_valid() & state_form.is_valid():
        data, state = form.cleaned_data, state_form.cleaned_data
        made = attempt(
            form, lambda _data: services.add_project(zone, data, **state, by=request.user)
        )
        if made:
            messages.success(request, _("Le projet est noté."))
            return redirect("reports:project", code, made.pk)
    context = {"zone": zone, "form": form, "state_form": state_form}
    context["institutions"] = directory.proposed()
    return render(request, "reports/project_add.html", context)


def _project(request, code, pk):
    zone = kept_zone_or_404(request.user, code)
    rows = Project.objects.select_related("zone").prefetch_related("states", "partners")
    return get_object_or_404(rows, pk=pk, zone=zone)


def project(request, code, pk):
    found = _project(request, code, pk)
    initial = project_initial(found, services.stamp_of(found))
    form = ProjectForm(request.POST or None, directory=Directory(found.zone), initial=initial)
    context = {}
    if attempt(form, lambda data: _saved(found, form, context)):
        messages.success(request, _("Le projet est enregistré."))
        return redirect("reports:project", code, pk)
    return _page(request, found, form, StateForm(initial=_today()), context)


def _page(request, found, form, state_form, more=None):
    context = project_page(found, form, state_form) | (more or {})
    status = 409 if "theirs" in context else 200
    return render(request, "reports/project.html", context, status=status)


def _saved(found, form, context):
    """The project saved, or None with both versions in ``context`` when somebody was faster."""
    try:
        return services.save_project(found, form.cleaned_data, seen=form.cleaned_data["seen"])
    except Conflict as conflict:
        seen = services.stamp_of(conflict.current)
        theirs = project_initial(conflict.current, seen)
        context |= {"conflict": str(conflict), "theirs": differences(form, theirs), "seen": seen}
        return None


@require_POST
def state(request, code, pk):
    """Note where the project stands; a refused line comes back as it was typed."""
    found = _project(request, code, pk)
    state_form = StateForm(request.POST)
    noted = attempt(state_form, lambda data: services.note_state(found, **data, by=request.user))
    if noted:
        messages.success(request, _("L’état du projet est noté."))
        return redirect("reports:project", code, pk)
    initial = project_initial(found, services.stamp_of(found))
    form = ProjectForm(directory=Directory(found.zone), initial=initial)
    return _page(request, found, form, state_form)


def remove(request, code, pk):
    """What goes and what stays, then the act."""
    found = _project(request, code, pk)
    if request.method == "POST":
        if tried(request, lambda: services.remove_project(found) or True):
            messages.success(request, _("Le projet est retiré ; les entrées du journal restent."))
        return redirect("reports:projects", code)
    context = {"zone": found.zone, "project": found, "count": found.entries.count()}
    return render(request, "reports/project_remove.html", context)
