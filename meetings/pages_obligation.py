"""The page of a zone's yearly obligation: the bar, each half-day and what proves it."""

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS_AP
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.bricks import year_bar as draw
from concertation.typography import date_short, day_month

from . import quota as quotas
from . import quota_words, wording

#: Years offered by the page, besides the one shown: those before, and the one that is prepared.
YEARS_BACK, YEARS_AHEAD = 5, 1
#: Widths of the drawing: with the words under the bricks, and for a phone or a narrow column.
WIDE, NARROW = 600, 340
FLAGS = {"proved": "ok", "held": "soon", "waiting": "late", "convened": "zone", "planned": ""}


def obligation_page(zone, year, *, coordinates, today=None):
    """The context of the page; 2 queries, 3 when a meeting is held with other zones.

    Who does not coordinate the zone learns how many half-days are prepared, never their dates.
    """
    today = today or timezone.localdate()
    quota = quotas.half_days(zone, year, today)
    shared = [row.meeting for row in quota.counted if row.meeting.is_joint]
    prefetch_related_objects(shared, "joint_zones")
    return {
        "zone": zone,
        "year": year,
        "plan_url": reverse("meetings:plan", args=[zone.code])
        if coordinates and year >= today.year
        else "",
        "years": _years(year, today),
        "quota": quota,
        "bar": year_bar(quota, zone, coordinates=coordinates, width=WIDE),
        "narrow_bar": year_bar(quota, zone, coordinates=coordinates, width=NARROW),
        "rows": [_row(row, zone, coordinates) for row in quota.counted],
        "coordinates": coordinates,
        "rule": quota_words.RULE,
        "source": quota_words.SOURCE,
    }


def _years(year, today):
    around = range(today.year - YEARS_BACK + 1, today.year + YEARS_AHEAD + 1)
    return sorted({year, *around}, reverse=True)


def is_told(row, coordinates):
    """May this reader learn the date: a draft, moved or not, is its coordination's own."""
    return coordinates or not row.meeting.is_before_letter


def year_bar(quota, zone, *, coordinates=True, width=WIDE):
    """The twelve months of a ``Quota`` as a picture, with the half-days still to find."""
    bricks = [_brick(row, is_told(row, coordinates)) for row in quota.counted]
    left = quota.bricks.count("")
    missing = _("manquante") if quota.is_over else _("à planifier")
    bricks += [(0, "" if quota.is_over else "?", "", 1, missing)] * left
    title = _("Demi-journées de la zone %(zone)s en %(year)d")
    return draw(
        bricks,
        months=month_names(),
        title=title % {"zone": zone.name, "year": quota.year},
        desc=_spoken(quota, coordinates),
        extra="" if quota.is_over else _("à fixer"),
        width=width,
    )


def _brick(row, told):
    day = row.meeting.held_on
    word = row.label if row.stage != quotas.Stage.WAITING else _("à relever")
    place, text = (day.month, day.day) if told else (0, "")
    return (place, text, str(row.stage), row.half_days, word)


def _spoken(quota, coordinates):
    told = [
        f"{day_month(row.meeting.starts_at)}: {row.label}"
        for row in quota.counted
        if is_told(row, coordinates)
    ]
    return "; ".join([*told, quota.in_words])


def month_names():
    """Twelve short names: « janv », « févr »…"""
    return [str(MONTHS_AP[number]).rstrip(".").lower() for number in range(1, 13)]


def _row(row, zone, coordinates):
    """A half-day as the list shows it: what it was, its stage, its three proofs."""
    meeting = row.meeting
    told = is_told(row, coordinates)
    subject = localised(meeting, "title")[0] if told else ""
    others = [other for other in meeting.zones() if other.pk != zone.pk]
    return {
        "told": told,
        "row": row,
        "meeting": meeting,
        "title": subject or capfirst(meeting.get_kind_display()),
        "beside": wording.beside(others) if told else "",
        "flag": FLAGS[row.stage],
        "proofs": _proofs(row, coordinates) if told else [],
        "lacks": quota_words.lacks(row) if told else [],
    }


def _proofs(row, coordinates):
    """[(words, is done, address or "")]; the addresses are pages of the coordination."""
    meeting = row.meeting
    steps = [
        (_convened(row), row.is_convened, "invitations"),
        (_("présences relevées"), row.is_attended, "attendance"),
        (_sent(row), row.is_sent, "pv"),
    ]
    absent = (_("pas encore convoquée"), _("présences à relever"), _("PV à envoyer"))
    found = []
    for (words, done, page), otherwise in zip(steps, absent, strict=True):
        reachable = page == "invitations" or meeting.is_convened or meeting.is_held
        url = reverse(f"meetings:{page}", args=[meeting.zone.code, meeting.pk])
        found.append((words if done else otherwise, done, url if coordinates and reachable else ""))
    return found


def _convened(row):
    if row.meeting.convened_at is None:
        return _("reprise d’un ancien PV")
    return _("lettres parties le %(day)s") % {"day": date_short(row.meeting.convened_at)}


def _sent(row):
    pv = getattr(row.meeting, "pv", None)
    if pv is None or pv.sent_at is None:
        return ""
    return _("PV envoyé le %(day)s") % {"day": date_short(pv.sent_at)}
