"""PV et décisions: the archive of everything a reader may read."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext

from zones.models import HouseRules, Zone

from ..models import PV
from ..pages_list import CountedPaginator
from ..pages_pv import STATUS_FLAGS
from ..passages import archive as search_archive
from ..passages import facets, find_passages

PAGE_SIZE = 50


def archive(request, code=None):
    """PVs and decisions of every zone the reader may read, by words, zone and year."""
    here = get_object_or_404(Zone, code=code) if code else None
    asked = {name: clean(request.GET.get(name, "")) for name in ("q", "zone", "year")}
    wanted = {"words": asked["q"], "zone": code or asked["zone"], "year": asked["year"]}
    zones, years, total = facets(request.user, **wanted)
    rows = search_archive(request.user, **wanted)
    if not asked["q"]:
        rows = rows.prefetch_related("meeting__agenda")
    shown = CountedPaginator(rows, PAGE_SIZE, total).get_page(request.GET.get("page"))
    say(shown, find_passages(list(shown), asked["q"]))
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {"here": here, "asked": asked, "page_obj": shown, "query": query}
    context |= {"zones": zones, "years": years}
    return render(request, "meetings/archive.html", context)


def say(shown, found):
    """The words of each line, said once a nature and a state and not fifty times a page."""
    kinds, states = dict(HouseRules.RecordKind.choices), dict(PV.Status.choices)
    kinds, states = ({k: str(v) for k, v in words.items()} for words in (kinds, states))
    for pv in shown:
        pv.flag, pv.state_label = STATUS_FLAGS[pv.status], states[pv.status]
        pv.kind_label, pv.passage = kinds[pv.kind], found.get(pv.pk, "")
        pv.decisions = decisions(pv.decisions_count)


def decisions(count):
    """« 3 décisions », or nothing."""
    return ngettext("%(n)s décision", "%(n)s décisions", count) % {"n": count} if count else ""


def clean(value):
    """What was asked, without the characters a database refuses."""
    return value.replace("\x00", "").strip()
