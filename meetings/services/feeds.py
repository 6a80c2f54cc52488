"""Calendar subscriptions: a secret address, the rights asked at each reading, gone when revoked."""

import functools
import hashlib

from django.core import signing
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from zones.models import Mandate, Membership, Organisation, Person, Zone
from zones.permissions import is_regional, my_zones, organisations_of, zones_of

from ..models import CalendarFeed, Meeting, MeetingEvent, Participation
from .errors import BadLink, LinkExpired, Refused

SALT = "concertation.calendar-feed"
#: More calendars than anybody has programs to read them with.
MOST = 12
#: Months of the past that a subscription shows.
MONTHS_BACK = 6
#: When the reading is noted: programs come back every few minutes, nobody needs to know.
NOTED_EVERY = timezone.timedelta(hours=1)
#: To be changed with what ``meetings.calendar.feed`` writes: kept calendars are then read again.
WRITTEN_AS = "2"


_SEPARATOR = "."


# --- The address --------------------------------------------------------------------------------


def make_token(feed):
    """The secret part of the address: the number of the subscription and its signature."""
    signed = _signer().sign(f"{feed.pk}{_SEPARATOR}{feed.nonce}")
    return f"{feed.pk}{_SEPARATOR}{signed.rpartition(_SEPARATOR)[2]}"


def _signer():
    return signing.Signer(sep=_SEPARATOR, salt=SALT)


def address(feed):
    """The absolute address a calendar program subscribes to."""
    return absolute(reverse("meetings:feed", args=[make_token(feed)]))


def read_token(token):
    """The subscription behind a token with its user, and ``fingerprint``: one query.

    Raises ``BadLink`` when the address was altered, or its reader's account is closed;
    ``LinkExpired`` once it was revoked.
    """
    number, _separator, signature = token.partition(_SEPARATOR)
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    feed = next(iter(_rows().filter(pk=int(number))), None) if is_number else None
    if feed is None or not _is_signed(feed, signature) or not feed.user.is_active:
        raise BadLink(_("Cette adresse n’est pas complète : copiez-la depuis « Mes calendriers »."))
    if feed.revoked_at:
        raise LinkExpired(_("Cet abonnement a été retiré."))
    return feed


def _is_signed(feed, signature):
    try:
        _signer().unsign(f"{feed.pk}{_SEPARATOR}{feed.nonce}{_SEPARATOR}{signature}")
    except signing.BadSignature:
        return False
    return True


# --- What it shows ------------------------------------------------------------------------------


#: What a reading needs: the other columns would cost as much as the rest of the answer.
READ = (
    *("scope", "nonce", "revoked_at", "last_read_at"),
    *("user__language", "user__is_regional", "user__is_active"),
    *("zone__code", "zone__name_fr", "zone__name_nl"),
    *("organisation__name_fr", "organisation__name_nl"),
)


@functools.cache
def _rows():
    """Subscriptions, each with ``marks``: what could change its calendar, as one text.

    The last entry of each history and journal, by primary key: no table is walked through. The
    list of an institution has no history: how many and which meetings say that it changed.
    Written in SQL: an unchanged calendar is asked for all day long, and the ORM takes longer to
    compose ten subqueries than the database to answer them.
    """
    rows = CalendarFeed.objects.select_related("user", "zone", "organisation").only(*READ)
    # Composed of our own table names only.
    return rows.annotate(marks=RawSQL(_marks(), (), output_field=TextField()))  # noqa: S611


@functools.cache
def _marks():
    name = connection.ops.quote_name
    joint = name(Meeting.joint_zones.through._meta.db_table)
    called = name(Participation._meta.db_table)
    feed = f"{name(CalendarFeed._meta.db_table)}.{name('organisation_id')}"
    own = f"FROM {called} WHERE {called}.organisation_id = {feed} AND {called}.is_invited"
    kept = (Meeting, Organisation, Person, Membership, Mandate)
    figures = [
        *(f"MAX(history_id) FROM {name(one.history.model._meta.db_table)}" for one in kept),
        f"MAX(id) FROM {name(MeetingEvent._meta.db_table)}",
        f"MAX(id) FROM {joint}",
        f"COUNT(*) FROM {joint}",
        f"COUNT(*) {own}",
        f"SUM(meeting_id) {own}",
    ]
    texts = (f"COALESCE(CAST((SELECT {one}) AS VARCHAR(20)), '')" for one in figures)
    return " || '.' || ".join(texts)


def fingerprint(feed, today=None):
    """What the calendar depends on, as a short text: unchanged, nothing needs to be read again.

    ``feed``: from ``read_token``. Seats have a history and dates: while neither they nor the day
    changed, the reader's rights are those of the reading that gave this fingerprint, so that an
    unchanged calendar is answered from one query.
    """
    today, user = today or timezone.localdate(), feed.user
    parts = [WRITTEN_AS, feed.pk, user.language, user.is_regional, today, feed.marks]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def check_rights(feed):
    """Raise ``LinkExpired`` unless its reader may still see what the subscription is for."""
    if not _is_allowed(feed):
        raise LinkExpired(
            _("Cet abonnement ne montre plus rien : le mandat qui l’ouvrait a pris fin.")
        )


def _is_allowed(feed):
    user, scope = feed.user, CalendarFeed.Scope
    if feed.scope == scope.REGION:
        return is_regional(user)
    if feed.scope == scope.ZONE:
        return is_regional(user) or feed.zone_id in zones_of(user)
    return feed.organisation_id in organisations_of(user)


def meetings_of(feed, today=None):
    """The meetings of a subscription: what its reader sees, from six months ago on."""
    rows = Meeting.objects.visible_to(feed.user).filter(starts_at__gte=_since(today))
    if feed.scope == CalendarFeed.Scope.ZONE:
        return rows.of_zone(feed.zone_id)
    if feed.scope == CalendarFeed.Scope.ORGANISATION:
        called = Participation.objects.filter(organisation=feed.organisation_id, is_invited=True)
        return rows.filter(pk__in=called.values("meeting"))
    return rows


def _since(today):
    """Midnight in Brussels on the first day of the month, ``MONTHS_BACK`` months ago."""
    today = today or timezone.localdate()
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return timezone.make_aware(timezone.datetime(months // 12, months % 12 + 1, 1))


def note_reading(feed, now=None):
    """Remember that a program came by, once an hour at most."""
    now = now or timezone.now()
    if feed.last_read_at is None or feed.last_read_at < now - NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


# --- Opening and closing one --------------------------------------------------------------------


def offered(user):
    """What the user may subscribe to, as unsaved subscriptions, what is closest to them first."""
    scope = CalendarFeed.Scope
    offers = [CalendarFeed(user=user, scope=scope.ZONE, zone=zone) for zone in my_zones(user)]
    offers += [
        CalendarFeed(user=user, scope=scope.ORGANISATION, organisation=organisation)
        for organisation in Organisation.objects.filter(pk__in=organisations_of(user))
    ]
    if is_regional(user):
        offers.append(CalendarFeed(user=user, scope=scope.REGION))
        known = {zone.pk for zone in my_zones(user)}
        others = Zone.objects.exclude(pk__in=known)
        offers += [CalendarFeed(user=user, scope=scope.ZONE, zone=zone) for zone in others]
    return offers


@transaction.atomic
def open_feed(feed):
    """Save one of ``offered``. Raises ``Refused`` when the reader has too many of them."""
    count = CalendarFeed.objects.filter(user=feed.user, revoked_at=None).count()
    if count >= MOST:
        raise Refused(
            _("Vous avez déjà beaucoup d’abonnements : retirez-en un que vous n’utilisez plus.")
        )
    feed.full_clean(exclude=["nonce"])
    feed.save()
    return feed


def revoke(feed):
    """Close the address for good; revoked twice, it keeps its first date."""
    open_ones = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None)
    return open_ones.update(revoked_at=timezone.now())
