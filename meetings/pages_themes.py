"""The memory of the themes: when each was on the table, in which zone, and what came of it."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractYear

from zones.models import Theme, Zone
from zones.permissions import visible_zones

from . import pages_registers
from .models import PV, Meeting
from .models.readers import readable_by

#: Rows of each list of the page of a theme, the latest first; the table of years counts all.
MOST = 60


def theme_list(user):
    """The themes by category, with how many held meetings of the reader's were about each.

    Those never on the table come too: they are what the printed lists hold and nobody took up.
    Two queries.
    """
    held = Meeting.objects.visible_to(user).held().filter(themes__isnull=False)
    rows = held.order_by().values("themes").annotate(count=Count("pk"), last=Max("starts_at"))
    known = {row["themes"]: row for row in rows}
    groups = {}
    for theme in Theme.objects.select_related("category").order_by("category__name_fr", "name_fr"):
        seen = known.get(theme.pk, {})
        theme.meetings_count, theme.last_at = seen.get("count", 0), seen.get("last")
        groups.setdefault(theme.category, []).append(theme)
    # Those without a category come last: databases do not agree on where an absent one stands.
    return {"groups": sorted(groups.items(), key=lambda group: group[0] is None)}


def theme_page(user, theme, params):
    """One theme: zones × years, its meetings, the opinions and findings they led to and their fate.

    Every meeting is one the reader may see, every text one they may read. ``params``: the page of
    the opinions (``avis``) and that of the findings (``releves``). Constant queries.
    """
    held = Meeting.objects.visible_to(user).held().filter(themes=theme)
    meetings = list(held.select_related("zone", "host").order_by("-starts_at")[: MOST + 1])
    opened = PV.objects.open_to(user).filter(meeting__in=[meeting.pk for meeting in meetings])
    opened = set(opened.values_list("meeting_id", flat=True))
    for meeting in meetings:
        meeting.is_read = meeting.pk in opened
    return {
        "theme": theme,
        "meetings": meetings[:MOST],
        "is_cut": len(meetings) > MOST,
        **_years(held),
        "opinions": _opinions(user, theme, params.get("avis")),
        "findings": _findings(user, theme, params.get("releves")),
    }


def _page(name, rows, number):
    """A page of ``rows``; ``kept``: what the address says of it when another list is turned."""
    page = Paginator(rows, MOST).get_page(number)
    page.object_list = list(page.object_list)
    page.kept = f"{name}={page.number}" if page.number > 1 else ""
    return page


def _years(held):
    """``years``: every year from the first to the last; ``zones``: (zone, meetings each year).

    A meeting of several zones is one of each.
    """
    rows = held.order_by().annotate(year=ExtractYear("starts_at"))
    counts = Counter()
    for zone, year, count in rows.values_list("zone", "year").annotate(Count("pk")):
        counts[zone, year] += count
    joint = rows.filter(joint_zones__isnull=False).values_list("zone", "joint_zones", "year")
    for convener, zone, year, count in joint.annotate(Count("pk")):
        counts[zone, year] += count if zone != convener else 0
    found = [year for _zone, year in counts]
    years = range(min(found), max(found) + 1) if found else []
    zones = Zone.objects.filter(pk__in={zone for zone, _year in counts})
    return {
        "years": list(years),
        "zones": [(zone, [counts.get((zone.pk, year), 0) for year in years]) for zone in zones],
    }


def _about(user, theme):
    """Of passages: said at a meeting about the theme, or at a point about it that the reader may
    read (the theme of a reserved point is not told)."""
    point = readable_by(user, "block__item__meeting__", "block__item__visibility")
    of_meetings = Meeting.objects.filter(themes=theme)
    return Q(block__item__theme=theme) & point | Q(block__item__meeting__in=of_meetings)


def _opinions(user, theme, number):
    found = pages_registers.read_opinions(user).filter(_about(user, theme))
    rows = _page("avis", found.order_by("-year", "-number", "pk"), number)
    pages_registers.dress_opinions(user, rows)
    return rows


def _findings(user, theme, number):
    found = pages_registers.read_findings(user).filter(_about(user, theme))
    rows = _page("releves", found, number)
    zones = {zone.pk for zone in visible_zones(user)}
    for row in rows:
        pages_registers.dress_finding(row)
        row.is_elsewhere = row.zone_id not in zones
    return rows
