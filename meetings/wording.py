"""How a meeting is named in what leaves: papers, letters, calendars; in the active language."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import localised
from concertation.memo import remembered
from concertation.typography import date_long, date_short, time_h
from zones.models import Coordination, HouseRules

from .models import Meeting
from .models.meeting_queryset import of_its_zones


def body_name(meeting):
    """« Commission zonale Sud », « Journée thématique · zone Sud », « Groupe de travail Jeunes –
    réunion n° 2 · zone Sud »; of all its zones when several hold it: « Commissions zonales Sud et
    Sud-Est »."""
    others, zones = meeting.other_zones(), listed(zone.name for zone in meeting.zones())
    if meeting.kind == Meeting.Kind.COMMISSION:
        one, several = _("Commission zonale %(zone)s"), _("Commissions zonales %(zones)s")
        return (several if others else one) % {"zone": zones, "zones": zones}
    kind = group_session(meeting) or capfirst(meeting.get_kind_display())
    one, several = _("%(kind)s · zone %(zone)s"), _("%(kind)s · zones %(zones)s")
    return (several if others else one) % {"kind": kind, "zone": zones, "zones": zones}


@remembered
def group_session(meeting):
    """« Groupe de travail Jeunes – réunion n° 2 »; "" for a meeting of no group in particular. Of
    what has no number, as a poll, the name alone.

    A group whose name says already that it is one is not told twice.
    """
    if meeting.kind != Meeting.Kind.WORKING_GROUP or not meeting.working_group_id:
        return ""
    name = meeting.working_group.name
    if not name.casefold().startswith(("groupe", "gt ", "werkgroep")):
        name = _("Groupe de travail %(name)s") % {"name": name}
    if not getattr(meeting, "number", None):
        return capfirst(name)
    words = {"group": capfirst(name), "number": meeting.number}
    return _("%(group)s – réunion n° %(number)s") % words


def the_record(pv):
    """« le procès-verbal », « le compte rendu », « l’aide-mémoire », within a sentence."""
    return {
        HouseRules.RecordKind.PV: _("le procès-verbal"),
        HouseRules.RecordKind.REPORT: _("le compte rendu"),
        HouseRules.RecordKind.AIDE_MEMOIRE: _("l’aide-mémoire"),
    }[pv.kind]


def listed(names):
    """« Sud », « Sud et Ouest », « Sud, Ouest et Centrale »."""
    *first, last = names
    return _("%(first)s et %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def together(meeting):
    """« zones Sud et Ouest », the one that convenes first; "" for a meeting of one zone."""
    if not meeting.other_zones():
        return ""
    return _("zones %(zones)s") % {"zones": listed(zone.name for zone in meeting.zones())}


def beside(zones):
    """« avec la zone Ouest », « avec les zones Ouest et Centrale »; "" beside nobody."""
    names = [zone.name for zone in zones]
    if not names:
        return ""
    sentence = ngettext("avec la zone %(zones)s", "avec les zones %(zones)s", len(names))
    return sentence % {"zones": listed(names)}


def occasion(meeting):
    """« Commission zonale de concertation du jeudi 5 mars 2020 »: the line under a title."""
    day = date_long(meeting.starts_at)
    if meeting.kind == Meeting.Kind.COMMISSION:
        return _("Commission zonale de concertation du %(day)s") % {"day": day}
    kind = group_session(meeting) or capfirst(meeting.get_kind_display())
    return _("%(kind)s du %(day)s") % {"kind": kind, "day": day}


def hours(meeting):
    """« 9 h 30 à 12 h 30 »."""
    return _("%(starts)s à %(ends)s") % {
        "starts": time_h(meeting.starts_at),
        "ends": time_h(meeting.ends_at),
    }


def location(meeting):
    """Host, address and room on one line; a part that another one already says is left out."""
    host = meeting.host
    place = localised(meeting, "place")[0] or (localised(host, "address")[0] if host else "")
    parts = [host.name if host else "", place, meeting.room]
    kept = []
    for part in filter(None, parts):
        if not any(part.casefold() in other.casefold() for other in parts if other != part):
            kept.append(part)
    return ", ".join(dict.fromkeys(kept))


def told_place(meeting):
    """``location`` for a letter that calls people: while it is not known, it says so."""
    return location(meeting) or (_("à préciser") if meeting.is_open else "")


def change(meeting, event):
    """What changed, in a sentence: the letter that tells of ``event`` opens with it.

    ``event``: a ``MeetingEvent`` of a kind in ``TOLD``, or ``None`` when nobody noted which.
    """
    words = {"body_name": body_name(meeting), "day": date_long(meeting.starts_at)}
    if event is None:
        return _changed(words)
    before = event.previous_starts_at
    if before and date_long(before) != words["day"]:
        return _moved(words | {"before": date_long(before)}, before > meeting.starts_at)
    if event.kind == Meeting.Status.POSTPONED and not before:
        return _("La réunion « %(body_name)s » est reportée au %(day)s.") % words
    if event.kind == event.ITEMS:
        sentence = _("Des points s’ajoutent à l’ordre du jour de la réunion « %(body_name)s ».")
        return sentence % words
    if event.kind == event.DOCUMENTS:
        sentence = _("Des documents s’ajoutent pour la réunion « %(body_name)s » du %(day)s.")
        return sentence % words
    if before:
        words |= {"hours": hours(meeting)}
        return _("La réunion « %(body_name)s » du %(day)s change d’heure : %(hours)s.") % words
    if event.previous_place:
        return _("La réunion « %(body_name)s » du %(day)s change de lieu.") % words
    return _changed(words)


def _moved(words, is_earlier):
    if is_earlier:
        sentence = _("La réunion « %(body_name)s » prévue le %(before)s est avancée au %(day)s.")
    else:
        sentence = _("La réunion « %(body_name)s » prévue le %(before)s est reportée au %(day)s.")
    return sentence % words


def _changed(words):
    sentence = _(
        "L’heure ou le lieu de la réunion « %(body_name)s » ont changé. "
        "Voici ce qui vaut désormais."
    )
    return sentence % words


def directions(meeting):
    """How to get there, in words: (text, language of that text); ("", language) when nobody said.

    The meeting's own words, else those of the last meeting the zone called at the same host; at
    most one query.
    """
    own = localised(meeting, "directions")
    if own[0] or not meeting.host_id:
        return own
    rows = Meeting.objects.filter(zone=meeting.zone_id, host=meeting.host_id)
    rows = rows.exclude(status__in=(Meeting.Status.PLANNED, Meeting.Status.CANCELLED))
    said = rows.exclude(pk=meeting.pk).exclude(directions_fr="", directions_nl="")
    last = said.order_by("-starts_at", "-pk").only("directions_fr", "directions_nl").first()
    return localised(last, "directions") if last else own


@remembered
def organisers(meeting):
    """The institutions that coordinate its zones on the day of the meeting, the host's first."""
    rows = Coordination.objects.on(meeting.held_on).filter(of_its_zones(meeting))
    rows = sorted(
        rows.select_related("organisation"), key=lambda row: row.zone_id != meeting.zone_id
    )
    return list({row.organisation_id: row.organisation for row in rows}.values())


def sender_name(zone):
    """The name an e-mail comes from: « Zone Sud – concertation »."""
    return _("Zone %(zone)s – concertation") % {"zone": zone.name}


def deferral(item):
    """« Point reporté au 23 avril 2020. »; "" for an item that was not put off."""
    if item.outcome != item.Outcome.DEFERRED:
        return ""
    if item.deferred_to is None:
        return _("Point reporté à une prochaine réunion.")
    return _("Point reporté au %(day)s.") % {"day": date_short(item.deferred_to.starts_at)}


def announced_points(meeting, by):
    """« À l’ordre du jour : le bilan ; les stages. »: what the PV of ``by`` says of ``meeting``.

    Without a point for a narrower circle; see ``announced_items``.
    """
    rows = [item for item in announced_items(meeting, by) if not item.visibility]
    titles = [localised(item, "title")[0] for item in rows]
    return _("à l’ordre du jour : %(points)s") % {"points": " ; ".join(titles)} if titles else ""


def announced_items(meeting, by):
    """The agenda items of ``meeting`` that ``by`` announced, without the approvals, which come by
    themselves. Once the PV of ``by`` left, what was added since is not its to tell: the agenda is
    a draft until its own letter. One query more then.
    """
    rows = [item for item in meeting.agenda.all() if item.kind != item.Kind.APPROVAL]
    pv = getattr(by, "pv", None)
    if not rows or pv is None or pv.sent_at is None:
        return rows
    kept = pv.versions.order_by("number").values_list("at", flat=True).first()
    left = min(kept or pv.sent_at, pv.sent_at)
    written = rows[0].history.model.objects.filter(history_type="+", history_date__lte=left)
    known = set(written.filter(id__in=[row.pk for row in rows]).values_list("id", flat=True))
    return [row for row in rows if row.pk in known]
