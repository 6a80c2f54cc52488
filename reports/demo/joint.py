"""Meetings that several zones of the demonstration hold together."""

from datetime import timedelta
from random import Random

from meetings.models import Meeting
from zones.models import Zone

from .calendar import Slot, next_weekday
from .minutes import decide
from .story import Story

THURSDAY = 3
SEED = 24
HELD = ("sud-est", ["sud"])
PLANNED = ("nord-ouest", ["centrale"])


def load(today):
    """One held in November of last year, counting for each of its zones, and one in preparation.

    Its own dice: the rest of the demonstration stays as it is without them.
    """
    random = Random(SEED)
    november = next_weekday(today.replace(year=today.year - 1, month=11, day=1), 10, THURSDAY)
    story, held = _meet(*HELD, november, random, today)
    following = story.zone.meetings.held().counting().filter(starts_at__gt=held.starts_at)
    if story.pending and (last := following.order_by("starts_at").first()):
        decide(story.pending, last, contested=False)
    _meet(*PLANNED, next_weekday(today, 45, THURSDAY), random, today)


def _meet(host, others, day, random, today):
    zone = Zone.objects.get(code=host)
    if zone.meetings.filter(starts_at__date=day).exists():
        day += timedelta(days=1)
    story = Story(zone, random, today)
    slot = Slot(day, Meeting.Kind.CONFERENCE)
    return story, story.meet(slot, Zone.objects.filter(code__in=others))
