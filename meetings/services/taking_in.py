"""Old minutes become a meeting: the draft the reader made, matched to people and institutions."""

from dataclasses import dataclass, field
from datetime import time

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zones.models import HouseRules, Organisation, Person, Zone

from .. import imports
from ..likeness import propose, read_register
from ..models import PV, AgendaItem, Block, Meeting, MeetingEvent, WorkingGroup
from .errors import Refused
from .minutes import add_block, index
from .planning import ENDS, STARTS, local_datetime, plan_meeting
from .registers import set_action
from .taking_in_people import attend

#: Old item kinds of the recogniser that the agenda calls otherwise.
ITEM_KINDS = {"divers": AgendaItem.Kind.MISC}


@dataclass
class Match:
    """One line of the attendance list and what the register knows of it (``None`` = new)."""

    written: imports.DraftPerson
    person: Person | None
    organisation: Organisation | None
    #: They came for no institution: none is made from what was written.
    is_alone: bool = False


@dataclass
class Made:
    """Ids of what a taking in wrote, so that it can be undone whole."""

    people: list = field(default_factory=list)
    organisations: list = field(default_factory=list)
    positions: list = field(default_factory=list)
    planned: list = field(default_factory=list)
    working_groups: list = field(default_factory=list)
    announced: list = field(default_factory=list)
    #: [group, meeting]: where it was launched, as far as one knew before these minutes.
    launched: list = field(default_factory=list)
    #: [group, person]: who was added to a group that was open already.
    joined: list = field(default_factory=list)


def match_people(draft, zone):
    """Propose, for each person of the draft, a known person and institution. Saves nothing."""
    register = read_register(zone)
    return [_match(written, register) for written in draft.people]


def _match(written, register):
    found = propose(
        register, name=written.name, email=written.email, organisation=written.organisation
    )
    return Match(
        written, register.people.get(found.person), register.offices.get(found.institution)
    )


@transaction.atomic
def take_in(draft, zone, *, by=None, matches=None, is_confirmed=False, made=None):
    """Create the meeting, its attendance, its agenda with typed passages, and what it announces.

    The meeting is marked « reprise »; its PV counts as sent on its day and stays editable until it
    is decided upon. ``matches``: who each person is, when somebody chose; ``is_confirmed``: they
    also said that the attendance is right, and it counts in the figures; ``made``: told what was
    written. Raises ``Refused`` when the draft has no date or the meeting was taken in before.
    """
    made = made or Made()
    Zone.objects.select_for_update().get(pk=zone.pk)  # two files of one meeting at once
    if draft.held_on is None:
        raise Refused(_("La date de la réunion n’est pas lisible dans le texte : donnez-la."))
    if zone.meetings.filter(is_imported=True, starts_at__date=draft.held_on).exists():
        raise Refused(_("Le PV de cette réunion est déjà repris : rien n’a été ajouté."))
    meeting = _meeting(draft, zone, by)
    meeting.is_attendance_confirmed = is_confirmed
    meeting.save(update_fields=["is_attendance_confirmed"])
    attend(meeting, match_people(draft, zone) if matches is None else matches, made)
    pv = PV.objects.create(
        meeting=meeting,
        kind=meeting.rules().record_kind,
        status=PV.Status.SENT,
        sent_at=meeting.ends_at,
    )
    _agenda(meeting, draft, by)
    index(pv.meeting)
    # By date: the first formal one submits this PV to approval.
    for announced in sorted(draft.next_meetings, key=lambda announced: announced.on):
        _announce(meeting, announced, by, made)
    return meeting


def _meeting(draft, zone, by):
    rules = HouseRules.at(zone, draft.held_on)
    starts = draft.starts_at or STARTS
    ends = _end(starts, draft.ends_at, ENDS)
    meeting = Meeting(
        zone=zone,
        kind=draft.kind if draft.kind in Meeting.Kind.values else Meeting.Kind.COMMISSION,
        title_fr=(draft.subject or ", ".join(item.title for item in draft.items[:2]))[:200],
        starts_at=local_datetime(draft.held_on, starts),
        ends_at=local_datetime(draft.held_on, ends),
        place_fr=(draft.place or "")[:200],
        languages=rules.languages,
        convening=rules.convening,
        visibility=rules.default_visibility,
        is_imported=True,
    )
    plan_meeting(meeting, by=by)
    meeting.agenda.all().delete()  # the minutes have their own agenda
    MeetingEvent.objects.create(
        meeting=meeting, kind=Meeting.Status.HELD, by=by, at=meeting.ends_at
    )
    meeting.status = Meeting.Status.HELD
    meeting.save()
    return meeting


def _end(starts, *hours):
    """The first of ``hours`` (times or ``None``) after the start, else the end of the day."""
    return next((hour for hour in hours if hour and hour > starts), time(23, 59, 59))


def _agenda(meeting, draft, by):
    language = draft.language
    items = draft.items or [imports.DraftItem(1, _("Compte rendu"))]
    for draft_item in items:
        item = AgendaItem.objects.create(
            meeting=meeting,
            position=draft_item.number,
            kind=_item_kind(draft_item.kind),
            **{f"title_{language}": draft_item.title[:250]},
        )
        for block in draft_item.blocks:
            _block(item, block, language, by)
        if draft.unplaced and draft_item is items[0]:
            add_block(
                item, kind="information", by=by, **{f"text_{language}": "\n".join(draft.unplaced)}
            )


def _item_kind(kind):
    kind = ITEM_KINDS.get(kind, kind)
    return kind if kind in AgendaItem.Kind.values else AgendaItem.Kind.INFORMATION


def _block(item, draft, language, by):
    block = add_block(
        item,
        kind=draft.kind,
        by=by,
        said_by=draft.proposed_by[:150],
        decision_mode=draft.decision_mode if draft.kind == Block.Kind.DECISION else "",
        **{f"text_{language}": draft.text or draft.label},
    )
    if draft.kind == Block.Kind.ACTION:
        owners = [_known_name(item.meeting, name) for name in draft.owners]
        set_action(block, owners=owners, due_on=draft.due_on, due_text=draft.due[:80])


def _known_name(meeting, written):
    """The full name behind a first name or a misspelling, when one person only answers to it."""
    rows = meeting.participations.select_related("person")
    found = {
        row.person_name
        for row in rows
        if imports.same_person(row.person_name, written)
        or (
            row.person
            and imports.normalise_name(row.person.first_name) == imports.normalise_name(written)
        )
    }
    return found.pop() if len(found) == 1 else written


def _announce(meeting, announced, by, made):
    """A meeting the minutes announce: a draft with its agenda, unless it is already planned."""
    kind = announced.kind if announced.kind in Meeting.Kind.values else Meeting.Kind.WORKING_GROUP
    known = meeting.zone.meetings.filter(kind=kind, starts_at__date=announced.on)
    if announced.people and kind == Meeting.Kind.WORKING_GROUP:
        # Another group that sits on that day keeps its own meeting.
        own = Q(working_group__name_fr__iexact=announced.title[:160])
        known = known.filter(own | Q(working_group=None))
    if known.exists():
        known = known.filter(announced_in__isnull=True)
        made.announced.extend(known.values_list("pk", flat=True))
        known.update(announced_in=meeting)
        return None
    half_days, counts = Meeting.KIND_DEFAULTS[kind]
    starts = announced.starts_at or STARTS
    an_hour_later = starts.replace(hour=min(starts.hour + 1, 23))
    planned = Meeting(
        zone=meeting.zone,
        kind=kind,
        title_fr=announced.title[:200],
        starts_at=local_datetime(announced.on, starts),
        ends_at=local_datetime(announced.on, _end(starts, announced.ends_at, ENDS, an_hour_later)),
        half_days=half_days,
        counts_for_quota=counts,
        place_fr=(announced.place or "")[:200],
        languages=meeting.languages,
        convening=meeting.convening,
        visibility=meeting.visibility,
        working_group=_working_group(meeting, announced, made) if announced.people else None,
        is_imported=False,
        announced_in=meeting,
    )
    plan_meeting(planned, by=by)
    made.planned.append(planned.pk)
    last = planned.agenda.count()
    for position, title in enumerate(announced.agenda, start=last + 1):
        AgendaItem.objects.create(meeting=planned, position=position, title_fr=title[:250])
    return planned


def _working_group(meeting, announced, made):
    """The open group of that name, which minutes taken in before may have made already."""
    name = announced.title[:160]
    group, created = WorkingGroup.objects.get_or_create(
        zone=meeting.zone,
        name_fr__iexact=name,
        ended_on=None,
        defaults={"name_fr": name, "launched_in": meeting},
    )
    names = [_known_name(meeting, name) for name in announced.people]
    there = Person.objects.filter(
        participations__meeting=meeting, participations__person_name__in=names
    )
    joining = list(there.exclude(working_groups=group).distinct())
    group.members.add(*joining)
    if created:
        made.working_groups.append(group.pk)
    else:
        _launch_earlier(group, meeting, made)
        made.joined.extend([group.pk, person.pk] for person in joining)
    return group


def _launch_earlier(group, meeting, made):
    """Minutes are taken in in any order: a group is launched in the earliest that announce it."""
    known = group.launched_in
    if known and known.starts_at > meeting.starts_at:
        made.launched.append([group.pk, known.pk])
        group.launched_in = meeting
        group.save(update_fields=["launched_in"])
