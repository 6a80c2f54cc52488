"""The canvases of the Region, ready for their pages."""

from django.utils import timezone
from django.utils.translation import gettext as _

from . import canvas
from .models import Canvas, CanvasChapter, CoordinationReport, Synthesis
from .services.canvas import is_free


def canvases():
    """Both canvases: what holds, what held before, and the year a new one may begin in."""
    rows = list(Canvas.objects.order_by("-first_year"))
    now = timezone.localdate().year
    return {"kinds": [_kind(kind, rows, now) for kind in Canvas.Kind], "year": now}


def _kind(kind, rows, now):
    mine = [row for row in rows if row.kind == kind]
    last, versions = None, []
    for row in mine:
        versions.append(
            {"canvas": row, "until": last and last - 1, "holds": _holds(row, last, now)}
        )
        last = row.first_year
    return {
        "kind": kind,
        "versions": versions,
        "built_in_until": last and last - 1,
        "built_in_holds": not last or now < last,
        "next_year": now if all(row.first_year != now for row in mine) else now + 1,
    }


def _holds(row, last, now):
    return row.first_year <= now and (last is None or now < last)


def canvas_page(row):
    """One canvas, its chapters in order, and the reports that no longer follow it."""
    chapters = list(row.chapters.order_by("position", "pk"))
    numbers = {one.key: one.number for one in canvas.numbered(c for c in chapters if c.is_on)}
    for one in chapters:
        one.canvas = row
    last = len(chapters) - 1
    return {
        "canvas": row,
        "chapters": [
            {
                "chapter": one,
                "number": numbers.get(one.key),
                "flags": list(_flags(one)),
                "can_move": one.key != canvas.OPENING,
                "first": place == 0 or chapters[place - 1].key == canvas.OPENING,
                "last": place == last,
            }
            for place, one in enumerate(chapters)
        ],
        "frozen": frozen(row),
    }


def _flags(chapter):
    if not chapter.is_on:
        yield "muted", _("hors du rapport")
    if not chapter.is_written:
        yield "muted", _("sans texte")
    elif chapter.is_optional:
        yield "muted", _("texte facultatif")
    if is_free(chapter):
        yield "zone", _("libre")
    if not chapter.title_nl:
        yield "soon", _("titre néerlandais à écrire")


def frozen(row):
    """The papers of its years that are frozen: they keep the chapters of their day."""
    later = Canvas.objects.filter(kind=row.kind, first_year__gt=row.first_year)
    end = later.order_by("first_year").values_list("first_year", flat=True).first()
    if row.kind == canvas.REGION:
        rows = Synthesis.objects.filter(published_at__isnull=False)
    else:
        rows = CoordinationReport.objects.current().filter(status="validated")
        rows = rows.select_related("zone").defer("figures")
    rows = rows.filter(year__gte=row.first_year)
    return [str(one) for one in (rows.filter(year__lt=end) if end else rows)]


def wanted_order(row, posted):
    """The order of the keys asked for: the whole of it (``order``), or one step of one chapter."""
    if posted.getlist("order"):
        return posted.getlist("order")
    keys = list(
        CanvasChapter.objects.filter(canvas=row)
        .order_by("position", "pk")
        .values_list("key", flat=True)
    )
    for name, step in (("up", -1), ("down", 1)):
        if posted.get(name) in keys:
            place = keys.index(posted[name])
            other = place + step
            if 0 <= other < len(keys):
                keys[place], keys[other] = keys[other], keys[place]
    return keys
