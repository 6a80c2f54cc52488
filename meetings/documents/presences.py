"""Who was there, in a PV: by institution and quality, or in one sentence."""

from django.utils.translation import gettext

from zones.search import fold

from .. import presence as seen
from ..models import Participation
from ..services.attendance import headcount
from . import common


def presences(meeting, languages):
    """Who was there and who was not; an announced excuse counts until somebody notes otherwise.

    Lists of rows by institution then name, and ``lines``: the same people, an institution at once.
    """
    rows = _rows(meeting, languages)
    state, answer = Participation.Presence, Participation.Answer

    def those(presence, announced=None):
        return [
            row
            for row in rows
            if row.presence == presence
            or (announced and row.presence == state.UNKNOWN and row.answer == announced)
        ]

    # A substitute is not expected, yet speaks for the same member institution. Minutes taken over
    # from the past name those who came, not who was expected.
    members = [row for row in rows if not (row.is_guest or meeting.is_imported)]
    found = {
        "present": those(state.PRESENT),
        "excused": those(state.EXCUSED, answer.EXCUSED),
        "represented": those(state.REPRESENTED, answer.REPLACED),
        "absent": those(state.ABSENT),
    }
    return found | {
        "members": len({row.organisation_id for row in members if row.organisation_id}),
        "lines": {name: by_institution(group) for name, group in found.items()},
    }


def _rows(meeting, languages):
    """The list by institution then name, each with its hours and its proxy, in both languages."""
    rows = list(meeting.participations.select_related("replaced_by", "represented_by"))
    for row in rows:
        row.stay = common.spoken(common.said(seen.stay, row), languages)
        row.proxy = common.spoken(common.said(seen.proxy, row), languages)
    return sorted(
        rows, key=lambda row: (fold(row.organisation_name), fold(row.person_name), row.pk)
    )


def by_institution(rows):
    """[(institution, [names])]; somebody without an institution stands alone, under their name."""
    found = {}
    for row in rows:
        name = row.organisation_name or row.person_name
        people = found.setdefault(name, [])
        if row.organisation_name and row.person_name not in people:
            people.append(row.person_name)
    return list(found.items())


def told_headcount(meeting, present, members):
    """« 15 personnes, 11 institutions sur 24 membres »: persons are counted once."""
    if not present:
        return gettext("présences non relevées")
    counts = headcount(meeting)
    texts = [_persons(counts["persons"]), _institutions(counts["institutions"])]
    if members and members >= counts["institutions"]:
        texts[1] = gettext("%(institutions)s sur %(members)d membres") % {
            "institutions": texts[1],
            "members": members,
        }
    return ", ".join(texts)


def _persons(count):
    if count == 1:
        return gettext("1 personne")
    return gettext("%(count)d personnes") % {"count": count}


def _institutions(count):
    if count == 1:
        return gettext("1 institution")
    return gettext("%(count)d institutions") % {"count": count}
