"""Whose people sat at a meeting that several zones hold together.

A joint meeting that counts for each zone stands in the year of each: an institution counts for the
zones where it sits on that day, and whoever sits for none of them (guests, experts) counts for the
zone that convened. One that counts for its host alone is the host's with everybody in it: the
others came to it. So nobody is lost, and an institution of two zones is met by both.
"""

from meetings.models import Meeting
from zones.models import Membership


def zones_counting(meeting):
    """Ids of the zones in whose year the meeting stands, the one that convened first."""
    if meeting.joint_rule == Meeting.JointRule.HOST:
        return [meeting.zone_id]
    return meeting.zone_ids


class Sides:
    """The zones of an institution on a day; one query, and only when a joint meeting asks."""

    def __init__(self):
        self._seats = None

    def counting(self, zones, institution, day):
        """Which of ``zones`` (ids, the host first) count a seat of ``institution`` that day."""
        host, *others = zones
        if not others:
            return [host]
        found = self._zones_of(institution, day)
        return [zone for zone in zones if zone in found] or [host]

    def _zones_of(self, institution, day):
        if self._seats is None:
            self._seats = {}
            rows = Membership.objects.exclude(status=Membership.Status.CANDIDATE)
            for office, *seat in rows.values_list(
                "organisation_id", "zone_id", "started_on", "ended_on"
            ):
                self._seats.setdefault(office, []).append(seat)
        return {
            zone
            for zone, first, last in self._seats.get(institution, ())
            if (first is None or first <= day) and (last is None or day <= last)
        }
