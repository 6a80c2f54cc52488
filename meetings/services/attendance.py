"""What was seen in the room."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Meeting, MeetingEvent, Participation
from .errors import Refused, WrongStatus


@transaction.atomic
def record_presences(meeting, presences, *, by):
    """Note what was seen: ``presences`` maps participation ids to ``Presence`` values.

    Only the rows named are touched, so that two people at the door do not undo each other.
    Returns the number of rows that changed.
    """
    _check_recordable(meeting)
    changed = 0
    rows = {row.pk: row for row in meeting.participations.filter(pk__in=presences)}
    for pk, presence in presences.items():
        row = rows.get(pk)
        if row and presence in Participation.Presence.values and row.presence != presence:
            row.presence, row.encoded_by, row.encoded_at = presence, by, timezone.now()
            row.save()
            changed += 1
    return changed


def _check_recordable(meeting):
    if meeting.status not in (Meeting.Status.CONVENED, *Meeting.HELD):
        raise WrongStatus(_("Les présences se relèvent une fois la réunion convoquée."))


@transaction.atomic
def add_present(
    meeting, *, name, organisation=None, organisation_name="", email="", capacity, by, person=None
):
    """Add somebody who came without being expected; a name already listed is just noted present."""
    _check_recordable(meeting)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Donnez le nom de la personne."))
    label = organisation.name_fr if organisation else organisation_name.strip()
    row = meeting.participations.filter(person_name__iexact=name, organisation_name=label).first()
    if row is None:
        row = Participation(
            meeting=meeting,
            person=person,
            organisation=organisation,
            person_name=name,
            organisation_name=label,
            email=email,
            capacity=capacity,
            is_expected=False,
            is_invited=False,
        )
    row.presence = Participation.Presence.PRESENT
    row.encoded_by, row.encoded_at = by, timezone.now()
    row.save()
    return row


@transaction.atomic
def close_attendance(meeting, *, by):
    """The meeting took place: its status becomes « tenue ».

    Raises ``Refused`` when nobody was noted present or the meeting has not begun.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.is_held:
        raise WrongStatus(_("Les présences de cette réunion sont déjà closes."))
    _check_recordable(meeting)
    if meeting.starts_at > timezone.now():
        raise Refused(_("La réunion n’a pas commencé : les présences se closent le jour même."))
    if not meeting.participations.present().exists():
        raise Refused(_("Personne n’est noté présent : relevez les présences avant de les clore."))
    MeetingEvent.objects.create(meeting=meeting, kind=Meeting.Status.HELD, by=by)
    meeting.status = Meeting.Status.HELD
    meeting.save()
    return meeting


def headcount(meeting):
    """Persons and institutions, counted apart, in one query.

    ``persons``: distinct people present; ``institutions``: distinct institutions with somebody
    present or represented; ``expected_institutions``: distinct institutions expected;
    ``recorded``: rows noted.
    """
    present = Q(presence=Participation.Presence.PRESENT)
    seated = Q(presence__in=Participation.SEATED)
    return meeting.participations.aggregate(
        persons=Count("person_key", filter=present, distinct=True),
        institutions=Count("organisation", filter=seated, distinct=True),
        expected_institutions=Count("organisation", filter=Q(is_expected=True), distinct=True),
        recorded=Count("pk", filter=~Q(presence=Participation.Presence.UNKNOWN)),
    )
