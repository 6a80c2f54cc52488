"""What the page behind a personal link shows: who is asked what, and what they said."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.models import Mandate

from . import pages, wording
from .models import ItemProposal, Letter, MeetingEvent, Participation
from .pages_documents import invited_pieces, spread
from .reserved import agenda_for_reader
from .sealed_reading import agenda_as_called
from .services import answers, proposals

#: An answer in the words of who gave it.
SAID = {
    Participation.Answer.COMING: gettext_lazy("je viens"),
    Participation.Answer.REPLACED: gettext_lazy("quelqu’un me remplace"),
    Participation.Answer.EXCUSED: gettext_lazy("je m’excuse"),
    Participation.Answer.UNCONCERNED: gettext_lazy("je ne suis pas concerné"),
}


def context(row, token, colleagues):
    """Everything the page says to the reader of ``row``; the forms are the view's."""
    meeting = row.meeting
    seats = answers.seats(row)
    is_announced = meeting.is_agenda_public
    agenda = agenda_for_reader(row, agenda_as_called(meeting) if is_announced else [])
    agenda = pages.with_hours(meeting, agenda)
    mine = ideas(seats)
    return {
        "row": row,
        "token": token,
        "substitutes": colleagues,
        "seats": seats,
        "institutions": institutions(seats),
        "meeting": meeting,
        "zone": meeting.zone,
        "is_announced": is_announced,
        "agenda": agenda,
        "pieces": spread(invited_pieces(row, token), agenda),
        "records": records(row) if any(item.approves_id for item in agenda) else [],
        "directions": wording.directions(meeting),
        "can_answer": meeting.is_open,
        "cancellation": None if meeting.is_open else cancellation(meeting),
        "last_answer": row.answers.order_by("-pk").first() if row.answered_at else None,
        "moved": moved(row),
        "ideas": mine,
        "can_propose": meeting.is_open and len(mine) < proposals.MAX_BY_LINK,
        "today": timezone.localdate(),
    }


def institutions(seats):
    """« <b>A</b> et pour <b>B</b> », each institution once; empty for who sits for nobody."""
    names = dict.fromkeys(filter(None, (seat.organisation_name for seat in seats)))
    return format_html_join(_(" et pour "), "<b>{}</b>", ((name,) for name in names))


def cancellation(meeting):
    return MeetingEvent.objects.filter(meeting=meeting, kind="cancelled").order_by("-pk").first()


def colleagues_of(row):
    """Mandates of those who may sit for the institution of ``row`` on the day, each person once:
    the substitutes first, then whoever else speaks for it there."""
    if not row.organisation_id:
        return []
    mandates = Mandate.objects.on(row.meeting.held_on).filter(
        membership__zone__in=row.meeting.zone_ids, membership__organisation=row.organisation_id
    )
    rows = mandates.exclude(person=row.person_id).select_related("person")
    found = {}
    for mandate in sorted(rows, key=lambda one: one.role != Mandate.Role.SUBSTITUTE):
        found.setdefault(mandate.person_id, mandate)
    return list(found.values())


@dataclass(frozen=True)
class Moved:
    """An answer that was given for another moment: ``said`` in the words of its author."""

    said: str
    before: object
    is_other_day: bool


def moved(row):
    """What the reader is asked to confirm, or ``None``; ``before`` is ``None`` when the moment the
    answer was given for is not known."""
    said = SAID.get(row.answer)
    if not row.needs_confirmation or said is None:
        return None
    events = row.meeting.events.filter(previous_starts_at__isnull=False)
    since = Q(at__gte=row.answered_at) if row.answered_at else Q()
    event = events.filter(since).order_by("at", "pk").first()
    before = event.previous_starts_at if event else None
    is_other_day = before is None or timezone.localtime(before).date() != row.meeting.held_on
    return Moved(said, before, is_other_day)


def ideas(seats):
    """The points proposed from these seats, each with what became of it in ``fate``."""
    rows = ItemProposal.objects.filter(participation__in=seats).select_related("item")
    found = list(rows)
    for idea in found:
        idea.fate, idea.look = fate(idea)
    return found


def fate(idea):
    """What its author reads of a proposal, and the look of it; a meeting in preparation is not
    named, because its date is nobody's business yet."""
    if idea.status == ItemProposal.Status.NEW:
        return _("à l’examen"), "soon"
    if idea.status == ItemProposal.Status.DECLINED:
        return _("non retenu"), ""
    if idea.item is None:
        return _("n’est plus à l’ordre du jour"), ""
    if idea.item.meeting_id != idea.meeting_id:
        return _("repris pour une prochaine réunion"), "zone"
    if idea.item.is_additional:
        return _("à l’ordre du jour, comme point supplémentaire"), "ok"
    return _("à l’ordre du jour"), "ok"


def records(row):
    """The PVs this meeting is to approve that the reader was sent already, as the letters that
    carried them: nothing is opened here that did not leave for them."""
    if not row.person_id or not row.meeting.is_agenda_public:
        return []
    letters = Letter.objects.filter(
        kind=Letter.Kind.PV,
        status=Letter.Status.SENT,
        paper__isnull=False,
        participation__person=row.person_id,
        meeting__pv__approval_items__meeting=row.meeting_id,
    )
    letters = letters.select_related("meeting__pv").defer("body")
    latest = {letter.meeting_id: letter for letter in letters.order_by("pk")}
    return sorted(latest.values(), key=lambda letter: letter.meeting.starts_at)


def for_coordination(row):
    """The history of the answers of one person, and who may be named to replace them."""
    return {
        "answers": list(row.answers.select_related("by").order_by("-pk")),
        "substitutes": [mandate.person.full_name for mandate in colleagues_of(row)],
    }
