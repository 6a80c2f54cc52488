"""Gestures on the projects of the coordination: noted, corrected, their state day after day."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused

from ..models import Project, ProjectState
from ..seen import fingerprint

State = ProjectState.State
FIELDS = ("name_fr", "name_nl", "purpose", "objective", "others", "started_on", "ended_on")
OVER = (State.DONE, State.STOPPED)


def values_of(project, partners=None):
    """What somebody sees and may change of a project: its fields, its partners by id."""
    values = {name: getattr(project, name) for name in FIELDS}
    if partners is None:
        partners = [one.pk for one in project.partners.all()]
    return values | {"partners": sorted(partners)}


def stamp_of(project):
    return fingerprint(values_of(project))


def _filled(project, values):
    for name in FIELDS:
        setattr(project, name, values.get(name) or getattr(Project(), name))
    return project


@transaction.atomic
def add_project(zone, values, *, state, on, note="", by):
    """Note a project and where it stands on the day ``on``.

    Raises ``ValidationError`` when the zone has one of that name, or for values that do not fit.
    """
    project = _filled(Project(zone=zone), values)
    project.full_clean()
    project.save()
    project.partners.set(values["partners"])
    note_state(project, state=state, on=on, note=note, by=by)
    return project


@transaction.atomic
def save_project(project, values, *, seen):
    """Correct a project as it was ``seen`` (its stamp).

    Raises ``Conflict`` with the project as it stands when somebody else changed it meanwhile,
    ``Refused`` when they removed it, ``ValidationError`` for values that do not fit.
    """
    locked = _locked(project)
    sent = _filled(Project(zone=locked.zone), values)
    if values_of(locked) == values_of(sent, values["partners"]):
        return locked
    if stamp_of(locked) != seen:
        raise Conflict(_("Quelqu’un d’autre a modifié ce projet entre-temps."), locked)
    _filled(locked, values).full_clean()
    locked.save()
    locked.partners.set(values["partners"])
    return locked


@transaction.atomic
def note_state(project, *, state, on, note="", by):
    """Note where the project stands on a day; the same state noted twice is one.

    Its first day under way is its beginning, and a last state that ends it is its end, unless they
    were given; a project that starts again has not ended. Raises ``Refused`` for a day to come.
    """
    locked = _locked(project)
    if on > timezone.localdate():
        raise Refused(_("Cette date est dans le futur."))
    same = locked.states.filter(state=state, on=on, note=note).order_by("pk").last()
    if same is not None and same == locked.states.filter(on=on).order_by("pk").last():
        return same
    noted = ProjectState(project=locked, state=state, on=on, note=note, by=by)
    noted.full_clean(exclude=["by"])
    noted.save()
    _follow(locked)
    return noted


def _follow(project):
    """Begins when first under way, ends with a last state that ends it, and not otherwise."""
    states = list(project.states.all())
    begun = next((one.on for one in states if one.state == State.RUNNING), None)
    project.started_on = project.started_on or begun
    if states[-1].state not in OVER:
        project.ended_on = None
    elif project.ended_on is None or states[-1].on > project.ended_on:
        project.ended_on = states[-1].on
    project.save()


@transaction.atomic
def remove_project(project):
    """Take a project out with its states; the entries of the logbook stay, without it."""
    _locked(project).delete()


def _locked(project):
    locked = Project.objects.select_for_update().filter(pk=project.pk).first()
    if locked is None:
        raise Refused(_("Ce projet vient d’être retiré."))
    return locked
