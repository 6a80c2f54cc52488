"""Other bodies and their meetings: entered by hand, or read from the calendar they publish."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from concertation.fetch import Unfetchable, fetch
from concertation.ics_reading import Unreadable, read_apart

from ..models import OutsideBody, OutsideMeeting
from .errors import Refused

#: What is taken over of a calendar: a month back, a year and a bit ahead.
BEFORE, AHEAD = timedelta(days=31), timedelta(days=400)
READY = TaskResultStatus.READY
#: A calendar is somebody else's server: it is not asked twice in so short a time.
NOT_BEFORE = timedelta(minutes=2)
#: Why a calendar was not read, by the code that ``OutsideBody.fetch_error`` keeps.
SENTENCES = {
    "bad_url": gettext_lazy("Cette adresse n’est pas complète : recopiez-la en entier."),
    "bad_scheme": gettext_lazy("L’adresse d’un calendrier commence par https:// ou webcal://."),
    "credentials": gettext_lazy(
        "L’adresse contient un nom d’utilisateur ou un mot de passe : demandez l’adresse publique "
        "du calendrier."
    ),
    "bad_port": gettext_lazy("L’adresse contient un numéro de port : il n’est pas accepté."),
    "private": gettext_lazy("Cette adresse mène à un réseau privé : elle n’est pas lue."),
    "unknown_host": gettext_lazy("Ce site est introuvable : vérifiez l’adresse."),
    "unreachable": gettext_lazy("Le site du calendrier n’a pas répondu."),
    "tls": gettext_lazy("La connexion au site du calendrier n’est pas sûre : rien n’a été lu."),
    "too_slow": gettext_lazy("La lecture a pris trop de temps : elle a été arrêtée."),
    "too_big": gettext_lazy("Ce calendrier est trop gros pour être lu."),
    "too_many_redirects": gettext_lazy("Cette adresse renvoie sans fin à une autre."),
    "truncated": gettext_lazy("Le calendrier est arrivé incomplet."),
    "bad_encoding": gettext_lazy("Le calendrier est arrivé sous une forme illisible."),
    "html": gettext_lazy(
        "Cette adresse montre une page, pas un calendrier : demandez l’adresse « iCal » "
        "ou « .ics »."
    ),
    "not_a_calendar": gettext_lazy("Ce fichier n’est pas un calendrier."),
    "unreadable": gettext_lazy("Ce calendrier contient des erreurs et n’a pas pu être compris."),
    "too_many_events": gettext_lazy("Ce calendrier compte trop d’entrées pour être lu."),
    "too_many_occurrences": gettext_lazy(
        "Ce calendrier remplit l’année de milliers d’entrées : ce n’est pas un calendrier de "
        "réunions."
    ),
    "hostile_rule": gettext_lazy(
        "Ce calendrier contient une répétition sans mesure : il n’a pas été lu."
    ),
}


def why(body):
    """The sentence of the last failed reading, or an empty string."""
    if not body.fetch_error:
        return ""
    if body.fetch_error.startswith("refused_"):
        status = body.fetch_error.removeprefix("refused_")
        if status in ("401", "403", "404", "410"):
            return _("Le calendrier n’existe plus à cette adresse, ou n’est pas public.")
        return _("Le site du calendrier a répondu par une erreur (%(code)s).") % {"code": status}
    return str(SENTENCES.get(body.fetch_error, SENTENCES["unreachable"]))


@transaction.atomic
def save_body(body, *, by, types, organisations):
    """Save a body and whom it calls; another calendar address forgets what came from the old one.

    Raises ``ValidationError`` when the row is refused.
    """
    before = OutsideBody.objects.select_for_update().filter(pk=body.pk).first()
    body.created_by = before.created_by if before else by
    if before is None or before.calendar_url != body.calendar_url:
        body.etag, body.fetch_error, body.fetched_at, body.entries_at = "", "", None, None
        if before:
            before.meetings.exclude(uid="").delete()
    body.full_clean()
    body.save()
    body.types.set(types)
    body.organisations.set(organisations)
    # One that waits already will read the address as it is then.
    if body.calendar_url and body.fetched_at is None and not _readings(body, READY).exists():
        _enqueue(body)
    return body


@transaction.atomic
def add_meetings(body, moments, *, title, by):
    """Add a meeting per pair of ``moments`` (starts_at, ends_at); those known already stay alone.

    Returns how many were added. Raises ``ValidationError`` when a row is refused.
    """
    known = set(body.meetings.values_list("starts_at", "ends_at"))
    added = [pair for pair in dict.fromkeys(moments) if pair not in known]
    for starts_at, ends_at in added:
        row = OutsideMeeting(
            body=body, title=title, starts_at=starts_at, ends_at=ends_at, created_by=by
        )
        row.full_clean()
        row.save()
    return len(added)


def save_meeting(meeting):
    """Save a meeting entered by hand; what a calendar brought would come back at the next reading.

    Raises ``Refused`` for the latter, ``ValidationError`` when the row is refused.
    """
    _check_by_hand(meeting)
    meeting.full_clean()
    meeting.save()
    return meeting


def delete_meeting(meeting):
    """Delete a meeting entered by hand; raises ``Refused`` for what a calendar brought."""
    _check_by_hand(meeting)
    meeting.delete()


def _check_by_hand(meeting):
    if not meeting.is_by_hand:
        raise Refused(
            _("Cette réunion vient du calendrier de l’instance : elle se corrige là-bas.")
        )


def ask_to_read(body, now=None):
    """Have the worker read the calendar soon; raises ``Refused`` when it was just read."""
    now = now or timezone.now()
    if is_waiting(body):
        raise Refused(_("La lecture du calendrier est déjà demandée."))
    if body.fetched_at and now - body.fetched_at < NOT_BEFORE:
        raise Refused(_("Ce calendrier vient d’être lu. Réessayez dans quelques minutes."))
    _enqueue(body)


def is_waiting(body):
    """Is a reading queued for this body."""
    return _readings(body, READY, TaskResultStatus.RUNNING).exists()


def _readings(body, *statuses):
    from ..tasks_outside import read_calendar

    return DBTaskResult.objects.filter(
        task_path=read_calendar.module_path,
        status__in=statuses,
        args_kwargs={"args": [body.pk], "kwargs": {}},
        enqueued_at__gt=timezone.now() - OutsideBody.EVERY,
    )


def _enqueue(body):
    from ..tasks_outside import read_calendar

    transaction.on_commit(lambda: read_calendar.enqueue(body.pk))


def refresh_due(now=None):
    """Queue a reading for each calendar not read for ``OutsideBody.EVERY``; returns how many.

    One task each: a slow site does not hold up the letters behind it.
    """
    now = now or timezone.now()
    due = OutsideBody.objects.exclude(calendar_url="").filter(
        Q(fetched_at__isnull=True) | Q(fetched_at__lte=now - OutsideBody.EVERY)
    )
    waiting = [body for body in due if not is_waiting(body)]
    for body in waiting:
        _enqueue(body)
    return len(waiting)


def refresh(body, *, now=None, **ways):
    """Read the body's calendar and take over its entries, all or none; the worker's task.

    A reading that fails leaves the entries as they were, and ``body.fetch_error`` says why.
    ``ways``: passed to ``concertation.fetch.fetch``. Returns whether the reading went well.
    """
    now = now or timezone.now()
    is_fresh = body.entries_at and now - body.entries_at < OutsideBody.FRESH_FOR
    try:
        answer = fetch(body.calendar_url, etag=body.etag if is_fresh else "", **ways)
        found = None
        if not answer.is_unchanged:
            found = read_apart(answer.content, now - BEFORE, now + AHEAD)
    except (Unfetchable, Unreadable) as error:
        _note(body, fetched_at=now, fetch_error=error.code)
        return False
    if found is None:
        _note(body, fetched_at=now, fetch_error="")
    else:
        _take_over(body, found, now, answer.etag)
    return True


def _note(body, **fields):
    """Write what the reading taught, unless the address was changed meanwhile."""
    rows = OutsideBody.objects.filter(pk=body.pk, calendar_url=body.calendar_url)
    rows.update(**fields)


@transaction.atomic
def _take_over(body, found, now, etag):
    """Replace the entries of the window by those ``found``; older ones and those by hand stay."""
    rows = OutsideBody.objects.select_for_update().filter(pk=body.pk)
    if not rows.filter(calendar_url=body.calendar_url).exists():
        return
    body.meetings.exclude(uid="").filter(ends_at__gt=now - BEFORE).delete()
    kept = set(body.meetings.exclude(uid="").values_list("uid", "starts_at"))
    OutsideMeeting.objects.bulk_create(
        OutsideMeeting(
            body=body, uid=one.uid, title=one.title, starts_at=one.starts_at, ends_at=one.ends_at
        )
        for one in found
        if (one.uid, one.starts_at) not in kept
    )
    rows.update(fetched_at=now, entries_at=now, fetch_error="", etag=etag)
