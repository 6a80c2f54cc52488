"""Meetings as calendar entries: the facts of a file, in the language of the reader."""

from collections import defaultdict
from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override

from concertation import ics
from concertation.bilingual import localised
from concertation.mail import absolute
from zones.models import Organisation, Zone

from . import wording
from .models import Meeting, MeetingEvent, WorkingGroup
from .reserved import letter_level, masked
from .sealed_reading import agenda_as_called


def entry(meeting, *, language, method="PUBLISH", attendee=None, url="", level=None):
    """One meeting as an ``.ics`` file (bytes); same meeting, same bytes.

    ``level``: whose eyes its agenda is for; those of any member of its zone by default.

    ``method``: PUBLISH (a file to keep), REQUEST (comes with a letter), CANCEL (withdrawal).
    ``attendee``: (name, e-mail) of the reader. ``url``: the page the entry opens, absolute.
    """
    name, email = _organizer(meeting, language)
    return ics.calendar_entry(
        **_facts(meeting, language, url, level or letter_level(meeting)),
        organizer_name=name,
        organizer_email=email,
        method=method,
        attendee=attendee,
    )


def _facts(meeting, language, url, level):
    with override(language):
        return {
            "uid": meeting.uid,
            "sequence": meeting.sequence,
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "summary": _summary(meeting),
            "location": wording.location(meeting),
            "description": _description(meeting, url, level),
            "url": url,
            "stamp": _stamp(meeting),
        }


def _summary(meeting):
    title = localised(meeting, "title")[0]
    return " – ".join(part for part in (wording.body_name(meeting), title) if part)


def _description(meeting, url, level):
    items = masked(agenda_as_called(meeting), level) if meeting.is_agenda_public else []
    lines = [
        f"{number}. {localised(item, 'title')[0]}" for number, item in enumerate(items, start=1)
    ]
    if lines:
        lines.insert(0, _("Ordre du jour"))
    if url:
        lines += ["", url] if lines else [url]
    return "\n".join(lines)


def _stamp(meeting):
    """When the entry last changed: the last event, never the clock."""
    events = sorted(meeting.events.all(), key=lambda event: (event.at, event.pk))
    return events[-1].at if events else meeting.created_at


def _organizer(meeting, language):
    """The coordinating institution that has an address; ours otherwise."""
    with override(language):
        for organisation in wording.organisers(meeting):
            if organisation.email:
                return organisation.name, organisation.email
        return wording.sender_name(meeting.zone), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


# --- A calendar to subscribe to -----------------------------------------------------------------


class Row(NamedTuple):
    """What a subscription says of a meeting, as ``feed_rows`` reads it."""

    pk: int
    zone: int
    code: str
    zone_fr: str
    zone_nl: str
    kind: str
    number: int
    group: int
    group_fr: str
    group_nl: str
    status: str
    title_fr: str
    title_nl: str
    starts_at: object
    ends_at: object
    sequence: int
    stamp: object
    host_fr: str
    host_nl: str
    address_fr: str
    address_nl: str
    place_fr: str
    place_nl: str
    room: str


PATHS = {
    "code": "zone__code",
    "zone_fr": "zone__name_fr",
    "zone_nl": "zone__name_nl",
    "group": "working_group",
    "group_fr": "working_group__name_fr",
    "group_nl": "working_group__name_nl",
    "host_fr": "host__name_fr",
    "host_nl": "host__name_nl",
    "address_fr": "host__address_fr",
    "address_nl": "host__address_nl",
}
STATUSES = {
    Meeting.Status.PLANNED: "TENTATIVE",
    Meeting.Status.POSTPONED: "TENTATIVE",
    Meeting.Status.CANCELLED: "CANCELLED",
}


def feed_rows(meetings):
    """``meetings`` (a queryset) as plain rows, soonest first: two queries whatever their number.

    Returns ``(rows, {meeting id: [zones it is held with]})``. No model is made of a row: a
    calendar of years is read every few hours by many programs.
    """
    events = MeetingEvent.objects.filter(meeting=OuterRef("pk")).order_by()
    last = events.values("meeting").annotate(at=Max("at")).values("at")
    rows = meetings.annotate(stamp=Coalesce(Subquery(last), F("created_at")))
    fields = [PATHS.get(name, name) for name in Row._fields]
    held_with = defaultdict(list)
    through = Meeting.joint_zones.through.objects
    for link in through.select_related("zone").order_by("zone__position", "zone"):
        held_with[link.meeting_id].append(link.zone)
    ordered = rows.order_by("starts_at", "pk").values_list(*fields)
    return list(map(Row._make, ordered.iterator())), held_with


def feed(subscription, meetings):
    """The calendar of a ``CalendarFeed`` (bytes): ``meetings`` in the language of its reader."""
    language = subscription.user.language
    rows, held_with = feed_rows(meetings)
    with override(language):
        words = _Words(language, held_with)
        return ics.calendar_feed(map(words.entry, rows), name=feed_name(subscription))


def feed_name(subscription):
    """What a subscription is called, here and in the reader's program; in the active language."""
    if subscription.zone:
        return _("Concertation, zone %(zone)s") % {"zone": subscription.zone.name}
    if subscription.organisation:
        return _("Concertation, %(organisation)s") % {"organisation": subscription.organisation}
    return _("Concertation, les six zones")


class _Words:
    """The words that come back from one meeting to the next, each asked once."""

    def __init__(self, language, held_with):
        self.language, self.held_with = language, held_with
        self.bodies, self.places, self.addresses = {}, {}, {}
        self.marks = {
            Meeting.Status.PLANNED: _("En préparation : %(summary)s"),
            Meeting.Status.POSTPONED: _("En préparation : %(summary)s"),
            Meeting.Status.CANCELLED: _("Annulée : %(summary)s"),
        }
        self.read = _("Programme et documents : %(url)s")

    def entry(self, row):
        url = self._address(row)
        return ics.Entry(
            uid=f"reunion-{row.pk}@concertation",
            sequence=row.sequence,
            stamp=row.stamp,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            summary=self._summary(row),
            location=self._place(row),
            description=self.read % {"url": url},
            url=url,
            status=STATUSES.get(row.status, "CONFIRMED"),
        )

    def _summary(self, row):
        title = row.title_fr or row.title_nl
        if self.language == "nl":
            title = row.title_nl or title
        body = self._body(row)
        summary = f"{body} – {title}" if title else body
        mark = self.marks.get(row.status)
        return mark % {"summary": summary} if mark else summary

    def _body(self, row):
        others = [zone for zone in self.held_with.get(row.pk, ()) if zone.pk != row.zone]
        named = (row.group, row.number) if row.group else ()
        key = (row.kind, row.zone, named, *(zone.pk for zone in others))
        if key not in self.bodies:
            meeting = Meeting(pk=row.pk, kind=row.kind, zone=self._zone(row), number=row.number)
            meeting.working_group = self._group(row)
            meeting._others = others
            self.bodies[key] = wording.body_name(meeting)
        return self.bodies[key]

    def _zone(self, row):
        return Zone(pk=row.zone, code=row.code, name_fr=row.zone_fr, name_nl=row.zone_nl)

    def _group(self, row):
        names = {"name_fr": row.group_fr, "name_nl": row.group_nl}
        return WorkingGroup(pk=row.group, **names) if row.group else None

    def _place(self, row):
        key = row[Row._fields.index("host_fr") :]
        if key not in self.places:
            host = Organisation(
                name_fr=row.host_fr or "",
                name_nl=row.host_nl or "",
                address_fr=row.address_fr or "",
                address_nl=row.address_nl or "",
            )
            meeting = Meeting(room=row.room, place_fr=row.place_fr, place_nl=row.place_nl)
            meeting.host = host if row.host_fr else None
            self.places[key] = wording.location(meeting)
        return self.places[key]

    def _address(self, row):
        if row.code not in self.addresses:
            path = Meeting(pk=0, zone=self._zone(row)).get_absolute_url()
            before, _zero, after = absolute(path).rpartition("/0/")
            self.addresses[row.code] = f"{before}/", f"/{after}"
        before, after = self.addresses[row.code]
        return f"{before}{row.pk}{after}"
