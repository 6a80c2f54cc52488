"""Whom a meeting could be widened to: the people of every zone, by what the coordination knows."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Mandate, Membership, Organisation, Person, Position
from zones.permissions import coordinated_zones, is_regional
from zones.search import fold, matches

from .models import Participation
from .services.members import expected_members, seat

LAST_YEAR = timedelta(days=365)
#: What is asked of past attendance, at the meetings of the zones that hold this one.
ATTENDANCE = [
    ("", _("Peu importe")),
    ("came", _("Personnes venues ces 12 derniers mois")),
    ("never", _("Personnes invitées, jamais venues")),
    ("away", _("Institutions absentes depuis 12 mois")),
    ("unknown", _("Personnes jamais invitées")),
]


@dataclass
class Contact:
    """Somebody of the directory, for one institution. ``person`` is None for the institution's
    own address. ``shows_email``: the reader of the page may see the address."""

    organisation: Organisation
    person: Person | None
    roles: list = field(default_factory=list)
    is_on_list: bool = False
    shows_email: bool = False

    @property
    def key(self):
        return f"{self.person.pk if self.person else 0}-{self.organisation.pk}"

    @property
    def name(self):
        return self.person.full_name if self.person else self.organisation.name

    @property
    def email(self):
        return (self.person or self.organisation).email

    @property
    def language(self):
        return (self.person or self.organisation).language

    def as_row(self):
        """What ``guest_list.add_contacts`` wants."""
        names = ("person", "organisation", "name", "email", "language")
        return {name: getattr(self, name) for name in names}


def find(meeting, user, wanted):
    """The contacts that fit, by institution and name; a number of queries that does not grow.

    ``wanted``: dict with any of ``zones``, ``types``, ``communes``, ``themes`` (lists of ids),
    ``attendance`` (a key of ``ATTENDANCE``), ``words``; an empty one asks nothing.
    """
    rows = _organisations(wanted)
    contacts = _contacts(meeting, rows)
    if words := wanted.get("words"):
        contacts = [one for one in contacts if _is_called(one, words)]
    if attendance := wanted.get("attendance"):
        contacts = _by_attendance(meeting, contacts, attendance)
    _mark(meeting, user, contacts)
    return sorted(contacts, key=lambda one: (fold(one.organisation.name), fold(one.name)))


def _organisations(wanted):
    rows = Organisation.objects.select_related("type", "commune").prefetch_related("other_names")
    if zones := wanted.get("zones"):
        seats = Membership.objects.on(timezone.localdate()).filter(zone__in=zones)
        rows = rows.filter(pk__in=seats.values("organisation"))
    for name, path in (("types", "type__in"), ("communes", "commune__in")):
        if chosen := wanted.get(name):
            rows = rows.filter(**{path: chosen})
    if themes := wanted.get("themes"):
        interested = Organisation.interests.through.objects.filter(theme__in=themes)
        rows = rows.filter(pk__in=interested.values("organisation"))
    return {organisation.pk: organisation for organisation in rows}


def _contacts(meeting, organisations):
    """People with a mandate or a position on the day, else the institution by its own address."""
    found = {}
    mandates = Mandate.objects.on(meeting.held_on).select_related("person", "membership__zone")
    mandates = mandates.filter(membership__organisation__in=organisations)
    for mandate in mandates.order_by("pk"):
        place = mandate.membership
        one = _contact(found, organisations[place.organisation_id], mandate.person)
        one.roles.append(f"{mandate.get_role_display()}, {place.zone.name}")
    positions = Position.objects.on(meeting.held_on).select_related("person")
    for position in positions.filter(organisation__in=organisations).order_by("pk"):
        one = _contact(found, organisations[position.organisation_id], position.person)
        one.roles[:0] = [position.title] if position.title else []
    peopled = {one.organisation.pk for one in found.values()}
    alone = [org for org in organisations.values() if org.email and org.pk not in peopled]
    return [*found.values(), *(Contact(org, None) for org in alone)]


def _contact(found, organisation, person):
    return found.setdefault((person.pk, organisation.pk), Contact(organisation, person))


def _is_called(contact, words):
    others = [name.name for name in contact.organisation.other_names.all()]
    own = (contact.organisation.name_fr, contact.organisation.name_nl, contact.organisation.acronym)
    return matches(words, contact.name, *own, *others)


def _by_attendance(meeting, contacts, attendance):
    rows = Participation.objects.filter(meeting__zone__in=meeting.zone_ids).exclude(meeting=meeting)
    since = timezone.now() - LAST_YEAR
    came = rows.present()
    if attendance == "came":
        kept = _people(came.filter(meeting__starts_at__gte=since))
        return [one for one in contacts if one.person and one.person.pk in kept]
    if attendance == "never":
        kept = _people(rows.filter(is_invited=True)) - _people(came)
        return [one for one in contacts if one.person and one.person.pk in kept]
    if attendance == "unknown":
        known = _people(rows)
        return [one for one in contacts if not one.person or one.person.pk not in known]
    last = rows.seated().order_by().values_list("organisation").annotate(Max("meeting__starts_at"))
    away = {organisation for organisation, moment in last if moment < since}
    return [one for one in contacts if one.organisation.pk in away]


def _people(rows):
    return set(rows.order_by().values_list("person", flat=True)) - {None}


def _mark(meeting, user, contacts):
    # Until it is saved, the list is the members that the meeting proposes.
    saved = list(meeting.participations.all())
    rows = saved or (expected_members(meeting) if meeting.is_before_letter else [])
    on_list = {seat(row) for row in rows}
    shown = open_institutions(user, {one.organisation.pk for one in contacts})
    for one in contacts:
        person = one.person.pk if one.person else None
        one.is_on_list = (person, one.organisation.pk) in on_list
        one.shows_email = one.organisation.pk in shown


def open_institutions(user, organisations):
    """Those of ``organisations`` (ids) whose people's addresses ``user`` may see; one query.

    The region sees all; a coordination those of the institutions that sit in a zone of its own.
    The letter goes to the others too: only the address is not shown.
    """
    if is_regional(user):
        return set(organisations)
    seats = Membership.objects.on(timezone.localdate()).filter(
        zone__in=coordinated_zones(user), organisation__in=organisations
    )
    return set(seats.values_list("organisation", flat=True))


def shows_address(user, row):
    """Whether ``user`` may see, and correct, the address of one row; typed for the meeting, it is
    theirs, and an institution's own follows the institution. The institution of a guest is typed
    too: it counts when the person is of that house."""
    if row is None or not (row.person_id or _is_institutions_own(row)):
        return True
    if row.organisation_id not in open_institutions(user, {row.organisation_id}):
        return False
    return not row.person_id or is_regional(user) or _is_of(row.person_id, row.organisation_id)


def _is_institutions_own(row):
    return row.organisation is not None and row.email == row.organisation.email != ""


def _is_of(person, organisation):
    positions = Position.objects.filter(person=person, organisation=organisation)
    mandates = Mandate.objects.filter(person=person, membership__organisation=organisation)
    return positions.exists() or mandates.exists()
