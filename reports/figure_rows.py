"""« Every number opens »: the rows behind each figure, as sentences with a date and a state.

Each function takes a ``ZoneYear`` and ``in_zone`` (see ``contents``) and returns rows
``{"when", "title", "note", "state", "url"}``; nothing here queries.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.bilingual import localised
from concertation.typography import date_short, day_month
from meetings.models import Meeting
from meetings.wording import beside

from . import wording
from .contents import action_state
from .indicators import followup, meetings, participation


def _meeting(sitting, note="", state=""):
    meeting = sitting.meeting
    subject = localised(meeting, "title")[0] or ", ".join(theme.name for theme in sitting.themes)
    kind = meeting.get_kind_display()
    title = f"{kind} · {subject}" if subject else kind
    note = " · ".join(part for part in (beside(sitting.beside), note) if part)
    return _row(title, day_month(meeting.starts_at), note, state, meeting.get_absolute_url())


def _row(title, when="", note="", state="", url=""):
    return {"when": when, "title": title, "note": note, "state": state, "url": url}


def half_days(data, in_zone):
    return [
        _meeting(sitting, state=_("demi-journées : %(n)d") % {"n": sitting.meeting.half_days})
        for sitting in data.this_year
        if sitting.meeting.is_held and sitting.meeting.counts_for_quota
    ]


def held(data, in_zone):
    return [_meeting(sitting) for sitting in data.held]


def presences(data, in_zone):
    return [_meeting(sitting, state=_headcount(sitting)) for sitting in data.held]


def _headcount(sitting):
    if not sitting.is_recorded:
        return _("présences non relevées")
    counts = {"persons": len(sitting.persons), "institutions": len(sitting.institutions)}
    return _("personnes : %(persons)d, institutions : %(institutions)d") % counts


def institutions(data, in_zone):
    reached = participation.institutions_reached(data)
    times = {pk: sum(pk in one.institutions for one in data.recorded) for pk in reached}
    sentence = _("venue à %(n)d réunions sur %(all)d")
    return [
        _institution(data, pk, sentence % {"n": times[pk], "all": len(data.recorded)})
        for pk in _by_name(data, reached)
    ]


def regularity(data, in_zone):
    counts = participation.regularity(data)
    regular = participation.regular_institutions(data)
    rows = []
    for pk in _by_name(data, counts):
        present, invited = counts[pk]
        note = _("présente à %(n)d réunions sur %(all)d") % {"n": present, "all": invited}
        rows.append(_institution(data, pk, note, _("régulière") if pk in regular else ""))
    return rows


def newcomers(data, in_zone):
    return [
        _institution(data, pk) for pk in _by_name(data, participation.new_institutions(data) or ())
    ]


def _institution(data, pk, note="", state=""):
    office = data.institutions[pk]
    url = reverse("zones:organisation", args=[pk])
    return _row(office.name, "", note or office.type.name, state, url)


def _by_name(data, ids):
    return sorted(ids, key=lambda pk: data.institutions[pk].name)


def opinions(data, in_zone):
    rows = []
    for passage in followup.opinion_passages(data):
        opinion = passage.block.opinion
        state = _("réponse reçue") if opinion.answered_on else _("envoyé")
        rows.append(
            _row(
                _text(passage, in_zone),
                _("n° %(n)d") % {"n": opinion.number},
                ", ".join(name.name for name in passage.addressees),
                state if opinion.sent_on else _("pas encore envoyé"),
                reverse("meetings:opinions", args=[data.zone.code]) if in_zone else "",
            )
        )
    return rows


def actions(data, in_zone):
    return [
        _row(
            _text(passage, in_zone),
            date_short(passage.met_at),
            ", ".join(passage.owners) if passage.is_readable(in_zone=in_zone) else "",
            action_state(data, passage),
            reverse("meetings:actions", args=[data.zone.code]) if in_zone else "",
        )
        for passage in followup.action_passages(data)
    ]


def _text(passage, in_zone):
    if passage.is_readable(in_zone=in_zone):
        return wording.without_addresses(localised(passage.block, "text")[0])
    return _("Texte gardé par la zone, ou PV pas encore envoyé")


def themes(data, in_zone):
    days = {}
    for sitting in data.held:
        for theme in sitting.themes:
            days.setdefault(theme.name, []).append(day_month(sitting.meeting.starts_at))
    return [_row(name, "", ", ".join(days[name])) for name in sorted(days)]


def minutes(data, in_zone):
    rows = []
    for sitting in data.held:
        pv = meetings.pv_of(sitting.meeting)
        note = ""
        if pv and pv.sent_at and not sitting.meeting.is_imported:
            note = _("envoyé le %(day)s") % {"day": day_month(pv.sent_at)}
        rows.append(_meeting(sitting, note, pv.get_status_display() if pv else _("pas de PV")))
    return rows


def notice(data, in_zone):
    return [
        _meeting(
            sitting,
            state=_("jours francs : %(n)s")
            % {"n": wording.value(meetings.clear_days(sitting.meeting))},
        )
        for sitting in data.held
    ]


def answers(data, in_zone):
    sentence = _("invitées : %(all)d, réponses : %(n)d, présentes : %(here)d, excusées : %(sorry)d")
    rows = []
    for sitting in data.held:
        counts = {
            "all": len(sitting.invited),
            "n": len(_answered(sitting)),
            "here": len(sitting.invited & sitting.members_present),
            "sorry": len(sitting.excused),
        }
        rows.append(
            _meeting(sitting, sentence % counts if sitting.is_recorded else _headcount(sitting))
        )
    return rows


def _answered(sitting):
    answer = participation.Answer
    return sitting.answering(answer.COMING, answer.REPLACED, answer.EXCUSED)


def not_held(data, in_zone):
    return [
        _meeting(sitting, sitting.meeting.reason or "", sitting.meeting.get_status_display())
        for sitting in data.this_year
        if sitting.meeting.status == Meeting.Status.CANCELLED or sitting.meeting.left_at
    ]


#: Slug of the address → (title, rows).
FIGURES = {
    "demi-journees": (gettext_lazy("Demi-journées formelles tenues"), half_days),
    "reunions": (gettext_lazy("Réunions tenues"), held),
    "non-tenues": (gettext_lazy("Réunions reportées ou annulées"), not_held),
    "presences": (gettext_lazy("Personnes présentes à chaque réunion"), presences),
    "institutions": (gettext_lazy("Institutions touchées"), institutions),
    "regularite": (gettext_lazy("Institutions régulières"), regularity),
    "nouvelles": (gettext_lazy("Institutions venues pour la première fois"), newcomers),
    "reponses": (gettext_lazy("Réponses et présences des institutions invitées"), answers),
    "avis": (gettext_lazy("Avis émis"), opinions),
    "actions": (gettext_lazy("Actions suivies dans l’année"), actions),
    "themes": (gettext_lazy("Thèmes traités"), themes),
    "pv": (gettext_lazy("PV des réunions tenues"), minutes),
    "delais": (gettext_lazy("Délai d’envoi des convocations"), notice),
}
