"""One row a zone: who animates it, what it owed and did, who came; the same as in its report."""

from dataclasses import replace

from meetings import quota_words

from .. import indicators
from ..indicators import meetings
from .words import both, said_in_both

#: Numbers of the meetings a zone knew of when it deposited its report.
DATED = ("held", "planned", "cancelled")
QUOTA = ("held", "proved", "planned", "convened", "target", "missing", "status", "is_blank")


def zone_rows(region):
    """The zones in the Region's own order, which is no ranking."""
    return [_row(region, zone) for zone in region.zones]


def _row(region, zone):
    data = region.years[zone.pk]
    frozen = getattr(region.deposited.get(zone.pk), "frozen", None)
    live = indicators.figures(zone, region.year, data)
    kept = frozen or live
    return {
        "code": zone.code,
        "name": both(zone),
        "colour": zone.colour,
        "communes": _communes(region, zone),
        "coordinations": [both(office) for office in region.coordinations[zone.pk]],
        "frame": _frame(data.rules),
        "report": _report(region, zone),
        "quota": _quota(data, kept, live),
        "figures": headline(kept),
        "is_frozen": bool(frozen),
        # What was corrected since the deposit; told in the chapter on the method.
        "since": _differences(_compared(kept), _compared(live)),
        "gaps": _gaps(data),
        "register": _register(kept),
    }


def _communes(region, zone):
    """Each commune with its place on the map and the members of the zone whose address is there."""
    data = region.years[zone.pk]
    members = {row.organisation_id for row in data.memberships}
    places = [data.institutions[pk].commune for pk in members]
    codes = [place.code for place in places if place]
    return [
        {"nis": one.nis, "name": both(one), "tile": one.tile, "members": codes.count(one.nis)}
        for one in region.communes[zone.pk]
    ]


def headline(figures):
    """The figures of one zone that the synthesis compares, from those of its report (or a year)."""
    quota, minutes, rates = figures["quota"], figures["minutes"], figures["rates"]
    return {
        "held": figures["meetings"]["held"],
        "half_days": quota["held"],
        "by_kind": figures["meetings"]["by_kind"],
        "cancelled": figures["meetings"]["cancelled"],
        "unrecorded": figures["meetings"]["unrecorded"],
        "members": figures["institutions"]["members"],
        "reached": figures["institutions"]["reached"],
        "regular": figures["institutions"]["regular"],
        "invited": figures["institutions"]["invited"],
        "persons": figures["persons"]["mean"],
        "response": rates["response"],
        "attendance": rates["attendance"],
        "themes": figures["themes"]["total"],
        "opinions": figures["opinions"]["issued"],
        "opinions_sent": figures["opinions"]["sent"],
        "opinions_answered": figures["opinions"]["answered"],
        "actions_opened": figures["actions"]["opened"],
        "actions_closed": figures["actions"]["closed"],
        "pv_sent": minutes["sent"],
        "pv_approved": minutes["approved"],
        "pv_contested": minutes["contested"],
        "pv_missing": minutes["missing"],
        "pv_days": minutes["sending_days"],
        "trend": figures["trend"],
    }


def _compared(figures):
    """What the zone keeps from its deposit, for whoever asks whether its data moved since."""
    return headline(figures) | {"target": figures["quota"]["target"], **_register(figures)}


def _differences(deposited, live):
    """``{name: [deposited, today]}`` of the figures that the data has changed since."""
    return {
        name: [value, live[name]]
        for name, value in deposited.items()
        if name != "trend" and value != live[name]
    }


def _frame(rules):
    """How formal the zone is, as far as it is known."""
    return {
        "is_known": rules.pk is not None and rules.is_surveyed,
        "convening": rules.convening,
        "agenda": rules.agenda_form,
        "record": rules.record_kind,
        "needs_approval": rules.needs_approval,
        "languages": rules.languages,
        "model": both(rules, "model"),
    }


def _quota(data, kept, live):
    quota = standing(data, kept, live)
    return {
        **{name: getattr(quota, name) for name in QUOTA},
        "bricks": quota.bricks,
        "label": said_in_both(lambda: str(quota.word[1])),
        "reasons": said_in_both(lambda: [str(one) for one in standing(data, kept, live).reasons]),
        "in_words": said_in_both(lambda: str(quota.in_words)),
    }


def standing(data, kept, live):
    """The ``Quota`` as the figures ``kept`` have it: that of the deposit, when the meetings moved
    since; ``live``: the figures of today.

    Its reasons are then those of its numbers alone: today's meetings explain them no more.
    """
    today = meetings.quota(data)
    own = {name: kept["quota"][name] for name in indicators.QUOTA if name in kept["quota"]}
    dated = {name: kept["meetings"][name] for name in DATED if name in kept["meetings"]}
    moved = any(getattr(today, name) != value for name, value in own.items())
    if not moved and all(live["meetings"][name] == value for name, value in dated.items()):
        return today
    is_known = any(dated.values())
    quota = replace(today, **own, is_known=is_known, counted=[], cancelled=[], reasons=[])
    quota.reasons.extend(quota_words.reasons(quota, data.today))
    return quota


def _report(region, zone):
    """State and share written, the only two things told before the deposit."""
    report, deposited = region.reports.get(zone.pk), region.deposited.get(zone.pk)
    return {
        "status": report.status if report else "",
        "share": region.shares.get(zone.pk, 0),
        "edition": deposited.edition if deposited else None,
        "sent_on": deposited.sent_on.isoformat() if deposited else None,
    }


def _gaps(data):
    """Meetings held of which something was never noted: what the figures cannot know."""
    return {
        "attendance": meetings.meetings_unrecorded(data),
        "theme": sum(not sitting.themes for sitting in data.held),
        "imported": sum(sitting.meeting.is_imported for sitting in data.held),
        "not_closed": sum(
            sitting.meeting.is_open and sitting.meeting.held_on < data.today
            for sitting in data.this_year
        ),
    }


def _register(figures):
    return {
        "findings": figures["findings"],
        "newcomers": figures["newcomers"]["institutions"],
    }
