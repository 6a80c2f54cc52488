"""PV et décisions: the archive of everything a reader may read."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from zones.models import Zone

from ..passages import archive as search_archive
from ..passages import facets, find_passages
from .pv_pages import STATUS_FLAGS

PAGE_SIZE = 50


def archive(request, code=None):
    """PVs and decisions of every zone the reader may read, by words, zone and year."""
    here = get_object_or_404(Zone, code=code) if code else None
    asked = {name: clean(request.GET.get(name, "")) for name in ("q", "zone", "year")}
    zone = code or asked["zone"]
    rows = search_archive(request.user, words=asked["q"], zone=zone, year=asked["year"])
    if not asked["q"]:
        rows = rows.prefetch_related("meeting__agenda")
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = find_passages(list(shown), asked["q"])
    for pv in shown:
        pv.flag, pv.passage = STATUS_FLAGS[pv.status], found.get(pv.pk, "")
    zones, years = facets(request.user)
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {"here": here, "asked": asked, "page_obj": shown, "query": query}
    context |= {"zones": zones, "years": years}
    return render(request, "meetings/archive.html", context)


def clean(value):
    """What was asked, without the characters a database refuses."""
    return value.replace("\x00", "").strip()
