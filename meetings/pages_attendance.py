"""What the sheet of presences shows, and what it tells the screens that watch it."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from zones.models import Organisation
from zones.search import fold

from . import presence, qr
from .forms_attendance import PresentForm, known_people
from .models import Arrival, Participation, Tap
from .services import checkin
from .services.attendance import has_begun
from .services.taps import can_hold

Presence = Participation.Presence
#: What a tap can say; « non relevée » is the absence of a tap.
STATES = [state for state in Presence if state != Presence.UNKNOWN]


@dataclass(frozen=True)
class Room:
    """Who is in the room: persons and institutions, counted apart.

    ``expected_seated``: of the institutions expected, those with somebody present or represented;
    ``recorded``: rows noted; ``unsettled``: expected people on whom nothing is noted.
    """

    persons: int
    institutions: int
    expected_institutions: int
    expected_seated: int
    recorded: int
    unsettled: int


def room(rows):
    """Count rows already read, as ``attendance.headcount`` counts them."""
    seated = {row.organisation_id for row in rows if row.presence in Participation.SEATED} - {None}
    expected = {row.organisation_id for row in rows if row.is_expected} - {None}
    unknown = [row for row in rows if row.presence == Presence.UNKNOWN]
    return Room(
        persons=len({row.person_key for row in rows if row.presence == Presence.PRESENT}),
        institutions=len(seated),
        expected_institutions=len(expected),
        expected_seated=len(seated & expected),
        recorded=len(rows) - len(unknown),
        unsettled=sum(row.is_expected for row in unknown),
    )


def read_rows(meeting):
    """The rows of a meeting by institution then name, each with what its line shows; 2 queries.

    ``facts``: [(sentence, is a warning)]; ``words``: what the filter looks in; ``can_hold``: may be
    given a proxy.
    """
    rows = list(meeting.participations.select_related("replaced_by", "represented_by"))
    rows.sort(
        key=lambda r: (not r.organisation_name, fold(r.organisation_name), fold(r.person_name))
    )
    proxies, lost = {}, {}
    for row in rows:
        if row.represented_by_id:
            proxies.setdefault(row.represented_by_id, []).append(row)
    overtaken = Tap.objects.filter(participation__meeting=meeting, is_applied=False)
    for tap in overtaken.select_related("by"):
        lost.setdefault(tap.participation_id, []).append(tap)
    capacities, answers = dict(Participation.Capacity.choices), dict(Participation.Answer.choices)
    for row in rows:
        row.facts = presence.facts(row, proxies.get(row.pk, ()), lost.get(row.pk, ()))
        row.words = fold(f"{row.person_name} {row.organisation_name}")
        row.can_hold = can_hold(row)
        row.capacity_label, row.answer_label = capacities[row.capacity], answers[row.answer]
    return rows


def waiting(meeting, rows):
    """Arrivals to confirm, oldest first, each with the rows it may be: same name or institution."""
    arrivals = list(meeting.arrivals.filter(status=Arrival.Status.WAITING))
    for arrival in arrivals:
        name, office = fold(arrival.person_name), fold(arrival.organisation_name)
        arrival.likely = [row for row in rows if fold(row.person_name) == name]
        arrival.maybe = [
            row
            for row in rows
            if office and fold(row.organisation_name) == office and row not in arrival.likely
        ]
    return arrivals


def sheet(meeting, form=None):
    """The whole page; 4 queries."""
    rows = read_rows(meeting)
    arrivals = waiting(meeting, rows)
    return {
        "rows": rows,
        "states": STATES,
        "room": room(rows),
        "arrivals": arrivals,
        **closing(meeting, rows, arrivals),
        "form": form or PresentForm(meeting=meeting, rows=rows),
        "institutions": Organisation.objects.order_by("name_fr").values_list("name_fr", flat=True),
        "last_row": max((row.pk for row in rows), default=0),
    }


def state(request, meeting, after=None):
    """What a screen that watches needs: counts, every row in short, rows it has not drawn yet.

    ``after``: the highest row id the screen knows; None when it asks for no new line.
    """
    rows = read_rows(meeting)
    arrivals = waiting(meeting, rows)
    base = {"meeting": meeting, "states": STATES}
    fresh = [row for row in rows if after is not None and row.pk > after]
    return {
        "count": _html(request, "_participation_count", {"room": room(rows)}),
        "rows": [_short(row) for row in rows],
        "fresh": [_html(request, "_participation_row", base | {"row": row}) for row in fresh],
        "arrivals": _html(request, "_attendance_arrivals", base | {"arrivals": arrivals}),
        "closing": _html(request, "_attendance_close", closing(meeting, rows, arrivals)),
    }


def closing(meeting, rows, arrivals):
    """What stands in the way of closing: people on whom nothing is noted, arrivals, proxies."""
    held = {row.represented_by for row in rows if row.represented_by}
    away = [holder.person_name for holder in held if holder.presence != Presence.PRESENT]
    return {
        "meeting": meeting,
        "unsettled": room(rows).unsettled,
        "waiting": len(arrivals),
        "away": sorted(away, key=fold),
        "has_begun": has_begun(meeting),
    }


def poster(meeting):
    """The code for the wall and when it works."""
    address = checkin.checkin_link(meeting)
    return {
        "meeting": meeting,
        "address": address,
        "code": qr.picture_of(address),
        "opens_at": meeting.starts_at - checkin.MARGIN,
        "closes_at": meeting.ends_at + checkin.MARGIN,
    }


def _short(row):
    facts = ""
    if row.facts:
        facts = render_to_string("meetings/_attendance_facts.html", {"row": row}).strip()
    return {
        "id": row.pk,
        "presence": row.presence,
        "arrived": _hour(row.arrived_at),
        "left": _hour(row.left_at),
        "proxy": row.represented_by_id or "",
        "holds": row.can_hold,
        "facts": facts,
    }


def _hour(value):
    return value.strftime("%H:%M") if value else ""


def _html(request, name, context):
    return render_to_string(f"meetings/{name}.html", context, request)


def people_of(organisation):
    """Names known at an institution, for the list of suggestions."""
    return [person.full_name for person in known_people(organisation)] if organisation else []
