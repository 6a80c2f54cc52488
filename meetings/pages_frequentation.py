"""What the page of attendance over time shows, and the lines it adds to the coordination's list."""

from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models import HouseRules
from zones.search import fold

from . import attendance_over_time as over_time
from . import attendance_query as query
from .forms_outreach import OutreachForm
from .models import Participation

#: State of a cell → its sign, which reads in black and white, and its word.
SIGNS = {
    over_time.PRESENT: "●",
    over_time.REPRESENTED: "◐",
    over_time.EXCUSED: "○",
    over_time.ABSENT: "×",
    over_time.UNASKED: "·",
    over_time.UNKNOWN: "?",
    over_time.OUTSIDE: "",
}


def words():
    """State → word, in the active language."""
    return {
        over_time.PRESENT: _("présente"),
        over_time.REPRESENTED: _("représentée"),
        over_time.EXCUSED: _("excusée"),
        over_time.ABSENT: _("absente"),
        over_time.UNASKED: _("pas invitée"),
        over_time.UNKNOWN: _("présences non relevées (n.d.)"),
        over_time.OUTSIDE: _("pas membre"),
    }


def read(zone, year, today):
    """(sittings, seats, offices, lines) of the zone; 4 queries."""
    sittings = query.sittings(zone, year)
    seats, came = query.seats(sittings)
    offices = query.offices(zone, came)
    lines = over_time.lines(sittings, offices, seats, query.last_seen(zone), today)
    return sittings, seats, offices, lines


def page(zone, year, today, *, names):
    """The whole page; ``names``: also the people and the calls, for the coordination alone."""
    sittings, seats, offices, lines = read(zone, year, today)
    rules = HouseRules.at(zone, today)
    members = [line for line in lines if line.is_member]
    asked = [line for line in members if line.asked]
    context = {
        "zone": zone,
        "year": year,
        "years": query.years(zone),
        "sittings": sittings,
        "grid": _marked(members),
        "passing": _marked([line for line in lines if not line.is_member]),
        "legend": [(state, SIGNS[state], word) for state, word in words().items() if SIGNS[state]],
        "members": members,
        "asked": asked,
        "regular": [line for line in asked if line.is_regular(rules.regular_percent)],
        "percent": rules.regular_percent,
        "silent_types": over_time.silent_types(lines, sittings),
        "reached": query.people_reached(zone, year or today.year),
        "reached_year": year or today.year,
        "coordinates": names,
    }
    if names:
        context |= _faces(zone, sittings, seats, offices)
        context["lost"] = lost(zone, members, today)
    return context


def _marked(lines):
    """The rows of a table: each cell with its sign and its word, its rate and its streak."""
    told = words()
    for line in lines:
        line.marks = [(cell, SIGNS[cell], told[cell]) for cell in line.cells]
        line.rate = rate(line)
        line.streak = streak(line)
    return lines


def rate(line):
    """« 5 sur 7 depuis mars 2024 »: over its own membership, meetings it was invited to."""
    if not line.asked:
        return ""
    return _("%(came)s sur %(asked)s depuis %(month)s %(year)s") % {
        "came": line.came,
        "asked": line.asked,
        "month": str(MONTHS[line.since.month]).lower(),
        "year": line.since.year,
    }


def streak(line):
    """« absente 3 fois de suite », « pas venue 3 fois de suite, dont 2 excuses »; "" under two."""
    if line.missed < 2:
        return ""
    if not line.excuses:
        return _("absente %(n)s fois de suite") % {"n": line.missed}
    return ngettext(
        "pas venue %(missed)s fois de suite, dont %(n)s excuse",
        "pas venue %(missed)s fois de suite, dont %(n)s excuses",
        line.excuses,
    ) % {"missed": line.missed, "n": line.excuses}


def _faces(zone, sittings, seats, offices):
    known = query.known_before(zone, sittings)
    new = over_time.new_faces(sittings, seats, known)
    gone = over_time.lost_faces(sittings, seats)
    return {"new_faces": _placed(new, offices), "lost_faces": _placed(gone, offices)}


def _placed(faces, offices):
    """[(face, name of its institution or "")]."""
    return [(face, offices[face.office].name if face.office in offices else "") for face in faces]


def lost(zone, members, today, bound=None):
    """Institutions to win back, by name: line, calls (the last first) and a form to note one.

    ``bound``: (institution id, refused form), which keeps what was typed.
    """
    calls = query.outreach(zone)
    found = []
    for line in members:
        refused = bound is not None and bound[0] == line.office.pk
        if not (line.is_lost(today) or refused):
            continue
        form = bound[1] if refused else OutreachForm(auto_id=f"id_{line.office.pk}_%s")
        found.append({"line": line, "calls": calls.get(line.office.pk, []), "form": form})
    return found


# --- The coordination's list of things to do -----------------------------------------------------


def warnings(zone, meetings, today):
    """Two lines at most for ``components/todo.html``: who drifts away, whole types; 1 query.

    ``meetings``: of the zone, oldest first, as its page has read them (with
    ``attendance_recorded``).
    """
    held = [m for m in meetings if m.is_held and m.kind not in query.SMALL][-query.LAST :]
    sittings = [query.sitting(meeting, meeting.attendance_recorded) for meeting in held]
    if not sittings:
        return []
    seats, offices = query.members_seats(zone, sittings, today)
    days = {one.pk: one.on for one in sittings}
    seen = {}
    for seat in seats:
        if seat.presence in Participation.SEATED:
            seen[seat.office] = max(seen.get(seat.office, days[seat.meeting]), days[seat.meeting])
    lines = over_time.lines(sittings, offices, seats, seen, today)
    url = reverse("meetings:frequentation", args=[zone.code])
    found = []
    gone = sorted((line.office.name for line in lines if line.is_lost(today)), key=fold)
    if gone:
        text = ngettext(
            "%(n)d institution ne vient plus", "%(n)d institutions ne viennent plus", len(gone)
        )
        note = ", ".join(gone[:3]) + ("…" if len(gone) > 3 else "")
        found.append(_line(text % {"n": len(gone)}, note, f"{url}#renouer", _("Renouer")))
    silent = over_time.silent_types(lines, sittings)
    if silent:
        text = ", ".join(silence(name, count) for name, count in silent[:2])
        found.append(_line(text[0].upper() + text[1:], "", url, _("Voir")))
    return found


def silence(name, count):
    """« aucun CPAS depuis 3 réunions »."""
    return _("aucune présence (%(type)s) depuis %(n)s réunions") % {"type": name, "n": count}


def _line(text, note, url, link):
    return {
        "flag_kind": "soon",
        "flag_label": _("fréquentation"),
        "text": text,
        "note": note,
        "url": url,
        "link_label": link,
    }
