"""A PV leaves and is decided upon: its text, its readers and its PDF of that moment are kept."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import tasks, vote_words
from ..models import PV, Block, Letter, Meeting, MeetingEvent, PVVersion
from ..models.levels import readable
from ..readership import level_of_reader
from .errors import Refused, WrongStatus
from .follow_up import mark_treated
from .letters import queue_letters
from .owners import write_to_owners
from .planning import may_approve, submit_pending_pvs
from .recipients import leads
from .register import keep_papers, lock, paper_for, seal

#: What a version keeps of a passage as it is; its level decides who reads it there too.
KEPT_OF_A_PASSAGE = (
    "kind",
    "text_fr",
    "text_nl",
    "said_by",
    "visibility",
    "decision_mode",
    "votes_for",
    "votes_against",
    "abstentions",
    "revision",
)


@transaction.atomic
def send_pv(pv, *, by):
    """Send the PV to those who were invited or present; returns the number of letters queued.

    The text, the attendance and the PDF of the moment are kept, one PDF for each circle of
    readers; whoever was given an action gets a letter of their own. Raises ``WrongStatus`` when it
    is already sent, ``Refused`` when it holds nothing.
    """
    pv = lock(pv)
    if not pv.is_draft:
        raise WrongStatus(_("Ce PV est déjà envoyé : rien n’a été renvoyé."))
    if not Block.objects.filter(item__meeting=pv.meeting).exists():
        raise Refused(_("Ce PV est encore vide : écrivez au moins un passage avant de l’envoyer."))
    if not pv.meeting.is_held:
        raise Refused(_("Il faut d’abord clore les présences : le PV dit qui était là."))
    pv.status, pv.sent_at = PV.Status.SENT, timezone.now()
    pv.remarks_until = last_day_of_remarks(pv)
    pv.is_index_stale = True  # of a correction, the archive knew the sealed edition only
    pv.save()
    keep_version(pv, by)
    papers = keep_papers(pv)
    _submit_to_next(pv)
    mark_treated(pv.meeting)
    write_to_owners(pv.meeting, by=by)
    transaction.on_commit(tasks.keep_the_clock)
    return queue_letters(
        pv.meeting,
        pv_readers(pv.meeting),
        Letter.Kind.PV,
        by=by,
        paper=lambda row: paper_for(papers, level_of_reader(row)),
    )


def last_day_of_remarks(pv):
    """The last day remarks are taken, by the rules of its day; None where they set no delay."""
    days = pv.meeting.rules().contest_days
    return timezone.localdate(pv.sent_at) + timedelta(days=days) if days else None


def _submit_to_next(pv):
    """A year planned ahead: the next meeting not yet convened receives the approval as item 1.

    To one convened before it, it is proposed as an additional point: see ``follow_up``.

    Source: practice, see ``may_approve``; the rules of the zone (ROI) say whether it is approved.
    """
    ahead = pv.meeting.zone.meetings.filter(
        status__in=(Meeting.Status.PLANNED, Meeting.Status.POSTPONED),
        starts_at__gt=max(pv.sent_at, pv.meeting.starts_at),
    )
    taking = (one for one in ahead.order_by("starts_at") if may_approve(one, pv))
    if following := next(taking, None):
        submit_pending_pvs(following)


def pv_readers(meeting):
    """Participations the PV goes to: those invited or present, one letter a reader.

    A PV that only the secretariat, or only those present, read goes to nobody else.
    """
    rows = meeting.participations.exclude(email="").order_by("pk")
    return leads([row for row in rows if may_receive(row, meeting)])


def may_receive(row, meeting):
    """Whether the PV of ``meeting`` is for the reader of ``row``, of its list."""
    is_concerned = row.is_invited or row.presence == row.Presence.PRESENT
    return is_concerned and meeting.visibility in readable(level_of_reader(row))


def keep_version(pv, by, **more):
    """Keep the text of this moment as a numbered version, and ``more`` (plain data) with it."""
    last = pv.versions.aggregate(last=Max("number"))["last"] or 0
    return PVVersion.objects.create(
        pv=pv,
        number=last + 1,
        edition=pv.edition,
        reason=pv.status,
        content=content_of(pv) | more,
        by=by,
    )


@transaction.atomic
def decide_pv(pv, *, verdict, text, decided_in, by):
    """Note the verdict of the meeting: approuvé, approuvé avec modifications, contesté.

    ``text`` is required for the last two: the modifications, or the verbatim statement of those
    who contest (nothing contested is ever erased). The edition is sealed. Raises ``WrongStatus``
    unless the PV is sent and undecided, ``Refused`` when ``decided_in`` did not follow the PV's
    meeting or was not held, or when a remark on a text to approve has had no answer.
    """
    pv = lock(pv)
    if pv.status != PV.Status.SENT:
        raise WrongStatus(_("Le verdict porte sur un PV envoyé et pas encore tranché."))
    _check_meeting(pv, decided_in)
    if verdict != PV.Status.CONTESTED:
        _check_answered(pv)
    return close(pv, verdict, by=by, text=text.strip(), at=decided_in.starts_at, where=decided_in)


def _check_meeting(pv, decided_in):
    if decided_in.zone_id != pv.meeting.zone_id or decided_in.starts_at <= pv.meeting.starts_at:
        raise Refused(_("Un PV s’approuve à une réunion suivante de la même zone."))
    if decided_in.held_on > timezone.localdate():
        raise Refused(_("Cette réunion n’a pas encore eu lieu : son verdict se note ensuite."))
    if decided_in.status not in (Meeting.Status.CONVENED, *Meeting.HELD):
        raise Refused(_("Cette réunion n’a pas été tenue : elle n’a rien approuvé."))


def _check_answered(pv):
    count = pv.remarks.open().count()
    if count:
        sentence = ngettext(
            "%(n)s remarque est encore ouverte : acceptez-la, notez-la ou rejetez-la d’abord.",
            "%(n)s remarques sont encore ouvertes : acceptez, notez ou rejetez chacune d’abord.",
            count,
        )
        raise Refused(sentence % {"n": count})


def close(pv, verdict, *, by, text="", at, where=None):
    """Give a locked PV its verdict and seal its text; returns it. Inside a transaction."""
    pv.status, pv.verdict_text = verdict, text
    pv.decided_in, pv.decided_at = where, at
    pv.full_clean(exclude=["is_index_stale"])
    pv.save()
    seal(pv, keep_version(pv, by))
    if pv.status in PV.APPROVED and pv.meeting.status == Meeting.Status.HELD:
        MeetingEvent.objects.create(meeting=pv.meeting, kind=Meeting.Status.CLOSED, by=by)
        pv.meeting.status = Meeting.Status.CLOSED
        pv.meeting.save()
    return pv


def content_of(pv):
    """The whole PV as plain data, for its versions: items, passages, who was present."""
    meeting = pv.meeting
    return {
        "kind": pv.kind,
        "chair": pv.chair,
        "secretary": pv.secretary,
        "verdict": pv.verdict_text,
        "present": [
            [row.person_name, row.organisation_name, row.capacity]
            for row in meeting.participations.present()
        ],
        "items": [
            {
                "item": item.pk,
                "title_fr": item.title_fr,
                "title_nl": item.title_nl,
                "visibility": item.visibility,
                "deferred": item.outcome == item.Outcome.DEFERRED,
                "blocks": [_block_content(block) for block in item.blocks.all()],
            }
            for item in meeting.agenda.with_blocks()
        ],
    }


def _block_content(block):
    content = {field: getattr(block, field) for field in KEPT_OF_A_PASSAGE}
    content["key"] = str(block.key)
    action = getattr(block, "action", None)
    if action:
        content["owners"] = [owner.name for owner in action.owners.all()]
        content["due"] = action.due_text or (action.due_on.isoformat() if action.due_on else "")
    if vote := getattr(block, "vote", None):
        vote.block = block
        content["vote"] = vote_words.kept(vote)
    return content
