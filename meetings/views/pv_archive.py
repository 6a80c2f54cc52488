"""PV et décisions: the archive of everything a reader may read."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from concertation.memo import remembering
from zones.models import HouseRules, Theme, Zone

from ..archive import Search, catch_up, facets, found_by
from ..models import PV, Block
from ..pages_list import CountedPaginator
from ..pages_pv import STATUS_FLAGS
from ..pages_register import opens_register
from ..passages import find_passages
from ..permissions import can_plan
from ..readership import levels_of
from ..reserved import masked
from ..sealed_reading import editions

PAGE_SIZE = 50
#: Asked in the address → field of a ``Search``.
ASKED = {
    "q": "words",
    "zone": "zone",
    "year": "year",
    "theme": "theme",
    "institution": "organisation",
    "nature": "nature",
}
#: Natures of passages worth looking for among all the PVs.
NATURES = [
    (Block.Kind.DECISION, _("décisions")),
    (Block.Kind.OPINION, _("avis")),
    (Block.Kind.ACTION, _("actions")),
    (Block.Kind.FINDING, _("éléments perfectibles")),
    (Block.Kind.PROPOSITION, _("propositions")),
    (Block.Kind.STATEMENT, _("déclarations actées")),
]


@remembering()
def archive(request, code=None):
    """PVs and decisions the reader may read, by words, zone, year, theme, institution, nature."""
    here = get_object_or_404(Zone, code=code) if code else None
    asked = {name: clean(request.GET.get(name, "")) for name in ASKED}
    search = Search(**{field: asked[name] for name, field in ASKED.items()} | _here(code))
    catch_up(request.user, search)
    zones, years, total = facets(request.user, search)
    rows = found_by(request.user, search)
    if not (search.words or search.nature):
        rows = rows.prefetch_related("meeting__agenda")
    shown = CountedPaginator(rows, PAGE_SIZE, total).get_page(request.GET.get("page"))
    sealed = editions(request.user, list(shown))
    say(shown, find_passages(list(shown), request.user, search, sealed), sealed)
    if not (search.words or search.nature):
        name_items(request.user, shown, sealed)
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {"here": here, "asked": asked, "page_obj": shown, "query": query}
    context |= {"zones": zones, "years": years, "natures": NATURES, "themes": Theme.objects.all()}
    context |= _gestures(request.user, here) if here else {}
    context["is_precise"] = any(asked[name] for name in ("theme", "institution", "nature"))
    return render(request, "meetings/archive.html", context)


def _gestures(user, zone):
    return {"can_take_in": can_plan(user, zone), "opens_register": opens_register(user, zone)}


def _here(code):
    return {"zone": code} if code else {}


def say(shown, found, sealed):
    """The words of each line, said once a nature and a state and not fifty times a page."""
    kinds, states = dict(HouseRules.RecordKind.choices), dict(PV.Status.choices)
    kinds, states = ({k: str(v) for k, v in words.items()} for words in (kinds, states))
    for pv in shown:
        pv.flag, pv.state_label = STATUS_FLAGS[pv.status], states[pv.status]
        pv.kind_label, pv.passage = kinds[pv.kind], found.get(pv.pk, "")
        one = sealed.get(pv.pk)
        pv.decisions = decisions(one.count_decisions() if one else pv.decisions_count)


def name_items(user, shown, sealed):
    """``items`` of each line, as the reader may know them; a query more where some are reserved."""
    agendas = {
        pv.meeting: list(sealed[pv.pk].agenda() if pv.pk in sealed else pv.meeting.agenda.all())
        for pv in shown
    }
    kept = [one for one, items in agendas.items() if any(item.visibility for item in items)]
    levels = levels_of(user, kept) if kept else {}
    for pv in shown:
        level = levels.get(pv.meeting_id)
        pv.items = masked(agendas[pv.meeting], level) if level else agendas[pv.meeting]


def decisions(count):
    """« 3 décisions », or nothing."""
    return ngettext("%(n)s décision", "%(n)s décisions", count) % {"n": count} if count else ""


def clean(value):
    """What was asked, without the characters a database refuses."""
    return value.replace("\x00", "").strip()
