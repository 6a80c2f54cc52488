"""Where a meeting stands: its line of steps and the one thing to do next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.models import HouseRules

from .models import PV, AgendaItem, Meeting, Participation

Answer = Participation.Answer
Presence = Participation.Presence
#: Items a PV may leave without a word: nothing to say, or said by the verdict itself.
SILENT_ITEMS = [
    AgendaItem.Kind.APPROVAL,
    AgendaItem.Kind.MISC,
    AgendaItem.Kind.NEXT_MEETINGS,
]
#: Nobody is pressed before the letter could be read, save in the last days before the meeting.
PATIENCE = timedelta(days=3)


@dataclass(frozen=True)
class Progress:
    """Facts the steps are drawn from; counts are rows of the list of participants.

    ``to_invite``: members who get the letter and have an address; ``silent``: expected, no answer
    yet; ``pv``: the PV or None; ``empty_items``: items of the agenda without a word in the PV;
    ``convened_at``: when the letters last left, or None; ``open_remarks``: on the PV, without
    answer; ``may_be_decided``: a later meeting of the zone can have given its verdict.
    """

    rules: HouseRules
    items: int
    empty_items: int
    to_invite: int
    expected: int
    answered: int
    silent: int
    recorded: int
    pv: PV | None
    today: date
    convened_at: datetime | None = None
    open_remarks: int = 0
    may_be_decided: bool = True


def progress(meeting, *, rules=None, today=None):
    """The ``Progress`` of a saved meeting, in at most 3 queries whatever its size.

    ``rules``: the house rules of its day when the caller already has them. The PV comes without a
    query when the meeting was fetched with ``select_related("pv")``.
    """
    return Progress(
        rules=rules or meeting.rules(),
        pv=getattr(meeting, "pv", None),
        today=today or timezone.localdate(),
        **_counts(meeting),
        **verdict(meeting),
    )


def verdict(meeting):
    """What ``Progress`` keeps of a meeting read ``with_verdict``; nothing of another."""
    names = ("open_remarks", "may_be_decided")
    return {name: getattr(meeting, name) for name in names if hasattr(meeting, name)}


def _counts(meeting):
    """The numbers of ``Progress``; one query, rows counted once whatever the joins."""
    rows, items = "participations", "agenda"
    written = Q(participations__is_invited=True) & ~Q(participations__email="")
    expected = Q(participations__is_expected=True)
    silent = Q(participations__answer=Answer.PENDING)
    unseen = Q(participations__presence=Presence.UNKNOWN)
    empty = Q(agenda__blocks__isnull=True) & ~Q(agenda__kind__in=SILENT_ITEMS)
    conditions = {
        "to_invite": (rows, written),
        "expected": (rows, expected),
        "answered": (rows, expected & ~silent),
        "silent": (rows, expected & silent & written),
        "recorded": (rows, ~unseen),
        "items": (items, Q()),
        "empty_items": (items, empty),
    }
    return Meeting.objects.filter(pk=meeting.pk).aggregate(
        **{
            name: Count(path, distinct=True, filter=condition)
            for name, (path, condition) in conditions.items()
        },
        convened_at=Max("events__at", filter=Q(events__kind=Meeting.Status.CONVENED)),
    )


def next_step(meeting, facts=None):
    """What the coordination does next: ``{"label", "url", "method"}``, or None when nothing waits.

    The label says what happens to whom (« Relancer 7 partenaires »); the address is always a page
    that shows the consequences before the act, so ``method`` is ``"get"``.
    """
    if meeting.status == Meeting.Status.CANCELLED:
        return None
    facts = facts or progress(meeting)
    if meeting.is_held:
        return _after(meeting, facts)
    if meeting.is_convened:
        return _between(meeting, facts)
    return _before(meeting, facts)


def _before(meeting, facts):
    if facts.rules.agenda_form != HouseRules.AgendaForm.NONE and not facts.items:
        if facts.rules.agenda_form == HouseRules.AgendaForm.PROGRAMME:
            return _gesture(meeting, _("Écrire le programme"), "agenda")
        return _gesture(meeting, _("Écrire l’ordre du jour"), "agenda")
    if not facts.to_invite:
        return _gesture(meeting, _("Préparer les invitations"), "invitations")
    label = ngettext("Envoyer à %(n)d partenaire", "Envoyer à %(n)d partenaires", facts.to_invite)
    return _gesture(meeting, label % {"n": facts.to_invite}, "invitations")


def _between(meeting, facts):
    if facts.today >= meeting.held_on:
        return _of_the_day(meeting, facts)
    if facts.silent:
        waiting = _("Suivre les réponses")
        label = ngettext("Relancer %(n)d partenaire", "Relancer %(n)d partenaires", facts.silent)
        label = label % {"n": facts.silent} if _is_time_to_remind(meeting, facts) else waiting
        return _gesture(meeting, label, "invitations")
    return _gesture(meeting, _("Imprimer la feuille de présences"), "attendance_sheet")


def _of_the_day(meeting, facts):
    """The session, until it is lifted or nobody opened it; then who was there."""
    if meeting.opened_at and not meeting.adjourned_at:
        return _gesture(meeting, _("Reprendre la séance"), "session")
    is_to_come = facts.today == meeting.held_on and timezone.now() < meeting.ends_at
    if is_to_come and not meeting.opened_at:
        return _gesture(meeting, _("Ouvrir la séance"), "session")
    return _gesture(meeting, _("Relever les présences"), "attendance")


def _is_time_to_remind(meeting, facts):
    if facts.convened_at is None or meeting.held_on - facts.today <= PATIENCE:
        return True
    return facts.today - timezone.localtime(facts.convened_at).date() >= PATIENCE


def _after(meeting, facts):
    if facts.pv is None or facts.pv.is_draft:
        if not facts.recorded and not meeting.is_imported:
            return _gesture(meeting, _("Relever les présences"), "attendance")
        return _gesture(meeting, *_draft(facts))
    if facts.pv.status == PV.Status.SENT:
        return _undecided(meeting, facts)
    return None


def _undecided(meeting, facts):
    """The remarks first: nothing is approved while one waits; the verdict once the zone met."""
    if facts.open_remarks:
        label = ngettext(
            "Répondre à %(n)d remarque", "Répondre à %(n)d remarques", facts.open_remarks
        )
        return _gesture(meeting, label % {"n": facts.open_remarks}, "pv_remarks")
    if facts.rules.needs_approval and facts.may_be_decided:
        return _gesture(meeting, _("Noter l’approbation du PV"), "pv_verdict")
    if facts.pv.remarks_until and facts.pv.remarks_until >= facts.today:
        return _gesture(meeting, _("Suivre les remarques"), "pv_remarks")
    return None


def _draft(facts):
    """(label, page) for a record to write or, once every point has its words, to send."""
    complete = facts.pv is not None and facts.items and not facts.empty_items
    write, send = {
        HouseRules.RecordKind.PV: (_("Rédiger le PV"), _("Envoyer le PV")),
        HouseRules.RecordKind.REPORT: (
            _("Rédiger le compte rendu"),
            _("Envoyer le compte rendu"),
        ),
        HouseRules.RecordKind.AIDE_MEMOIRE: (
            _("Rédiger l’aide-mémoire"),
            _("Envoyer l’aide-mémoire"),
        ),
    }[_record_kind(facts)]
    return (send, "pv_send") if complete else (write, "pv")


def _record_kind(facts):
    return facts.pv.kind if facts.pv else facts.rules.record_kind


def _gesture(meeting, label, name):
    return {"label": label, "url": _url(meeting, name), "method": "get"}


def _url(meeting, name):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk])


def steps(meeting, facts=None, *, linked=True):
    """The line of steps for ``components/steps.html``: dicts of label, note, state, url.

    Exactly one step is « now », the first that is not done. A zone without agenda or without
    approval has no such step; a cancelled meeting has none at all. ``linked``: with the addresses
    of the coordination's pages.
    """
    if meeting.status == Meeting.Status.CANCELLED:
        return []
    facts = facts or progress(meeting)
    line = [step for step in _line(meeting, facts) if step]
    current = next((step for step in line if step["state"] != "done"), None)
    for step in line:
        if step is current:
            step["state"] = "now"
        page = step.pop("page")
        step["url"] = _url(meeting, page) if linked and _opens(meeting, page) else ""
    return line


def _opens(meeting, page):
    """Presences and minutes begin once the letters have left, as the tabs of the meeting show."""
    return page not in ("attendance", "pv") or meeting.is_convened or meeting.is_held


def _line(meeting, facts):
    sent = facts.pv is not None and not facts.pv.is_draft
    has_agenda = facts.rules.agenda_form != HouseRules.AgendaForm.NONE
    approves = facts.rules.needs_approval
    # Nobody answers a meeting that took place: its invitations are over.
    invited = meeting.is_held or (meeting.is_convened and _is_over(meeting, facts))
    return [
        _step(_("Date fixée"), True, "detail"),
        has_agenda and _agenda_step(meeting, facts),
        _step(_("Invitations"), invited, "invitations", _answers(meeting, facts)),
        _step(_("Réunion"), meeting.is_held, "attendance"),
        _step(_record_label(facts), sent, "pv", _writing(facts)),
        approves and _step(_("Approbation"), sent and facts.pv.is_decided, "pv", _open(facts)),
    ]


def _step(label, done, page, note=""):
    return {"label": label, "note": note, "state": "done" if done else "todo", "page": page}


def _is_over(meeting, facts):
    return facts.today >= meeting.held_on or (facts.expected and not facts.silent)


def _agenda_step(meeting, facts):
    programme = facts.rules.agenda_form == HouseRules.AgendaForm.PROGRAMME
    label = _("Programme") if programme else _("Ordre du jour")
    done = bool(facts.items) or meeting.is_convened or meeting.is_held
    return _step(label, done, "agenda", _n(facts))


def _record_label(facts):
    kind = _record_kind(facts)
    if kind == HouseRules.RecordKind.PV:
        return _("PV")
    return str(HouseRules.RecordKind(kind).label).capitalize()


def _writing(facts):
    """« brouillon » or « en relecture »: where a text that has not left stands."""
    return facts.pv.get_status_display() if facts.pv and facts.pv.is_draft else ""


def _open(facts):
    if not facts.open_remarks:
        return ""
    return ngettext("%(n)d remarque à traiter", "%(n)d remarques à traiter", facts.open_remarks) % {
        "n": facts.open_remarks
    }


def _n(facts):
    if not facts.items:
        return ""
    return ngettext("%(n)d point", "%(n)d points", facts.items) % {"n": facts.items}


def _answers(meeting, facts):
    if not (meeting.is_convened and facts.expected):
        return ""
    return ngettext(
        "%(answered)d réponse sur %(expected)d",
        "%(answered)d réponses sur %(expected)d",
        facts.answered,
    ) % {"answered": facts.answered, "expected": facts.expected}
