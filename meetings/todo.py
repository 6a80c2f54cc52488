"""What is expected of a zone's coordination today, as lines of ``components/todo.html``."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import date_short, day_month, typeset

from . import quota as quotas
from .models import PV, Meeting
from .services.attendance import was_lifted
from .services.pv_nudges import owes_pv
from .todo_query import waiting

#: Days after a meeting before its PV is called late.
#: A choice of the application: no text of the field sets it.
PV_DAYS = 15
#: Lines of one nature, so that ten late actions do not hide an empty seat.
AT_MOST = 5


def todo(zone, meetings, quota, rules, today):
    """Lines for the coordination of ``zone``, the late ones first; one query.

    ``meetings``: of the zone, with their PV; ``quota``: of the current year; ``rules``: in force.
    """
    prepared = {meeting.pk: meeting for meeting in meetings if meeting.is_open}
    found = waiting(zone, prepared, today)
    lines = [
        *_unrecorded(meetings),
        *_unwritten(meetings, today),
        *_proposed(prepared, found.proposals),
        *_polls(zone, found.polls),
        *_remarked([m for m in meetings if m.zone_id == zone.pk]),
        *_undecided([m for m in meetings if m.zone_id == zone.pk], rules),
        *_actions(zone, found.actions, today),
        *_to_sign(zone, found.to_sign),
        *_unanswered(zone, found.unanswered, today),
        *_unplanned(zone, meetings, today),
        *_quota(zone, quota, today),
        *_vacant(zone, found.vacant),
    ]
    return sorted(lines, key=lambda line: line["flag_kind"] != "late")


def _line(kind, flag, text, url, link, note=""):
    return {
        "flag_kind": kind,
        "flag_label": flag,
        "text": text,
        "note": note,
        "url": url,
        "link_label": link,
    }


def _url(meeting, name):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk])


def _late(days):
    return ngettext("en retard de %(n)d j", "en retard de %(n)d j", days) % {"n": days}


def _unrecorded(meetings):
    for meeting in meetings:
        is_over = meeting.ends_at < timezone.now() or was_lifted(meeting)
        if meeting.is_convened and is_over:
            text = _("Relever les présences du %(day)s") % {"day": date_short(meeting.starts_at)}
            yield _line("late", _("à relever"), text, _url(meeting, "attendance"), _("Relever"))


def _unwritten(meetings, today):
    for meeting in meetings:
        pv = getattr(meeting, "pv", None)
        if not owes_pv(meeting, pv):
            continue
        days = (today - meeting.held_on).days - PV_DAYS
        text = _("Finaliser le PV du %(day)s") if pv else _("Rédiger le PV du %(day)s")
        text %= {"day": date_short(meeting.starts_at)}
        # A correction is opened long after its meeting: the days since say nothing of it.
        is_late = days > 0 and not (pv and pv.edition > 1)
        flag = ("late", _late(days)) if is_late else ("soon", _("à rédiger"))
        yield _line(*flag, text, _url(meeting, "pv"), _("Reprendre") if pv else _("Commencer"))


def _remarked(meetings):
    """Remarks without answer, one line a PV."""
    for meeting in meetings:
        count = getattr(meeting, "open_remarks", 0)
        if not count:
            continue
        text = ngettext(
            "%(n)d remarque sur le PV du %(day)s", "%(n)d remarques sur le PV du %(day)s", count
        ) % {"n": count, "day": date_short(meeting.starts_at)}
        yield _line("soon", _("à traiter"), text, _url(meeting, "pv_remarks"), _("Répondre"))


def _undecided(meetings, rules):
    """PVs that a later meeting may have decided on; before it, nothing is expected."""
    if not rules.needs_approval:
        return
    for meeting in meetings:
        pv = getattr(meeting, "pv", None)
        if pv and pv.status == PV.Status.SENT and getattr(meeting, "may_be_decided", True):
            text = _("Faire approuver le PV du %(day)s") % {"day": date_short(meeting.starts_at)}
            yield _line("soon", _("à approuver"), text, _url(meeting, "pv"), _("Voir"))


def _proposed(meetings, counts):
    """Points that partners propose and nobody has looked at, one line a meeting."""
    for pk, count in sorted(counts.items()):
        text = ngettext(
            "%(n)d point proposé pour le %(day)s", "%(n)d points proposés pour le %(day)s", count
        ) % {"n": count, "day": date_short(meetings[pk].starts_at)}
        url = _url(meetings[pk], "agenda") + "#points"
        yield _line("soon", _("à examiner"), text, url, _("Examiner"))


def _polls(zone, polls):
    """Polls that wait for something: to leave, for answers, or for the choice of a date."""
    for poll in polls[:AT_MOST]:
        url = reverse("meetings:poll", args=[zone.code, poll.pk])
        counts = _("réponses : %(n)s sur %(asked)s") % {"n": poll.answered, "asked": poll.asked}
        before = _("avant le %(day)s") % {"day": day_month(poll.closes_at)}
        if poll.is_draft:
            yield _line("soon", _("à envoyer"), _("Envoyer le sondage de dates"), url, _("Relire"))
        elif poll.is_open:
            yield _line("zone", before, _("Suivre le sondage de dates"), url, _("Suivre"), counts)
        else:
            yield _line("late", _("sondage clos"), _("Choisir la date"), url, _("Choisir"), counts)


def _actions(zone, actions, today):
    for due_on, text in actions[:AT_MOST]:
        days = (today - due_on).days
        before = _("avant le %(day)s") % {"day": day_month(due_on)}
        flag = ("late", _late(days)) if days > 0 else ("soon", before)
        text = text or _("Action sans texte")
        short = text if len(text) <= 90 else text[:89].rstrip() + "…"
        yield _line(
            *flag, typeset(short), reverse("meetings:actions", args=[zone.code]), _("Clore")
        )


def _to_sign(zone, asked):
    """What other zones propose to sign."""
    for pk, name in asked[:AT_MOST]:
        text = _("La zone %(name)s propose de signer avec elle") % {"name": name}
        url = reverse("meetings:cosignature", args=[zone.code, pk])
        yield _line("soon", _("à répondre"), text, url, _("Lire et répondre"))


def _unanswered(zone, opinions, today):
    """Opinions whose answer was expected before today."""
    for expected_on, pk, number in opinions[:AT_MOST]:
        text = _("L’avis n° %(number)s attend une réponse") % {"number": number}
        url = reverse("meetings:opinion", args=[zone.code, pk])
        yield _line("late", _late((today - expected_on).days), text, url, _("Relancer"))


def _unplanned(zone, meetings, today):
    coming = (m for m in meetings if m.status != Meeting.Status.CANCELLED and m.held_on >= today)
    if next(coming, None) is None:
        text = _("Aucune réunion n’est prévue")
        url = reverse("meetings:plan", args=[zone.code])
        yield _line("soon", _("à planifier"), text, url, _("Planifier"))


def _quota(zone, quota, today):
    if quota.status in (quotas.AT_RISK, quotas.NON_COMPLIANT):
        url = reverse("meetings:obligation", args=[zone.code])
        headline, *others = quota.reasons
        yield _line("soon", _("obligation"), headline, url, _("Voir"), " ".join(others[:1]))


def _vacant(zone, names):
    if names:
        text = ngettext(
            "%(n)d partenaire sans représentant effectif",
            "%(n)d partenaires sans représentant effectif",
            len(names),
        ) % {"n": len(names)}
        note = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
        url = reverse("zones:members", args=[zone.code])
        yield _line("zone", _("à compléter"), text, url, _("Compléter"), note)
