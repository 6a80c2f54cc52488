"""What follows the meetings of the demonstration: owners, a point put off, a meeting announced."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import ActionItem, ActionOwner, AgendaItem, Meeting
from meetings.services import announcing, deferring
from meetings.services.follow_up import copy_of
from meetings.services.planning import add_item
from zones.models import Mandate

STANDING = ("Nouvelles des partenaires", "Nieuws van de partners")
PUT_OFF = ("Charte d’accueil commune", "Gezamenlijk onthaalcharter")
UNTREATED = ("Calendrier des fermetures d’été", "Kalender van de zomersluitingen")
ANNOUNCED = ("Visite du nouveau guichet", ("Le parcours d’une personne", "Questions et réponses"))


def load(zone):
    """Touches the last commission of ``zone`` and its next one; nothing where it has none."""
    _know_owners(zone)
    held = zone.meetings.held().filter(counts_for_quota=True, is_imported=False)
    last = held.exclude(pv=None).order_by("starts_at").last()
    if last is None:
        return
    _add(last, UNTREATED)
    _add(last, STANDING, is_standing=True)
    _put_off(_add(last, PUT_OFF, kind="decision"))
    starts_at = timezone.now() + timedelta(days=48)
    starts_at = timezone.localtime(starts_at).replace(hour=14, minute=0, second=0, microsecond=0)
    title, points = ANNOUNCED
    announcing.announce(
        last,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        kind=Meeting.Kind.VISIT,
        title=title,
        agenda=points,
        by=None,
    )


def _put_off(item):
    """As the meeting decided, before its PV left."""
    following = deferring.coming(item.meeting).filter(kind=item.meeting.kind).first()
    item.outcome, item.deferred_to = AgendaItem.Outcome.DEFERRED, following
    item.save()
    if following:
        add_item(following, copy_of(item))


def _add(meeting, titles, **fields):
    """A point before « Divers », in both languages where the papers are."""
    fr, nl = titles
    position = meeting.agenda.count() + 1
    title_nl = nl if meeting.languages == "both" else ""
    return AgendaItem.objects.create(
        meeting=meeting, position=position, title_fr=fr, title_nl=title_nl, **fields
    )


def _know_owners(zone):
    """The names that the story wrote as owners are people with a seat, or their institutions."""
    mandates = Mandate.objects.filter(membership__zone=zone).select_related("person", "membership")
    people = {mandate.person.full_name: mandate for mandate in mandates}
    for owner in ActionOwner.objects.filter(action__zone=zone, person__isnull=True):
        if mandate := people.get(owner.name):
            owner.person = mandate.person
            owner.save()
    for action in ActionItem.objects.open().filter(zone=zone).order_by("-pk")[:1]:
        membership = zone.memberships.select_related("organisation").first()
        if membership:
            house = membership.organisation
            ActionOwner.objects.create(action=action, organisation=house, name=house.name_fr)
