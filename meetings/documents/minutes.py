"""What every form of a PV says, and the formal PV and the compte rendu with their whole text."""

from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine
from concertation.bilingual import localised
from concertation.typography import date_long, time_h
from zones.models import HouseRules
from zones.models.rules import Visibility

from .. import wording
from ..audiences import WIDE
from ..models import Meeting
from . import common, stamp
from .amendments import amendments
from .passages import printed_items
from .presences import presences, told_headcount
from .privacy import without_addresses

Form = HouseRules.RecordKind
HEADINGS = {
    Form.PV: _("Procès-verbal"),
    Form.REPORT: _("Compte rendu"),
    Form.AIDE_MEMOIRE: _("Aide-mémoire"),
}
NEXT_MEETINGS = 4


def minutes_html(pv, level):
    """The PV or the compte rendu, as the readers at ``level`` may read it."""
    languages = common.languages_of(pv.meeting.languages)
    context = paper_context(pv, level, languages) | text_context(pv, level, languages)
    is_report = pv.kind == Form.REPORT
    template = "pdf/compte_rendu.html" if is_report else "pdf/pv.html"
    if is_report:
        context["themes"] = by_theme(context["items"], languages)
    return printed(template, context, languages[0])


def printed(template, context, language):
    """The HTML of a PV; without a single e-mail address unless its readers may have them."""
    html = engine.render_html(template, context, language)
    if context["shows_emails"]:
        return html
    with override(language):
        return without_addresses(html)


def paper_context(pv, level, languages):
    """The head, the stamp, the audience and the presences: what every form of a PV shares."""
    meeting, rules = pv.meeting, pv.meeting.rules()
    heading = HEADINGS[pv.kind]
    there = presences(meeting, languages)
    counts = common.said(told_headcount, meeting, there["present"], there["members"])
    return (
        common.paper_context(meeting, heading, languages)
        | there
        | {
            "title": common.paper_title(meeting, heading, languages[0]),
            "pv": pv,
            # Addresses stay within the zone, whatever its rules.
            "shows_emails": rules.shows_emails and level not in WIDE,
            "stamp": common.spoken(common.said(stamp.stamp, pv, rules), languages),
            "stamp_class": stamp.stamp_class(pv),
            "edition": common.spoken(common.said(stamp.edition, pv), languages),
            "audience": common.spoken(common.said(_audience, level), languages),
            "audience_line": common.spoken(common.said(_audience, level), languages)[0].text,
            "facts": _facts(pv, counts, languages),
            "is_formal": pv.kind == Form.PV,
            "headcount": common.spoken(counts, languages),
            "theme": common.cells(meeting, "title", languages),
            "later": announced(meeting, languages),
        }
    )


def text_context(pv, level, languages):
    """The items, the hours and the verdict: what a form with the whole text adds."""
    items = printed_items(pv.meeting, languages, level)
    accepted, noted = amendments(pv, languages, level)
    said = common.said
    return {
        "accepted": accepted,
        "noted": noted,
        "items": items,
        "later_has_its_point": any(item["is_next_meetings"] for item in items),
        "opened": common.spoken(said(_opened, pv.meeting), languages),
        "adjourned": common.spoken(said(_adjourned, pv.meeting), languages),
        "verdict": common.spoken(said(stamp.verdict, pv), languages) if pv.is_decided else [],
        "validation": common.spoken(said(stamp.validation, pv), languages),
    }


def by_theme(items, languages):
    """[(cells of the theme, items)] in the order of the agenda; the items without one come last.

    Without any theme, one group without a name.
    """
    groups = {}
    for item in items:
        theme = item["item"] and item["item"].theme
        groups.setdefault(theme and theme.pk, (theme, []))[1].append(item)
    others = groups.pop(None, (None, []))[1]
    named = [(common.cells(theme, "name", languages), found) for theme, found in groups.values()]
    if others:
        label = common.spoken(_("Autres points"), languages) if named else []
        named.append((label, others))
    return named


def _audience(level):
    return gettext("Exemplaire pour %(readers)s") % {"readers": Visibility(level).label}


def _facts(pv, counts, languages):
    chair = _("Présidence") if pv.kind == Form.PV else _("Animation")
    facts = common.facts_of_place_and_time(pv.meeting, languages)
    if number := stamp.reference(pv):
        facts.insert(0, common.fact(_("Référence"), number, languages))
    if pv.chair:
        facts.append(common.fact(chair, pv.chair, languages))
    if pv.secretary:
        facts.append(common.fact(_("Secrétariat"), pv.secretary, languages))
    if pv.kind == Form.PV:
        facts.append(common.fact(_("Présents"), counts, languages))
    return facts


def _opened(meeting):
    if not meeting.opened_at:
        return ""
    return gettext("La séance est ouverte à %(hour)s.") % {"hour": time_h(meeting.opened_at)}


def _adjourned(meeting):
    if not meeting.adjourned_at:
        return ""
    return gettext("La séance est levée à %(hour)s.") % {"hour": time_h(meeting.adjourned_at)}


def announced(meeting, languages):
    """The next dates of the zone, as announced to its members: a list of cells each."""
    later = Meeting.objects.of_zone(meeting.zone_id).filter(starts_at__gt=meeting.starts_at)
    later = later.exclude(status=Meeting.Status.CANCELLED)
    if meeting.kind != Meeting.Kind.DIRECTORS:
        later = later.exclude(kind=Meeting.Kind.DIRECTORS)
    rows = later.select_related("zone", "host", "working_group").prefetch_related("agenda")
    rows = rows.order_by("starts_at")[:NEXT_MEETINGS]
    return [common.spoken(common.said(_announced, other, meeting), languages) for other in rows]


def _announced(meeting, by):
    """« Jeudi 23 avril 2020 à 9 h 30 · commission zonale · Mission Locale … »; its points too when
    the meeting ``by`` announced it."""
    when = gettext("%(day)s à %(hour)s") % {
        "day": capfirst(date_long(meeting.starts_at)),
        "hour": time_h(meeting.starts_at),
    }
    # What a draft is about belongs to its zone's coordination until it is convened.
    told = meeting.announced_in_id == by.pk
    is_known = told or meeting.status != Meeting.Status.PLANNED
    subject = localised(meeting, "title")[0] if is_known else ""
    points = wording.announced_points(meeting, by) if told else ""
    name = (is_known and wording.group_session(meeting)) or meeting.get_kind_display()
    parts = [when, name, subject, wording.location(meeting), points]
    return " · ".join(part for part in parts if part)
