"""The six reports on one page in January: state, share written, what is missing as counts.

No word and no figure of a report that did not leave: the state, the share of its chapters written,
and how many things are to complete in which chapter.
"""

from collections import Counter

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models import Zone

from . import canvas, completeness, due, indicators
from .models import ReportNudge
from .permissions import is_validated
from .reading import editions_of, texts_of
from .region import state_of, years_offered
from .services.nudges import coordinators_of, first_day


def progress_page(year):
    """The context of the page; a constant number of queries whatever the zones hold."""
    zones = list(Zone.objects.all())
    (last, left), people = editions_of(year), coordinators_of(zones)
    known = {
        "years": indicators.gather_all(zones, year),
        "noted": completeness.noted_of(zones, year),
        "chapters": canvas.chapters(year),
        "told": _told(year),
    }
    rows = [
        _row(zone, last.get(zone.pk), left.get(zone.pk), people[zone.pk], known) for zone in zones
    ]
    to_tell = sum(bool(row["to_tell"]) for row in rows)
    return {
        "year": year,
        "years": years_offered(year),
        "due": due.due_of(year),
        "rows": rows,
        "left": sum(row["is_deposited"] for row in rows),
        "to_tell": to_tell,
        "first_day": first_day(year),
        "may_nudge": timezone.localdate() >= first_day(year) and to_tell > 0,
    }


def _told(year):
    """``{(zone id, user id): moment}`` of the reminders of the year."""
    rows = ReportNudge.objects.filter(year=year).values_list("zone", "user", "at")
    return {(zone, user): at for zone, user, at in rows}


def _row(zone, report, deposited, people, known):
    texts, is_deposited = texts_of(report), deposited is not None
    # Nothing is written any more in a report that is frozen: it only remains to send it.
    is_frozen = is_deposited or is_validated(report)
    share = completeness.share_written(known["years"][zone.pk].year, texts, known["chapters"])
    told = {user.pk: known["told"].get((zone.pk, user.pk)) for user in people}
    return {
        "zone": zone,
        "is_deposited": is_deposited,
        "state": state_of(report, deposited, share),
        "share": 100 if is_deposited else share,
        "to_write": _chapters_left(texts, known) if not is_frozen else "",
        "missing": [] if is_frozen else _missing(zone, known),
        "told": [(user, at) for user in people if (at := told[user.pk])],
        "to_tell": [] if is_deposited else [user for user in people if not told[user.pk]],
    }


def _chapters_left(texts, known):
    year = next(iter(known["years"].values())).year if known["years"] else None
    n = len(completeness.chapters_to_write(year, texts, known["chapters"]))
    sentence = ngettext("%(n)d chapitre à écrire", "%(n)d chapitres à écrire", n)
    return sentence % {"n": n} if n else _("tous les chapitres sont écrits")


def _missing(zone, known):
    """[(title of the chapter, how many things to complete in it)], in the order of the canvas."""
    found = completeness.checks(known["years"][zone.pk], known["noted"][zone.pk])
    lacks = Counter(one.chapter for one in found if one.line)
    return [(one.title, lacks[one.key]) for one in known["chapters"] if lacks[one.key]]
