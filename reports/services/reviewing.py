"""The draft read again before it is frozen: by the other Mission Locale, if the zone has two."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import tasks
from meetings.models import Letter
from meetings.services.errors import Refused, WrongStatus
from meetings.services.letters import withdraw
from zones.models import Mandate

from ..models import CoordinationReport, ReportReading, ReportReviewer
from .texts import locked_draft

Status = CoordinationReport.Status


def second_readers(zone, *, besides):
    """Accounts that may read the draft again: ``[(user, name of their institution)]``.

    Those who coordinate the zone from another institution than ``besides`` (a user); where there
    are none, the other coordinators of the zone; an empty list where there is nobody else.
    """
    mandates = Mandate.objects.on(timezone.localdate()).coordinating()
    mandates = mandates.filter(membership__zone=zone, person__user__is_active=True)
    rows = list(mandates.select_related("person__user", "membership__organisation").order_by("pk"))
    own = {row.membership.organisation_id for row in rows if row.person.user_id == besides.pk}
    others = [row for row in rows if row.person.user_id != besides.pk]
    elsewhere = [row for row in others if row.membership.organisation_id not in own]
    found = {}
    for row in elsewhere or others:
        found.setdefault(row.person.user, row.membership.organisation.name)
    return list(found.items())


@transaction.atomic
def ask_review(report, *, by):
    """Ask the second readers to read the draft; returns how many letters were queued.

    The texts stay open: a reader may correct them. Raises ``WrongStatus`` unless it is a draft,
    ``Refused`` when nobody else coordinates the zone.
    """
    report = locked_draft(report)
    if report.status == Status.REVIEW:
        raise WrongStatus(_("La relecture est déjà demandée : rien n’a été renvoyé."))
    if report.status != Status.DRAFT:
        raise WrongStatus(_("Ce rapport est soumis à la commission : on n’en demande plus."))
    readers = [user for user, _home in second_readers(report.zone, besides=by)]
    if not readers:
        raise Refused(_("Personne d’autre ne coordonne cette zone : validez le rapport."))
    now = timezone.now()
    for user in readers:
        letter = _letter(user, by) if user.email else None
        ReportReviewer.objects.create(report=report, user=user, letter=letter, asked_by=by, at=now)
    _move(report, Status.REVIEW)
    transaction.on_commit(tasks.wake_the_postman)
    return len(readers)


def _letter(user, by):
    return Letter.objects.create(
        kind=Letter.Kind.REPORT_REVIEW,
        to_email=user.email,
        language=user.language,
        queued_by=by,
    )


@transaction.atomic
def note_reading(report, *, by, agrees, note=""):
    """Keep that ``by`` read the draft: it may leave, or not before what ``note`` says.

    Every reading is kept; the state does not change, whoever coordinates decides. Raises
    ``WrongStatus`` outside the review, ``Refused`` for a « no » without a word, or for whoever
    asked the others to read.
    """
    report = locked_draft(report)
    if report.status != Status.REVIEW:
        raise WrongStatus(_("Ce rapport n’est pas en relecture."))
    if not is_expected(report, by):
        raise Refused(_("Vous avez demandé la relecture : c’est à l’autre personne de la noter."))
    note = note.strip()
    if not agrees and not note:
        raise Refused(_("Dites ce qui manque avant que le rapport parte."))
    return ReportReading.objects.create(
        report=report,
        by=by,
        by_name=by.full_name,
        organisation_name=_home(report.zone, by),
        agrees=agrees,
        note=note,
    )


def _home(zone, user):
    mandates = Mandate.objects.on(timezone.localdate()).coordinating()
    mandates = mandates.filter(membership__zone=zone, person__user=user)
    row = mandates.select_related("membership__organisation").first()
    return row.membership.organisation.name_fr if row else ""


@transaction.atomic
def take_back(report):
    """Back to a draft: who was asked and has not read it is not expected any more."""
    report = locked_draft(report)
    if report.status != Status.REVIEW:
        raise WrongStatus(_("Ce rapport n’est pas en relecture."))
    forget_letters(report)
    _move(report, Status.DRAFT)
    return report


def forget_letters(report):
    """Withdraw what has not left and asks to read the draft, again or for the commission."""
    asks = Q(report_reviewer__report=report) | Q(report_reader__report=report)
    withdraw(Letter.objects.filter(asks))


def _move(report, status):
    report.status = status
    report.save(update_fields=["status"])


def is_expected(report, user):
    """May this coordinator say that the draft was read? Not whoever asked the others to read it."""
    last = report.reviewers.last()
    return last is None or last.asked_by_id != user.pk


def readings_of(report):
    """``[(name, the last ReportReading or None)]`` of the last round, who was asked first.

    Two queries, whatever their number.
    """
    asked = list(report.reviewers.select_related("user"))
    last_round = asked[-1].at if asked else None
    asked = [row.user for row in asked if row.at == last_round]
    rows = report.readings.all()
    last = {row.by_id: row for row in rows if last_round is None or row.at >= last_round}
    found = [(user.full_name, last.pop(user.pk, None)) for user in asked]
    return found + [(row.by_name, row) for row in last.values()]
