"""What makes a room look lived: late arrivals, early leavings, proxies, calls to the absent."""

from datetime import time, timedelta

from meetings import attendance_over_time as over_time
from meetings import attendance_query as query
from meetings.models import Outreach, Participation
from zones.models import Organisation

LATE, EARLY = (time(9, 50), time(10, 5), time(10, 20)), (time(11, 30), time(12, 0))
#: Reason and words of a call.
CALLS = (
    ("time", "L’équipe est réduite depuis le départ d’une collègue ; elle reviendra à la rentrée."),
    ("places", "Siège déjà dans trois autres lieux ; demande un ordre du jour plus court."),
    ("person", "Nouvelle représentante, pas encore présentée ; lui envoyer les derniers PV."),
)
#: Meetings from which one institution a zone stays away, so that somebody is to be called back.
AWAY = 4


def load(zone, random, today):
    """Touches the attendance of the zone's meetings; each person stays where the story put them."""
    sittings = [s for s in query.sittings(zone) if s.is_recorded]
    for sitting in sittings:
        _hours_and_proxy(sitting.pk, random)
    if len(sittings) >= AWAY:
        _drift_away(zone, sittings[-AWAY:], random)
        _calls(zone, random, today)


def _hours_and_proxy(meeting, random):
    rows = Participation.objects.filter(meeting=meeting, organisation__isnull=False).order_by("pk")
    here = [row for row in rows if row.presence == Participation.Presence.PRESENT]
    away = [row for row in rows if row.presence == Participation.Presence.EXCUSED]
    for row in random.sample(here, min(len(here), 2)):
        if random.random() < 0.5:
            row.arrived_at = random.choice(LATE)
        else:
            row.left_at = random.choice(EARLY)
        row.save()
    if here and away and random.random() < 0.4:
        giver = random.choice(away)
        giver.presence = Participation.Presence.REPRESENTED
        giver.represented_by = random.choice(here)
        giver.save()


def _drift_away(zone, sittings, random):
    """Two members stop coming: one without a word, one with excuses."""
    animating = zone.coordinations.values("organisation")
    members = Organisation.objects.filter(memberships__zone=zone).exclude(pk__in=animating)
    offices = list(members.order_by("pk").distinct())
    states = (Participation.Presence.ABSENT, Participation.Presence.EXCUSED)
    for office, state in zip(random.sample(offices, min(len(offices), 2)), states, strict=False):
        rows = Participation.objects.filter(
            meeting__in=[sitting.pk for sitting in sittings],
            organisation=office,
            presence__in=Participation.SEATED,
        )
        for row in rows:
            row.presence = state if row.is_expected else Participation.Presence.UNKNOWN
            row.represented_by = row.arrived_at = row.left_at = None
            row.save()
            row.proxy_for.update(represented_by=None)


def _calls(zone, random, today):
    """The coordination rang some of those who no longer come."""
    sittings = query.sittings(zone)
    seats, came = query.seats(sittings)
    offices = query.offices(zone, came)
    found = over_time.lines(sittings, offices, seats, query.last_seen(zone), today)
    lost = [line.office.pk for line in found if line.is_lost(today)]
    by = zone.memberships.filter(mandates__is_coordinator=True).values("mandates__person__user")
    caller = next((row["mandates__person__user"] for row in by if row["mandates__person__user"]), 0)
    for number, office in enumerate(lost[:2]):
        reason, note = CALLS[(number + zone.position) % len(CALLS)]
        Outreach.objects.create(
            zone=zone,
            organisation_id=office,
            on=today - timedelta(days=random.choice((9, 16, 30))),
            reason=reason,
            note=note,
            by_id=caller or None,
        )
