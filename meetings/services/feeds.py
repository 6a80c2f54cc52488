"""Calendar subscriptions: a secret address, the rights asked at each reading, gone when revoked."""

import hashlib

from django.core import signing
from django.db import transaction
from django.db.models import BigIntegerField, Exists, Func, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from zones.models import Mandate, Organisation, Zone
from zones.permissions import coordinated_zones, is_regional, my_zones, zones_of

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
WRITTEN_AS = "1"


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
    feed = _rows().filter(pk=int(number)).first() if is_number else None
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

#: What could change a calendar: see ``_rows``.
MARKS = (
    "last_meeting",
    "last_organisation",
    "last_event",
    "last_joint",
    "joint_count",
    "called_count",
    "called_sum",
)


def _rows():
    """Subscriptions, each with its ``MARKS`` and whether its reader sits for its institution.

    The last entry of each history and journal, by primary key: no table is walked through. The
    list of an institution has no history: how many and which meetings say that it changed.
    """
    joint = Meeting.joint_zones.through.objects.order_by()
    called = Participation.objects.filter(organisation=OuterRef("organisation"), is_invited=True)
    seats = Mandate.objects.on(timezone.localdate()).filter(
        person__user=OuterRef("user"), membership__organisation=OuterRef("organisation")
    )
    return CalendarFeed.objects.select_related("user", "zone", "organisation").annotate(
        has_seat=Exists(seats),
        last_meeting=_last(Meeting.history, "history_id"),
        last_organisation=_last(Organisation.history, "history_id"),
        last_event=_last(MeetingEvent.objects, "pk"),
        last_joint=_last(joint, "pk"),
        joint_count=_whole(joint, "COUNT", "pk"),
        called_count=_whole(called.order_by(), "COUNT", "pk"),
        called_sum=_whole(called.order_by(), "SUM", "meeting_id"),
    )


def _last(rows, field):
    return Subquery(rows.order_by(f"-{field}").values(field)[:1])


def _whole(rows, function, field):
    """One figure of all the rows: as a plain function, because an aggregate would group them."""
    figure = Func(field, function=function, output_field=BigIntegerField())
    return Subquery(rows.values(figure=figure))


def fingerprint(feed, today=None):
    """What the calendar depends on, as a short text: unchanged, nothing needs to be read again.

    ``feed``: from ``read_token``. The rights and the date are part of it: a mandate that ends, or
    a month that begins, changes the calendar.
    """
    today = today or timezone.localdate()
    user = feed.user
    parts = [WRITTEN_AS, feed.pk, user.language, today, is_regional(user), zones_of(user)]
    parts += [coordinated_zones(user), *(getattr(feed, mark) for mark in MARKS)]
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
    return feed.has_seat


def my_organisations(user):
    """The institutions for which the user holds a mandate today."""
    mandates = Mandate.objects.on(timezone.localdate()).filter(person__user=user)
    seats = mandates.values("membership__organisation")
    return list(Organisation.objects.filter(pk__in=seats).order_by("name_fr"))


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
        for organisation in my_organisations(user)
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
