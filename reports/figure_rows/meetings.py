"""The rows behind the figures of the meetings themselves, their PVs and their letters."""

from django.utils.translation import gettext as _

from concertation.typography import day_month
from meetings.models import Meeting

from .. import wording
from ..indicators import meetings, participation
from .row import of_meeting, row


def half_days(data, in_zone):
    return [
        of_meeting(sitting, state=_("demi-journées : %(n)d") % {"n": sitting.meeting.half_days})
        for sitting in data.this_year
        if sitting.counts and sitting.meeting.counts_for_quota
    ]


def held(data, in_zone):
    return [of_meeting(sitting) for sitting in data.held]


def presences(data, in_zone):
    return [of_meeting(sitting, state=_headcount(sitting)) for sitting in data.held]


def _headcount(sitting):
    if not sitting.is_recorded:
        return _("présences non relevées")
    counts = {name: len(getattr(sitting, name)) for name in ("persons", "institutions", "guests")}
    sentence = _(
        "personnes : %(persons)d, institutions : %(institutions)d, invités et experts : %(guests)d"
    )
    return sentence % counts


def themes(data, in_zone):
    days = {}
    for sitting in data.held:
        for theme in sitting.themes:
            days.setdefault(theme.name, []).append(day_month(sitting.meeting.starts_at))
    return [row(name, "", ", ".join(days[name])) for name in sorted(days)]


def minutes(data, in_zone):
    rows = []
    for sitting in data.held:
        pv = meetings.pv_of(sitting.meeting)
        note = ""
        if pv and pv.sent_at and not sitting.meeting.is_imported:
            note = _("envoyé le %(day)s") % {"day": day_month(pv.sent_at)}
        none = _("pas de PV") if meetings.lacks_pv(sitting.meeting) else _("pas de PV attendu")
        rows.append(of_meeting(sitting, note, pv.get_status_display() if pv else none))
    return rows


def notice(data, in_zone):
    return [
        of_meeting(
            sitting,
            state=_("jours francs : %(n)s")
            % {"n": wording.value(meetings.clear_days(sitting.meeting))},
        )
        for sitting in data.held
    ]


def answers(data, in_zone):
    """« n. d. » where a rate leaves the meeting out: the answers of old minutes, or who came."""
    sentence = _("invitées : %(all)d, réponses : %(n)s, présentes : %(here)s, excusées : %(sorry)s")
    asked, rows = participation.asked(data), []
    for sitting in data.held:
        present, noted = sitting.invited & sitting.members_present, sitting.is_recorded
        counts = {
            "n": len(participation.answered(sitting)) if sitting in asked else None,
            "here": len(present) if noted else None,
            "sorry": len(sitting.excused) if noted else None,
        }
        said = {name: wording.value(number) for name, number in counts.items()}
        rows.append(of_meeting(sitting, sentence % (said | {"all": len(sitting.invited)})))
    return rows


def not_held(data, in_zone):
    return [
        of_meeting(sitting, sitting.meeting.reason or "", sitting.meeting.get_status_display())
        for sitting in data.this_year
        if sitting.is_told
        and (sitting.meeting.status == Meeting.Status.CANCELLED or sitting.meeting.left_at)
    ]


def near(data, in_zone):
    """The meetings that fill the agendas of the same institutions, and with what."""
    sentence = _("institutions déjà appelées ailleurs à moins de trois jours : %(n)d, le %(days)s")
    rows = []
    for sitting in data.held:
        if found := data.neighbours.get(sitting.meeting.pk):
            days = sorted({day for others in found.values() for day, _pk in others})
            said = {"n": len(found), "days": ", ".join(day_month(day) for day in days)}
            rows.append(of_meeting(sitting, sentence % said))
    return rows


def trend(data, in_zone):
    sentence = _("institutions touchées : %(n)s, personnes en moyenne : %(p)s, présence : %(a)s")
    return [
        row(
            str(one["year"]),
            note=sentence
            % {
                "n": wording.value(one["institutions"]),
                "p": wording.value(one["persons"]),
                "a": wording.percent(one["attendance"]),
            },
            state=_("demi-journées : %(n)s") % {"n": wording.value(one["half_days"])},
        )
        for one in participation.trend(data)
    ]
