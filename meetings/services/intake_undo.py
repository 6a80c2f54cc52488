"""Undoing a taking in: exactly what it wrote goes, what is used elsewhere stays, and it is told."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zones.models import Organisation, Person, Position

from ..models import Block, Intake, Meeting, WorkingGroup
from .errors import Refused
from .intake import locked

#: Rows of a meeting that a taking in never writes: whoever made them relies on it.
STANDING = (
    ("letters", gettext_lazy("des lettres en sont parties")),
    ("attachments", gettext_lazy("des documents y sont joints")),
    ("joint_zones", gettext_lazy("d’autres zones la tiennent aussi")),
)


def in_the_way(meeting):
    """Sentences about what stands on the meeting since; [] when it can be undone."""
    found = [words for name, words in STANDING if getattr(meeting, name).exists()]
    pv = getattr(meeting, "pv", None)
    if pv is None:
        return found
    if pv.is_decided or pv.sealed.exists():
        found.append(_("son PV a reçu un verdict"))
    if pv.remarks.exists():
        found.append(_("des remarques ont été faites sur son PV"))
    elsewhere = pv.approval_items.exclude(meeting__status=Meeting.Status.PLANNED)
    if elsewhere.exists():
        found.append(_("une réunion convoquée doit approuver son PV"))
    if meeting.deferred_items.exists():
        found.append(_("des points y sont reportés"))
    if meeting.agenda.filter(carried_to__isnull=False).exists():
        found.append(_("un autre ordre du jour reprend un de ses points"))
    return found


def rewritten(meeting):
    """How many passages were written again since the taking in: they would go too."""
    return Block.objects.filter(item__meeting=meeting, revision__gt=1).count()


@transaction.atomic
def undo(intake, *, by):
    """Défaire: remove what this taking in made; returns sentences about what stays.

    Raises ``Refused``, and removes nothing, when something stands on the meeting since.
    """
    row = locked(intake, Intake.Status.TAKEN)
    meeting = Meeting.objects.select_for_update(of=("self",)).filter(pk=row.meeting_id).first()
    told = []
    if meeting is not None:
        if found := in_the_way(meeting):
            words = _("Cette reprise ne peut plus être défaite : %(why)s.")
            raise Refused(words % {"why": ", ".join(str(one) for one in found)})
        try:
            with transaction.atomic():
                told += _remove(meeting, row.created)
        except ProtectedError as error:
            raise Refused(
                _("Cette reprise ne peut plus être défaite : d’autres papiers y renvoient.")
            ) from error
    row.status, row.undone_at, row.meeting = Intake.Status.UNDONE, timezone.now(), None
    row.save(update_fields=["status", "undone_at", "meeting"])
    return told


def _remove(meeting, made):
    told = _remove_planned(made["planned"])
    meeting.pv.approval_items.all().delete()
    Meeting.objects.filter(pk__in=made["announced"]).update(announced_in=None)
    for group, before in made.get("launched", ()):
        known = Meeting.objects.filter(pk=before).first()
        meeting.launched_groups.filter(pk=group).update(launched_in=known)
    meeting.delete()
    told += _remove_groups(made)
    Position.objects.filter(pk__in=_unused_positions(made)).delete()
    told += _remove_unused(Person, made["people"], _("« %(name)s » reste : cette personne sert"))
    told += _remove_unused(
        Organisation, made["organisations"], _("« %(name)s » reste : cette institution sert")
    )
    return told


def _remove_planned(ids):
    """The drafts of the meetings it announced go, unless somebody worked on them since."""
    kept = 0
    for planned in Meeting.objects.filter(pk__in=ids):
        is_touched = (
            planned.status != Meeting.Status.PLANNED
            or hasattr(planned, "pv")
            or any(
                getattr(planned, name).exists()
                for name in ("letters", "attachments", "participations", "joint_zones")
            )
        )
        if is_touched:
            kept += 1
        else:
            planned.delete()
    if not kept:
        return []
    words = ngettext(
        "%(n)d réunion annoncée reste : elle a été préparée depuis.",
        "%(n)d réunions annoncées restent : elles ont été préparées depuis.",
        kept,
    )
    return [words % {"n": kept}]


def _remove_groups(made):
    """The groups it opened, that nobody meets in; one that was completed since stays: it is told.

    Whoever it added to a group that was open already leaves it.
    """
    told = []
    for group in WorkingGroup.objects.filter(pk__in=made["working_groups"], meetings=None):
        if group.purpose or group.name_nl:
            words = _("« %(name)s » reste : ce groupe de travail a été complété depuis.")
            told.append(words % {"name": group})
        else:
            group.delete()
    members = WorkingGroup.members.through.objects
    for group, person in made.get("joined", ()):  # not written down by the first takings in
        members.filter(workinggroup=group, person=person).delete()
    return told


def _unused_positions(made):
    """Positions of people who will go; whoever stays keeps where they work."""
    leaving = [
        person.pk
        for person in Person.objects.filter(pk__in=made["people"])
        if not _uses(person, spare=("positions",))
    ]
    return Position.objects.filter(pk__in=made["positions"], person__in=leaving).values("pk")


def _remove_unused(model, ids, words):
    told = []
    for row in model.objects.filter(pk__in=ids):
        if _uses(row):
            told.append(words % {"name": row} + " " + _("ailleurs."))
        else:
            row.delete()
    return told


def _uses(row, spare=()):
    """Whether any other row of any table points to it."""
    for relation in row._meta.related_objects:
        name = relation.get_accessor_name()
        if name in spare or relation.hidden or relation.related_model.__name__[:10] == "Historical":
            continue
        if relation.one_to_one:
            if hasattr(row, name):
                return True
        elif getattr(row, name).exists():
            return True
    return any(
        field.remote_field.through._meta.auto_created and getattr(row, field.name).exists()
        for field in row._meta.many_to_many
    )
