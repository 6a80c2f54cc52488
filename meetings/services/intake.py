"""Old minutes read again by a human: saved as they go, taken in with one click, undone whole."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Theme

from ..imports import review as reviews
from ..likeness import propose, read_register
from ..models import Intake, Meeting
from .errors import Conflict, Refused, WrongStatus
from .taking_in import Made, Match, take_in


def locked(intake, *states):
    """The row, held until the end of the transaction. Raises ``WrongStatus`` in another state."""
    row = Intake.objects.select_for_update(of=("self",)).select_related("zone").get(pk=intake.pk)
    if row.status not in states:
        raise WrongStatus(
            {
                Intake.Status.TAKEN: _("Ce PV est déjà repris : rien n’a été fait une 2e fois."),
                Intake.Status.SET_ASIDE: _("Ce document a été écarté entre-temps."),
                Intake.Status.UNDONE: _("Cette reprise a été défaite entre-temps."),
            }.get(row.status, _("Ce document n’est pas encore à relire."))
        )
    return row


@transaction.atomic
def save_review(intake, revision, changes, *, by):
    """Keep ``changes`` ({address of a field: text}) made on the page; returns the row.

    The same content again changes nothing. Raises ``Conflict`` (``current``: the row as it stands)
    when somebody saved anything else since ``revision``: a form holds every field.
    """
    row = locked(intake, Intake.Status.READ)
    new = reviews.apply(row.review, changes)
    if new == row.review:
        return row
    if row.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a relu ce PV entre-temps."), row)
    row.review, row.revision = new, row.revision + 1
    row.save(update_fields=["review", "revision"])
    return row


@transaction.atomic
def take_in_reviewed(intake, *, by):
    """Write the meeting that the review describes, in one transaction; returns it.

    Raises ``Refused`` with the sentence to show: no date, an unreadable one, the same meeting
    taken in before, somebody chosen who is no longer there.
    """
    row = locked(intake, Intake.Status.READ)
    draft = _draft(row.review)
    if draft.held_on and draft.held_on > timezone.localdate():
        raise Refused(_("Cette date est à venir : une reprise est celle d’une réunion passée."))
    made = Made()
    matches = _matches(row.review, row.zone)
    confirmed = bool(row.review["confirmed"])
    try:
        meeting = take_in(
            draft, row.zone, by=by, matches=matches, is_confirmed=confirmed, made=made
        )
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    meeting.themes.set(Theme.objects.filter(code=row.review["meeting"].get("theme", "")))
    row.status, row.meeting, row.taken_at = Intake.Status.TAKEN, meeting, timezone.now()
    row.created = vars(made) | {"meeting": meeting.pk}
    row.save(update_fields=["status", "meeting", "taken_at", "created"])
    return meeting


def _draft(review):
    try:
        return reviews.as_draft(review)
    except reviews.Unusable as error:
        typed = reviews.value_of(review, error.field) or ""
        if not typed:
            raise Refused(_("Donnez une date à chaque réunion annoncée, ou décochez-la.")) from None
        words = _("« %(typed)s » n’est ni une date (AAAA-MM-JJ) ni une heure (9:30).")
        raise Refused(words % {"typed": typed}) from error


def _matches(review, zone):
    """Who each line is: what was chosen, and what is proposed where nothing was."""
    register = read_register(zone)
    rows = [row for row in review["people"] if row["person"] != reviews.LEFT_OUT]
    people = [reviews.as_person(row) for row in rows]
    return [_match(row, who, register) for row, who in zip(rows, people, strict=True)]


def _match(row, written, register):
    found = propose(
        register, name=written.name, email=written.email, organisation=written.organisation
    )
    person = _chosen(row["person"], "p", found.person, register.people)
    office = _chosen(row["institution"], "o", found.institution, register.offices)
    return Match(written, person, office, is_alone=row["institution"] == reviews.NOBODY)


def _chosen(choice, letter, proposed, known):
    if choice == "":
        return known.get(proposed)
    if choice in (reviews.NEW, reviews.NOBODY):
        return None
    number = choice.removeprefix(letter)
    if not number.isdecimal() or int(number) not in known:
        raise Refused(
            _("Une personne ou une institution choisie n’existe plus : choisissez-en une autre.")
        )
    return known[int(number)]


@transaction.atomic
def set_aside(intake, *, by):
    """Écarter: nothing will be taken in from this document; it stays in the list."""
    row = locked(intake, Intake.Status.READ, Intake.Status.UNREADABLE, Intake.Status.WAITING)
    row.status = Intake.Status.SET_ASIDE
    row.save(update_fields=["status"])


@transaction.atomic
def bring_back(intake, *, by):
    """Put a document that was set aside, or undone, back among those to read again."""
    row = locked(intake, Intake.Status.SET_ASIDE, Intake.Status.UNDONE)
    row.status = Intake.Status.READ if row.draft else Intake.Status.WAITING
    row.save(update_fields=["status"])
    return row


@transaction.atomic
def confirm_attendance(meeting, *, by):
    """Say that the attendance read in old minutes is right: from now on it counts."""
    rows = Meeting.objects.filter(pk=meeting.pk, is_imported=True)
    return rows.update(is_attendance_confirmed=True)
