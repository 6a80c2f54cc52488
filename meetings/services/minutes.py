"""The PV: written block by block, sent, approved or contested."""

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Organisation, Person, Zone

from .. import documents
from ..models import (
    PV,
    ActionItem,
    ActionOwner,
    Block,
    Letter,
    Meeting,
    MeetingEvent,
    Opinion,
    Paper,
    PVVersion,
)
from ..models.pv import fold
from .errors import Conflict, Refused, WrongStatus
from .letters import queue_letters


@transaction.atomic
def open_pv(meeting, *, by):
    """The PV of the meeting, created in the form its house rules ask for; twice is once."""
    pv, _created = PV.objects.get_or_create(
        meeting=meeting,
        defaults={"kind": meeting.rules().record_kind, "secretary": by.full_name if by else ""},
    )
    return pv


@transaction.atomic
def add_block(item, *, kind, by, **fields):
    """Append a passage under an agenda item; an action or an opinion gets its register row."""
    _locked_draft(item.meeting)
    last = item.blocks.aggregate(last=Max("position"))["last"] or 0
    block = Block(item=item, kind=kind, position=last + 1, updated_by=by, **fields)
    block.full_clean(exclude=["updated_by"])
    block.save()
    _keep_registers(block)
    index(item.meeting)
    return block


@transaction.atomic
def save_block(block_id, *, revision, by, **fields):
    """Save a passage if nobody saved it since ``revision``.

    Raises ``Conflict`` (with the passage as it stands) when somebody did: the caller shows both.
    """
    block = (
        Block.objects.select_for_update(of=("self",))
        .select_related("item__meeting__zone")
        .get(pk=block_id)
    )
    _locked_draft(block.item.meeting)
    if block.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce passage entre-temps."), block)
    for field, value in fields.items():
        setattr(block, field, value)
    block.revision += 1
    block.updated_by = by
    block.full_clean(exclude=["updated_by"])
    block.save()
    _keep_registers(block)
    index(block.item.meeting)
    return block


@transaction.atomic
def delete_block(block, *, by):
    """Take a passage out of a draft; its history stays."""
    _locked_draft(block.item.meeting)
    meeting = block.item.meeting
    block.delete()
    index(meeting)


def _locked_draft(meeting):
    """Hold the PV while its text changes, so that « Envoyer » never leaves between two words."""
    locked = PV.objects.select_for_update(of=("self",)).select_related("meeting")
    pv = locked.filter(meeting=meeting).first()
    if pv is None:
        raise WrongStatus(_("Ouvrez d’abord le PV de cette réunion."))
    if not pv.is_editable:
        raise WrongStatus(_("Ce PV est parti : son texte ne change plus."))
    return pv


def _keep_registers(block):
    """An action is followed and an opinion numbered as soon as the passage has that kind."""
    zone = block.item.meeting.zone
    if block.kind == Block.Kind.ACTION:
        ActionItem.objects.get_or_create(block=block, defaults={"zone": zone})
    else:
        ActionItem.objects.filter(block=block).delete()
    if block.kind == Block.Kind.OPINION:
        number_opinion(block)
    else:
        Opinion.objects.filter(block=block, sent_on__isnull=True).delete()


def number_opinion(block):
    """The opinion of a passage, numbered in its zone and year."""
    meeting = block.item.meeting
    opinion = Opinion.objects.filter(block=block).first()
    if opinion is None:
        # Two PVs of one zone may number at the same instant: the zone's row is the queue.
        Zone.objects.select_for_update().get(pk=meeting.zone_id)
        same = Opinion.objects.filter(zone=meeting.zone, year=meeting.year)
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        opinion = Opinion.objects.create(
            block=block, zone=meeting.zone, year=meeting.year, number=number
        )
    return opinion


@transaction.atomic
def save_head(pv, *, chair, secretary):
    """Who chaired and who took the minutes."""
    pv = _locked_draft(pv.meeting)
    pv.chair, pv.secretary = chair, secretary
    pv.save()
    return pv


@transaction.atomic
def set_action(block, *, owners, due_on, due_text):
    """Give an action its owners (names as typed, matched when they are known exactly) and date."""
    action = ActionItem.objects.get(block=block)
    action.due_on, action.due_text = due_on, due_text
    action.save()
    action.owners.all().delete()
    people = {row.person_name: row for row in block.item.meeting.participations.all()}
    institutions = {o.name_fr: o for o in Organisation.objects.filter(name_fr__in=owners)}
    for name in dict.fromkeys(" ".join(owner.split()) for owner in owners):
        if name:
            row = people.get(name)
            ActionOwner.objects.create(
                action=action,
                name=name,
                person_id=row.person_id if row else None,
                organisation=institutions.get(name),
            )
    return action


@transaction.atomic
def complete_action(action, *, done_on, outcome, by):
    """Close an action (or open it again with ``done_on=None``)."""
    action.done_on, action.outcome = done_on, outcome
    action.full_clean()
    action.save()
    return action


@transaction.atomic
def record_opinion(opinion, *, addressees, sent_on, answered_on, answer):
    """Note to whom an opinion went, when, and what they answered."""
    opinion.sent_on, opinion.answered_on, opinion.answer = sent_on, answered_on, answer
    opinion.full_clean()
    opinion.save()
    opinion.addressees.set(addressees)
    return opinion


def agenda_with_blocks(meeting):
    """The agenda items with their passages, actions, owners and opinions: five queries at most."""
    blocks = Block.objects.select_related("action", "opinion").prefetch_related(
        Prefetch("action__owners", queryset=ActionOwner.objects.select_related("organisation")),
        "opinion__addressees",
    )
    return list(
        meeting.agenda.select_related("theme", "approves__meeting").prefetch_related(
            Prefetch("blocks", queryset=blocks)
        )
    )


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
                "title_fr": item.title_fr,
                "title_nl": item.title_nl,
                "blocks": [_block_content(block) for block in item.blocks.all()],
            }
            for item in agenda_with_blocks(meeting)
        ],
    }


def _block_content(block):
    content = {
        field: getattr(block, field)
        for field in ("kind", "text_fr", "text_nl", "said_by", "decision_mode", "revision")
    }
    action = getattr(block, "action", None)
    if action:
        content["owners"] = [owner.name for owner in action.owners.all()]
        content["due"] = action.due_text or (action.due_on.isoformat() if action.due_on else "")
    return content


def index(meeting):
    """Refresh what the archive searches in: titles and passages, folded."""
    words = [meeting.title_fr, meeting.title_nl]
    for item in meeting.agenda.prefetch_related("blocks"):
        words += [item.title_fr, item.title_nl]
        words += [f"{b.text_fr} {b.text_nl} {b.said_by}" for b in item.blocks.all()]
    PV.objects.filter(meeting=meeting).update(search_text=fold(" ".join(words)))


@transaction.atomic
def send_pv(pv, *, by):
    """Send the PV to those who were invited or present; returns the number of letters queued.

    The text, the attendance and the PDF of the moment are kept. Raises ``WrongStatus`` when it is
    already sent, ``Refused`` when it holds nothing.
    """
    pv = PV.objects.select_for_update(of=("self",)).select_related("meeting__zone").get(pk=pv.pk)
    if not pv.is_draft:
        raise WrongStatus(_("Ce PV est déjà envoyé : rien n’a été renvoyé."))
    if not Block.objects.filter(item__meeting=pv.meeting).exists():
        raise Refused(_("Ce PV est encore vide : écrivez au moins un passage avant de l’envoyer."))
    if not pv.meeting.is_held:
        raise Refused(_("Closez d’abord les présences : le PV dit qui était là."))
    pv.status, pv.sent_at = PV.Status.SENT, timezone.now()
    pv.save()
    keep_version(pv, by)
    paper = keep_paper(pv)
    readers = pv_readers(pv.meeting)
    return queue_letters(pv.meeting, readers, Letter.Kind.PV, by=by, paper=paper)


def pv_readers(meeting):
    """Participations the PV goes to: those invited or present, one letter an address.

    A PV that only the secretariat reads goes to the coordination alone.
    """
    rows = meeting.participations.exclude(email="").order_by("pk")
    if meeting.visibility == "coordination":
        rows = rows.filter(capacity="coordination")
    chosen = {}
    for row in rows:
        if row.is_invited or row.presence == row.Presence.PRESENT:
            chosen.setdefault(row.email.lower(), row)
    return list(chosen.values())


def keep_version(pv, by):
    """Keep the text of this moment as a numbered version."""
    last = pv.versions.aggregate(last=Max("number"))["last"] or 0
    return PVVersion.objects.create(
        pv=pv, number=last + 1, reason=pv.status, content=content_of(pv), by=by
    )


def keep_paper(pv):
    """Keep the PDF of this moment: what was sent is never rendered again."""
    return Paper.objects.create(
        kind=Paper.Kind.PV,
        meeting=pv.meeting,
        language=pv.meeting.languages,
        file_name=documents.pv_name(pv),
        content=documents.pv(pv),
    )


@transaction.atomic
def decide_pv(pv, *, verdict, text, decided_in, by):
    """Note the verdict of the meeting: approuvé, approuvé avec modifications, contesté.

    ``text`` is required for the last two: the modifications, or the verbatim statement of those
    who contest (nothing contested is ever erased). Raises ``WrongStatus`` unless the PV is sent
    and undecided, ``Refused`` when ``decided_in`` did not follow the PV's meeting.
    """
    pv = PV.objects.select_for_update(of=("self",)).select_related("meeting__zone").get(pk=pv.pk)
    if pv.status != PV.Status.SENT:
        raise WrongStatus(_("Le verdict porte sur un PV envoyé et pas encore tranché."))
    if decided_in.zone_id != pv.meeting.zone_id or decided_in.starts_at <= pv.meeting.starts_at:
        raise Refused(_("Un PV s’approuve à une réunion suivante de la même zone."))
    pv.status, pv.verdict_text = verdict, text.strip()
    pv.decided_in, pv.decided_at = decided_in, decided_in.starts_at
    pv.full_clean(exclude=["search_text"])
    pv.save()
    keep_version(pv, by)
    keep_paper(pv)
    if pv.status in PV.APPROVED and pv.meeting.status == Meeting.Status.HELD:
        MeetingEvent.objects.create(meeting=pv.meeting, kind=Meeting.Status.CLOSED, by=by)
        pv.meeting.status = Meeting.Status.CLOSED
        pv.meeting.save()
    return pv


def known_people(meeting):
    """Names proposed as owners of an action: those listed for the meeting."""
    listed = meeting.participations.values_list("person_name", flat=True)
    return sorted(
        set(listed) | {str(p) for p in Person.objects.filter(participations__meeting=meeting)}
    )
