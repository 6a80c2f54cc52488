"""The code on the wall: people note their own presence at the door, without an account."""

import base64
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from concertation.mail import absolute
from concertation.typography import time_h
from zones.search import fold

from ..models import Arrival, Meeting, Participation, Tap
from . import attendance
from .errors import BadLink, LinkExpired, Refused, WrongStatus
from .taps import Gesture, record_taps

SALT = "concertation.checkin"
REGRET_SALT = "concertation.checkin.regret"
#: Letters of the code: fifty bits, short enough to be typed from the wall.
CODE_LENGTH = 10
#: The door opens this long before the meeting and closes this long after it.
MARGIN = timedelta(hours=1)
#: How long « ce n’est pas moi » undoes a tap.
REGRET = timedelta(minutes=30)
#: Gestures of a door in ten minutes, and names waiting: far more than a full room, far less than
#: a flood.
MAX_TAPS = 400
MAX_WAITING = 60
Source, Presence = Participation.PresenceSource, Participation.Presence


class TooEarly(BadLink):
    """The door of ``meeting`` is not open yet."""

    def __init__(self, sentence, meeting):
        super().__init__(sentence)
        self.meeting = meeting


class TooMany(Refused):
    """More gestures than a room full of people would make."""


def make_token(meeting):
    """The signed part of the address on the wall, « 12-k7m2pq9xw3 »: of one meeting alone."""
    return f"{meeting.pk}-{_code(meeting.pk)}"


def _code(pk):
    digest = salted_hmac(SALT, str(pk), algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:CODE_LENGTH]


def checkin_link(meeting):
    """The absolute address of the door of one meeting."""
    return absolute(reverse("meetings:checkin", args=[make_token(meeting)]))


def read_token(token):
    """The meeting behind the address on the wall.

    Raises ``BadLink`` when it was mistyped or guessed, or the meeting is not one to come to,
    ``TooEarly`` more than an hour before it begins, ``LinkExpired`` an hour after it ended, or
    once the secretariat closed its attendance.
    """
    pk, _dash, code = token.lower().partition("-")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 10 and code.isascii()):
        raise BadLink(_("Cette adresse n’est pas complète."))
    if not constant_time_compare(code, _code(int(pk))):
        raise BadLink(_("Cette adresse n’est pas complète."))
    meeting = Meeting.objects.select_related("zone", "host").filter(pk=pk).first()
    if meeting is None or meeting.status not in (Meeting.Status.CONVENED, *Meeting.HELD):
        raise BadLink(_("Cette réunion n’a pas lieu, ou pas à cette date."))
    return _open(meeting, timezone.now())


def _open(meeting, now):
    opens_at = meeting.starts_at - MARGIN
    if now < opens_at:
        sentence = _("L’accueil ouvre à %(hour)s.") % {"hour": time_h(opens_at)}
        raise TooEarly(sentence, meeting)
    if meeting.is_held or now > meeting.ends_at + MARGIN:
        sentence = _("Cette réunion est passée : les présences se corrigent au secrétariat.")
        raise LinkExpired(sentence)
    return meeting


def people(meeting):
    """Everybody the list knows, by institution then name: rows to tap, in one query."""
    rows = meeting.participations.only(
        "meeting_id", "person_name", "organisation_name", "presence", "capacity"
    )
    return sorted(
        rows, key=lambda row: (not row.organisation_name, fold(row.organisation_name), _name(row))
    )


def _name(row):
    return fold(row.person_name), row.pk


@transaction.atomic
def check_in(meeting, row_pk, *, key=None):
    """Somebody taps their own name: present, said by themselves; twice is once.

    Returns ``(row, pass)``: the signed pass undoes this tap alone, for half an hour; it is empty
    when the secretariat had already noted them. Raises ``Refused`` for a row of another meeting,
    ``TooMany`` beyond what a room would do.
    """
    row = meeting.participations.filter(pk=row_pk).first()
    if row is None:
        raise Refused(_("Cette personne n’est plus sur la liste : laissez votre nom ci-dessous."))
    if row.presence == Presence.PRESENT:
        mine = key and row.taps.filter(key=key, by=None).exists()
        return row, make_pass(row, key, Presence.UNKNOWN) if mine else ""
    _check_flow(meeting)
    gesture = Gesture(row.pk, Tap.What.PRESENCE, Presence.PRESENT, **({"key": key} if key else {}))
    previous = row.presence
    record_taps(meeting, [gesture], by=None, source=Source.SELF)
    row.refresh_from_db()
    return row, make_pass(row, gesture.key, previous)


def _check_flow(meeting):
    recent = timezone.now() - timedelta(minutes=10)
    taps = Tap.objects.filter(participation__meeting=meeting, by=None, received_at__gt=recent)
    if taps.count() >= MAX_TAPS:
        raise TooMany(_("Trop de gestes d’un coup : passez par le secrétariat, à l’entrée."))


def make_pass(row, key, previous):
    return signing.dumps([row.pk, str(key), previous], salt=REGRET_SALT, compress=True)


def read_pass(meeting, given):
    """(row, key, previous presence) of a pass of this meeting, or None when it is not one."""
    try:
        pk, key, previous = signing.loads(given, salt=REGRET_SALT, max_age=REGRET)
    except (signing.BadSignature, ValueError):
        return None
    row = meeting.participations.filter(pk=pk).first()
    return (row, key, previous) if row else None


@transaction.atomic
def undo(meeting, given):
    """« Ce n’est pas moi »: the row is again as it was before this tap.

    Only while nobody touched it since. Returns the row; raises ``Refused`` otherwise.
    """
    found = read_pass(meeting, given)
    row, key, previous = found or (None, None, None)
    last = row.taps.filter(is_applied=True).order_by("at", "pk").last() if row else None
    if last is None or str(last.key) != key:
        raise Refused(_("Cette présence ne se retire plus d’ici : dites-le au secrétariat."))
    record_taps(meeting, [Gesture(row.pk, Tap.What.PRESENCE, previous)], by=None, source="")
    return row


@transaction.atomic
def announce(meeting, *, name, organisation_name=""):
    """A stranger leaves a name and an institution; the secretariat confirms. Twice is once."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    name, office = " ".join(name.split()), " ".join(organisation_name.split())
    if not name:
        raise Refused(_("Donnez votre prénom et votre nom."))
    waiting = list(meeting.arrivals.filter(status=Arrival.Status.WAITING))
    for arrival in waiting:
        left = (fold(arrival.person_name), fold(arrival.organisation_name))
        if left == (fold(name), fold(office)):
            return arrival
    if len(waiting) >= MAX_WAITING:
        raise TooMany(_("Trop de gestes d’un coup : passez par le secrétariat, à l’entrée."))
    return Arrival.objects.create(meeting=meeting, person_name=name, organisation_name=office)


@transaction.atomic
def confirm(arrival, *, by, organisation=None, person=None, row=None):
    """The secretariat knows them: ``row`` of the list, or a new one for ``organisation``.

    Raises ``WrongStatus`` when somebody decided in between.
    """
    arrival = _waiting(arrival)
    if row is None:
        row = attendance.add_present(
            arrival.meeting,
            name=arrival.person_name,
            organisation=organisation,
            organisation_name=arrival.organisation_name,
            person=person,
            capacity=Participation.Capacity.GUEST,
            by=by,
            gesture=Gesture(0, Tap.What.ADDED, Presence.PRESENT, arrival.at),
        )
    elif row.presence != Presence.PRESENT:
        gesture = Gesture(row.pk, Tap.What.PRESENCE, Presence.PRESENT)
        record_taps(arrival.meeting, [gesture], by=by)
    arrival.status, arrival.participation = Arrival.Status.CONFIRMED, row
    arrival.decided_by = by
    arrival.save()
    return row


@transaction.atomic
def dismiss(arrival, *, by):
    """Nobody the meeting knows: the name stays in the log and counts nobody."""
    arrival = _waiting(arrival)
    arrival.status, arrival.decided_by = Arrival.Status.DISMISSED, by
    arrival.save()
    return arrival


def _waiting(arrival):
    rows = Arrival.objects.select_for_update(of=("self",)).select_related("meeting__zone")
    arrival = rows.get(pk=arrival.pk)
    if arrival.status != Arrival.Status.WAITING:
        raise WrongStatus(_("Cette arrivée est déjà traitée."))
    return arrival
