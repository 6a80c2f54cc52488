"""The demonstration's PVs: agenda, passages, verdicts, actions and opinions."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dates import MONTHS

from concertation.typography import date_short
from meetings.due import read_due
from meetings.known_names import known_names
from meetings.models import PV, ActionItem, ActionOwner, AgendaItem, Block, PVVersion
from meetings.services.minutes import index
from meetings.services.planning import submit_pending_pvs
from meetings.services.registers import number_opinion
from meetings.services.sealing import content_of
from zones.models import Addressee, Theme

from . import votes
from .details import NEXT_MEETING, OUTCOMES, PROGRAMMES, REPLIES
from .subjects import MISC

CONTESTATION = (
    "La commune de Forest demande d’acter : « Notre service n’a pas donné son accord au premier "
    "point tel qu’il est écrit ; nous avons demandé à le relire avant toute décision. »"
)


def write_agenda(meeting, subjects, random):
    """Approval of what is pending, the subjects of the day, « Divers », « Prochaines réunions »."""
    if meeting.counts_for_quota:
        submit_pending_pvs(meeting)
    last = meeting.agenda.count()
    bilingual = meeting.languages == "both"
    themes = {theme.code: theme for theme in Theme.objects.all()}
    items = [
        (fr, nl, "discussion", minutes, None)
        for fr, nl, minutes in PROGRAMMES.get(meeting.kind, ())
    ]
    for subject in subjects:
        theme = themes[subject.theme]
        meeting.themes.add(theme)
        items.append((subject.fr, subject.nl, "discussion", 45, theme))
    items.append(("Divers", "Varia", "misc", 15, None))
    if meeting.counts_for_quota:
        items.append(("Prochaines réunions", "Volgende vergaderingen", "next_meetings", 10, None))
    for position, (fr, nl, kind, minutes, theme) in enumerate(items, start=last + 1):
        AgendaItem.objects.create(
            meeting=meeting,
            position=position,
            kind=kind,
            title_fr=fr,
            title_nl=nl if bilingual else "",
            minutes_foreseen=minutes,
            theme=theme,
        )


def write_pv(meeting, subjects, people, random, *, as_draft=False):
    """The PV of a held meeting; sent some days later unless ``as_draft``."""
    rules = meeting.rules()
    days = random.choice((5, 7, 9, 12, 19))
    sent_at = None if as_draft else meeting.starts_at + timedelta(days=days)
    pv = PV.objects.create(
        meeting=meeting,
        kind=rules.record_kind,
        status=PV.Status.DRAFT if as_draft else PV.Status.SENT,
        sent_at=sent_at,
        chair=people[0] if people else "",
        secretary=people[-1] if people else "",
    )
    items = list(meeting.agenda.all())
    discussed = [item for item in items if item.kind == "discussion"]
    for number, (item, subject) in enumerate(zip(discussed, subjects, strict=False)):
        if not (as_draft and number):  # a draft is never quite finished
            _passages(item, subject, people, random)
    _small_items(items, meeting, random)
    index(meeting)
    if not as_draft:
        PVVersion.objects.create(
            pv=pv, number=1, reason=pv.status, content=content_of(pv), at=sent_at
        )
    return pv


def _passages(item, subject, people, random):
    bilingual = item.meeting.languages == "both"
    for position, (kind, fr, nl) in enumerate(subject.passages, start=1):
        block = Block.objects.create(
            item=item,
            position=position,
            kind=kind,
            text_fr=fr,
            text_nl=nl if bilingual else "",
            said_by=random.choice(people) if kind in ("proposition", "statement") else "",
            decision_mode=random.choice(("unanimity", "consensus"))
            if kind in ("decision", "opinion")
            else "",
        )
        if kind in ("decision", "opinion"):
            votes.decide(block)
        if kind == "action":
            _action(block, people, random)
        elif kind == "opinion":
            _opinion(block, random)


def _action(block, people, random):
    held_on = block.item.meeting.held_on
    due_on = held_on + timedelta(days=random.choice((30, 45, 60, 90)))
    is_old = due_on < timezone.localdate() - timedelta(days=45)
    is_done = is_old or random.random() < 0.3
    done_on = min(due_on + timedelta(days=random.choice((-6, 2, 15))), timezone.localdate())
    words = _deadline(due_on, held_on)
    action = ActionItem.objects.create(
        block=block,
        zone=block.item.meeting.zone,
        due_on=read_due(words, said_on=held_on) or due_on,
        due_text=words,
        is_due_read=bool(words),
        contact="suivi@demo.test" if words else "",
        done_on=done_on if is_done and done_on > held_on else None,
        outcome=random.choice(OUTCOMES) if is_done and done_on > held_on else "",
    )
    names = random.sample(people, min(len(people), 2))
    if words:
        names = [*names[:1], *_an_office(block.item.meeting)]
    for name in names:
        meant = known_names(block.item.meeting).meaning(name)
        owner = {"person_id": meant.person_id, "organisation_id": meant.organisation_id}
        ActionOwner.objects.create(action=action, name=name, **owner)


def _deadline(due_on, held_on):
    """Half of the deadlines as people say them; "" for an exact date."""
    month = str(MONTHS[due_on.month]).lower()
    said = (f"avant fin {month}", "", f"pour le {due_on:%d/%m}", "", f"mi-{month}", "")
    words = said[held_on.toordinal() % len(said)]
    read = read_due(words, said_on=held_on)
    return words if read and read > held_on else ""


def _an_office(meeting):
    """An institution in charge of an action: one of those present, by its name."""
    offices = meeting.participations.present().exclude(organisation=None)
    return offices.values_list("organisation_name", flat=True).order_by("pk")[1:2]


def _opinion(block, random):
    opinion = number_opinion(block)
    held_on = block.item.meeting.held_on
    opinion.sent_on = held_on + timedelta(days=14)
    if random.random() < 0.6 and held_on < timezone.localdate() - timedelta(days=120):
        opinion.answered_on = held_on + timedelta(days=75)
        opinion.answer = random.choice(REPLIES)
    if opinion.sent_on > timezone.localdate():
        opinion.sent_on = None
    opinion.save()
    wanted = Addressee.objects.on(held_on).filter(code__in=["ibefe", "comite-gestion-actiris"])
    opinion.addressees.set(wanted)


def _small_items(items, meeting, random):
    for item in items:
        if item.kind == "misc":
            fr, nl = random.choice(MISC)
            text_nl = nl if meeting.languages == "both" else ""
            Block.objects.create(item=item, position=1, text_fr=fr, text_nl=text_nl)
        elif item.kind == "next_meetings":
            fr, nl = NEXT_MEETING
            text_nl = nl if meeting.languages == "both" else ""
            Block.objects.create(item=item, position=1, text_fr=fr, text_nl=text_nl)
        elif item.kind == "approval" and item.approves:
            Block.objects.create(item=item, position=1, **_said_of(item))


def _said_of(item):
    """What the meeting says of the PV it was asked to approve."""
    day = date_short(item.approves.meeting.held_on).replace("\xa0", " ")
    if PV.objects.get(pk=item.approves_id).status == PV.Status.CONTESTED:
        words = {"text_fr": f"Le PV du {day} est contesté ; la déclaration est jointe au PV."}
    else:
        mode = {"kind": "decision", "decision_mode": "unanimity"}
        words = mode | {"text_fr": f"Le PV du {day} est approuvé sans remarque."}
    return words


def decide(pv, meeting, *, contested=False):
    """The next meeting's verdict on a PV."""
    pv.status = PV.Status.CONTESTED if contested else PV.Status.APPROVED
    pv.verdict_text = CONTESTATION if contested else ""
    pv.decided_in, pv.decided_at = meeting, meeting.starts_at
    # Only these: the words the archive searches in were indexed since this object was read.
    pv.save(update_fields=["status", "verdict_text", "decided_in", "decided_at"])
    PVVersion.objects.create(
        pv=pv, number=2, reason=pv.status, content=content_of(pv), at=meeting.starts_at
    )
