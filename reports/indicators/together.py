"""Meetings close to ours that call the same institutions: what fills their agendas."""

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from meetings.models import Meeting, Participation

from .year import APART

#: Days on either side of a meeting that are looked at; the day itself counts.
NEAR = 3
DAY = timedelta(days=1)


def add_neighbours(years):
    """Fill ``ZoneYear.neighbours`` from the meetings held by anybody near ours; two queries.

    The days are read once a meeting: with each of the forty people of a list, they would cost more
    than all the rest.
    """
    held = [sitting for data in years.values() for sitting in data.held]
    if not held:
        return
    days = {sitting.meeting.held_on for sitting in held}
    held_on, called = _called(days)
    for data in years.values():
        data.neighbours = {
            sitting.meeting.pk: near
            for sitting in data.held
            if (near := _near(sitting, held_on, called))
        }


def _called(days):
    """``({meeting id: day}, {institution id: {meeting id}})`` of every meeting held near one of
    ``days``."""
    near = Q()
    for first, last in _stretches(days):
        near |= Q(
            starts_at__gte=_midnight(first), starts_at__lt=_midnight(last + timedelta(days=1))
        )
    held = Meeting.objects.filter(near, status__in=Meeting.HELD).order_by()
    moments = held.values_list("pk", "starts_at")
    held_on = {pk: timezone.localtime(moment).date() for pk, moment in moments}
    rows = (
        Participation.objects.counted()
        .filter(meeting__in=held)
        .filter(is_expected=True, organisation__isnull=False)
        .exclude(capacity__in=APART)
        .order_by()
        .values_list("organisation_id", "meeting_id")
    )
    found = {}
    for office, meeting in rows.distinct():
        if meeting in held_on:  # moved here since the line above
            found.setdefault(office, set()).add(meeting)
    return held_on, found


def _midnight(day):
    """By moments, which the database finds in its index."""
    return timezone.make_aware(datetime.combine(day, time()))


def _stretches(days):
    """[(first, last)] day of the periods that cover ``days`` and what is near, not overlapping."""
    periods = []
    for day in sorted(days):
        first, last = day - NEAR * DAY, day + NEAR * DAY
        if periods and first <= periods[-1][1]:
            periods[-1] = (periods[-1][0], last)
        else:
            periods.append((first, last))
    return periods


def _near(sitting, held_on, called):
    """{institution id: [(day, meeting id)]} of the others that also called its institutions."""
    day, own = sitting.meeting.held_on, sitting.meeting.pk
    near = {
        pk: other for pk, other in held_on.items() if pk != own and abs(other - day) <= NEAR * DAY
    }
    return {
        office: sorted((near[pk], pk) for pk in both)
        for office in sitting.invited
        if (both := near.keys() & called.get(office, ()))
    }
