"""The yearly barometer of a zone: opened, answered by personal link, reminded once, closed."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from meetings import tasks
from meetings.models import Letter
from meetings.services.errors import BadLink, Refused, WrongStatus
from meetings.services.letters import withdraw
from zones.models import Mandate, Membership

from ..expectations import expectations
from ..models import Survey, SurveyAnswer, SurveyLetter, SurveyReader
from ..models.listening import FEWEST

SALT = "concertation.survey"
SCORES = range(1, 6)
#: A barometer stays open this long at most, in days.
LONGEST = 60
#: The silent are written to once more, this long before it closes.
BEFORE_CLOSING = timedelta(days=5)
OPENS_AT = 8


def people_of(zone):
    """The people who sit for a member of the zone and have an address, once each.

    Returns ``[(person, organisation)]``; somebody with two seats answers once, for the first.
    """
    rows = (
        Mandate.objects.on(timezone.localdate())
        .filter(
            membership__in=Membership.objects.on(timezone.localdate()).filter(
                zone=zone, status=Membership.Status.MEMBER
            )
        )
        .exclude(person__email="")
        .select_related("person", "membership__organisation")
        .order_by("pk")
    )
    found = {}
    for row in rows:
        found.setdefault(row.person.email.lower(), (row.person, row.membership.organisation))
    return list(found.values())


@transaction.atomic
def open_survey(zone, *, closes_on, by):
    """Open this year's barometer and write to everybody who sits; returns the ``Survey``.

    Raises ``WrongStatus`` when it already left this year (two clicks), ``Refused`` for a date that
    is not to come or when fewer than ``FEWEST`` people could answer: nothing could be shown.
    """
    today = timezone.localdate()
    if not today < closes_on <= today + timedelta(days=LONGEST):
        words = _("Choisissez un dernier jour dans les %(n)d jours qui viennent.")
        raise Refused(words % {"n": LONGEST})
    people = people_of(zone)
    if len(people) < FEWEST:
        words = _(
            "Il faut au moins %(n)d personnes à interroger pour que les réponses restent anonymes."
        )
        raise Refused(words % {"n": FEWEST})
    Survey.objects.get_or_create(zone=zone, year=today.year)
    survey = _locked(zone, today.year)
    if survey.status != Survey.Status.DRAFT:
        raise WrongStatus(_("Le baromètre de cette année est déjà parti : rien n’a été renvoyé."))
    survey.status, survey.closes_on = Survey.Status.OPEN, closes_on
    survey.opened_at, survey.opened_by = timezone.now(), by
    survey.save()
    SurveyReader.objects.bulk_create(
        SurveyReader(survey=survey, person=person, organisation=organisation)
        for person, organisation in people
    )
    _write(survey, survey.readers.all(), Letter.Kind.SURVEY, by)
    transaction.on_commit(tasks.keep_the_clock)
    return survey


def _locked(zone, year):
    return Survey.objects.select_for_update(of=("self",)).get(zone=zone, year=year)


def _write(survey, readers, kind, by):
    """One letter a reader; returns how many. The outbox and its proof are one transaction."""
    letters = []
    for reader in readers.select_related("person"):
        letter = Letter(
            kind=kind,
            person=reader.person,
            to_email=reader.person.email,
            language=reader.person.language,
            queued_by=by,
        )
        letters.append((reader, letter))
    Letter.objects.bulk_create(letter for _reader, letter in letters)
    number = survey.reminders_sent + 1
    SurveyLetter.objects.bulk_create(
        SurveyLetter(reader=reader, letter=letter, round=number) for reader, letter in letters
    )
    transaction.on_commit(tasks.wake_the_postman)
    return len(letters)


def remind_due(now=None):
    """What the clock does: write once more to the silent, five days before a barometer closes.

    Run as often as one likes. Returns the number of letters queued.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour < OPENS_AT:
        return 0
    closing = timezone.localtime(now).date() + BEFORE_CLOSING
    due = Survey.objects.filter(
        status=Survey.Status.OPEN,
        closes_on__lte=closing,
        reminders_sent__lt=Survey.MAX_REMINDERS,
        opened_at__lt=now - timedelta(days=2),
    )
    return sum(_remind(zone, year) for zone, year in due.values_list("zone", "year"))


@transaction.atomic
def _remind(zone, year):
    survey = _locked(zone, year)
    if not survey.is_open or survey.reminders_sent >= Survey.MAX_REMINDERS:
        return 0
    survey.reminders_sent += 1
    survey.save(update_fields=["reminders_sent"])
    silent = survey.readers.filter(answered_on=None).exclude(person__email="")
    return _write(survey, silent, Letter.Kind.SURVEY_REMINDER, None)


@transaction.atomic
def close(survey):
    """Close before its day; its results then show, and letters that wait ask for nothing any more.

    Raises ``WrongStatus`` when it is not open.
    """
    survey = _locked(survey.zone_id, survey.year)
    if not survey.is_open:
        raise WrongStatus(_("Ce baromètre est déjà clos."))
    survey.status = Survey.Status.CLOSED
    survey.save(update_fields=["status"])
    withdraw(Letter.objects.filter(survey_letter__reader__survey=survey))
    return survey


# --- The personal link ----------------------------------------------------------------------------


def make_token(reader):
    """The signed part of the link: reveals nothing, and opens no other kind of page."""
    return signing.dumps(reader.pk, salt=SALT)


def read_token(token):
    """The reader behind a personal link. Raises ``BadLink`` when it was altered or cut."""
    try:
        rows = SurveyReader.objects.select_related("survey__zone", "person")
        return rows.get(pk=signing.loads(token, salt=SALT))
    except (signing.BadSignature, SurveyReader.DoesNotExist) as error:
        raise BadLink(
            _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        ) from error


def link(reader):
    return absolute(reverse("reports:survey_answer", args=[make_token(reader)]))


@transaction.atomic
def answer(reader, scores, comment=""):
    """Keep an answer that is nobody’s: the link only remembers that it was used, and which day.

    ``scores``: {code of a line: 1–5}; what is not a line or a score is left out. An answer cannot
    be changed: nobody knows which one it was. Raises ``WrongStatus`` when the barometer is closed
    or the link was used, ``Refused`` for an answer that says nothing.
    """
    survey = _locked(reader.survey.zone_id, reader.survey.year)
    if not survey.is_open:
        raise WrongStatus(_("Ce baromètre est clos : la réponse n’a pas été enregistrée."))
    reader = SurveyReader.objects.select_for_update(of=("self",)).get(pk=reader.pk)
    if reader.answered_on:
        raise WrongStatus(
            _("Votre réponse est déjà arrivée. Elle est anonyme : elle ne se change plus.")
        )
    scores = known_scores(scores, (line.code for line in expectations()))
    comment = comment.strip()
    if not scores and not comment:
        raise Refused(_("Donnez votre avis sur une ligne au moins, ou laissez un mot."))
    SurveyAnswer.objects.create(survey=survey, scores=scores, comment=comment)
    reader.answered_on = timezone.localdate()
    reader.save(update_fields=["answered_on"])
    withdraw(Letter.objects.filter(survey_letter__reader=reader))
    return reader


def known_scores(scores, codes):
    """{code: score} of the lines that exist and the scores that can be given."""
    codes = set(codes)
    return {code: score for code, score in scores.items() if code in codes and score in SCORES}
