"""Rows for the tests, in the words of the field; every person is invented."""

from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from meetings.models import (
    PV,
    AgendaItem,
    Block,
    DatePoll,
    ItemProposal,
    Letter,
    Meeting,
    MeetingEvent,
    Paper,
    Participation,
    PollVoter,
    Remark,
    SealedPV,
)
from meetings.services import attaching, sealing
from zones.models import (
    Commune,
    Coordination,
    HouseRules,
    Mandate,
    Membership,
    Organisation,
    PartnerType,
    Person,
    Position,
    Theme,
    Zone,
)

_numbers = count(1)
#: Communes of the tests: five digits as the real ones, none of which begins like theirs.
_nis_codes = count(30_000)


def make_zone(code="sud", **fields):
    """A zone, found or made, with one commune and neutral house rules unless it has some."""
    name = code.title()
    defaults = {"name_fr": name, "name_nl": name, "abbreviation": code[:2], "colour": "#b0441a"}
    zone, created = Zone.objects.get_or_create(code=code, defaults=defaults | fields)
    if created:
        nis = str(next(_nis_codes))
        Commune.objects.create(
            nis=nis, zone=zone, name_fr=f"Commune {nis}", name_nl=f"Gemeente {nis}"
        )
    return zone


def make_rules(zone, valid_from=date(2015, 1, 1), **fields):
    """The formal rules of a zone like Sud; any field can be given."""
    formal = {
        "convening": "convocation",
        "record_kind": "pv",
        "needs_approval": True,
        "agenda_form": "strict",
    }
    return HouseRules.objects.create(zone=zone, valid_from=valid_from, **formal | fields)


def make_organisation(name=None, type_code="oisp", **fields):
    kind, _created = PartnerType.objects.get_or_create(
        code=type_code, defaults={"name_fr": type_code.upper(), "name_nl": type_code.upper()}
    )
    return Organisation.objects.create(
        name_fr=name or f"Institution {next(_numbers)}", type=kind, **fields
    )


def make_person(name=None, organisation=None, **fields):
    number = next(_numbers)
    first, _space, last = (name or f"Camille Personne{number}").partition(" ")
    fields.setdefault("email", f"personne{number}@exemple.be")
    person = Person.objects.create(first_name=first, last_name=last, **fields)
    if organisation:
        Position.objects.create(person=person, organisation=organisation)
    return person


def make_member(zone, organisation=None, person=None, role="full", is_coordinator=False, **fields):
    """A member institution of the zone with somebody in its seat; returns the mandate."""
    organisation = organisation or make_organisation()
    membership, _created = Membership.objects.get_or_create(
        zone=zone, organisation=organisation, defaults={"started_on": date(2015, 1, 1)}
    )
    return Mandate.objects.create(
        membership=membership,
        person=person or make_person(organisation=organisation),
        role=role,
        is_coordinator=is_coordinator,
        **fields,
    )


def make_user(zone=None, *, coordinator=False, regional=False, email=None, **fields):
    """Somebody who signs in: partner of ``zone``, its coordinator, the region, or an outsider."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"compte{number}@exemple.be",
        "mot-de-passe-de-test",
        full_name=fields.pop("full_name", f"Alix Compte{number}"),
        is_regional=regional,
        **fields,
    )
    if zone:
        organisation = make_organisation(f"Mission Locale {number}" if coordinator else None)
        person = make_person(user.full_name, organisation, user=user, email=user.email)
        make_member(zone, organisation, person, is_coordinator=coordinator)
        if coordinator:
            Coordination.objects.create(zone=zone, organisation=organisation)
    return user


def at(day, hour=9, minute=30):
    """An aware datetime in Brussels; ``day`` is a date or a number of days from today."""
    if isinstance(day, int):
        day = timezone.localdate() + timedelta(days=day)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def make_meeting(zone=None, status="convened", day=30, partners=0, **fields):
    """A meeting with ``partners`` expected institutions; its events match its status."""
    zone = zone or make_zone(f"zone-{next(_numbers)}")
    fields.setdefault("starts_at", at(day))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=3))
    fields.setdefault("title_fr", f"Sujet {next(_numbers)}")
    meeting = Meeting.objects.create(zone=zone, status=status, **fields)
    MeetingEvent.objects.create(meeting=meeting, kind="planned")
    if status not in ("planned", "cancelled"):
        MeetingEvent.objects.create(meeting=meeting, kind="convened")
    if status in ("held", "closed"):
        MeetingEvent.objects.create(meeting=meeting, kind="held")
    for _n in range(partners):
        make_participation(
            meeting, presence="present" if status in ("held", "closed") else "unknown"
        )
    return meeting


def make_participation(meeting, person=None, organisation=None, **fields):
    organisation = organisation or make_organisation()
    person = person or make_person(organisation=organisation)
    fields.setdefault("person_name", person.full_name)
    fields.setdefault("email", person.email)
    return Participation.objects.create(
        meeting=meeting,
        person=person,
        organisation=organisation,
        organisation_name=organisation.name_fr,
        **fields,
    )


def make_poll(zone=None, status="open", slots=2, voters=2, **fields):
    """A date poll of ``zone``: slots from a month ahead, a week apart; voters of as many seats."""
    zone = zone or make_zone(f"zone-{next(_numbers)}")
    fields.setdefault("closes_at", at(7, 23, 59))
    if status != "draft":
        fields.setdefault("opened_at", timezone.now() - timedelta(days=3))
    poll = DatePoll.objects.create(zone=zone, status=status, **fields)
    for number in range(slots):
        starts_at = at(30 + 7 * number)
        poll.slots.create(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    for _n in range(voters):
        make_voter(poll)
    return poll


def make_voter(poll, organisation=None, person=None, answers=None, **fields):
    """Somebody asked; ``answers``: choices in the order of the slots, ``None`` for none."""
    organisation = organisation or make_organisation()
    person = person or make_person(organisation=organisation)
    fields.setdefault("person_name", person.full_name)
    fields.setdefault("email", person.email)
    if answers:
        fields.setdefault("answered_at", timezone.now())
    voter = PollVoter.objects.create(
        poll=poll,
        person=person,
        organisation=organisation,
        organisation_name=organisation.name_fr,
        **fields,
    )
    for slot, choice in zip(poll.slots.all(), answers or [], strict=False):
        if choice:
            voter.votes.create(slot=slot, choice=choice)
    return voter


def make_item(meeting, title=None, **fields):
    fields.setdefault("position", meeting.agenda.count() + 1)
    return AgendaItem.objects.create(
        meeting=meeting, title_fr=title or f"Point {next(_numbers)}", **fields
    )


def make_pv(meeting=None, status="draft", blocks=1, **fields):
    """The PV of a held meeting, with ``blocks`` passages under one item."""
    meeting = meeting or make_meeting(status="held", day=-30, partners=1)
    if status != "draft":
        fields.setdefault("sent_at", timezone.now())
    if status in ("approved", "amended", "contested"):
        fields.setdefault("decided_at", timezone.now())
    if status in ("amended", "contested"):
        fields.setdefault("verdict_text", "Le point 2 ne reflète pas ce qui a été dit.")
    pv = PV.objects.create(meeting=meeting, status=status, **fields)
    item = make_item(meeting)
    for _n in range(blocks):
        make_block(item)
    return pv


def make_block(item, kind="information", text="Les partenaires échangent.", **fields):
    fields.setdefault("position", item.blocks.count() + 1)
    return Block.objects.create(item=item, kind=kind, text_fr=text, **fields)


def make_sealed(pv, content=b"%PDF-1.7 scelle", **fields):
    """The entry of the register for a PV decided upon, with its text and one paper."""
    version = sealing.keep_version(pv, None)
    fields.setdefault("reference", f"Zone {next(_numbers)}/1")
    row = SealedPV.objects.create(
        pv=pv,
        edition=pv.edition,
        status=pv.status,
        version=version,
        decided_at=pv.decided_at,
        **fields,
    )
    Paper.objects.create(
        kind="pv",
        meeting=pv.meeting,
        language="fr",
        audience=pv.meeting.visibility,
        sealed=row,
        file_name="pv.pdf",
        content=content,
    )
    return row


def make_remark(pv, row=None, block=None, **fields):
    """A remark on the first passage of a PV that was sent."""
    block = block or Block.objects.filter(item__meeting=pv.meeting).first()
    row = row or pv.meeting.participations.first() or make_participation(pv.meeting)
    fields.setdefault("text", "Je n’ai pas dit cela.")
    fields.setdefault("passage_text", block.text_fr)
    return Remark.objects.create(
        pv=pv,
        edition=pv.edition,
        item=block.item,
        block=block,
        participation=row,
        author_name=row.person_name,
        organisation_name=row.organisation_name,
        source="link",
        key=uuid4(),
        **fields,
    )


def make_theme(name="Logement"):
    return Theme.objects.create(code=f"theme-{next(_numbers)}", name_fr=name)


def make_attachment(meeting, title="Note de cadrage", **fields):
    """A small text joined to the meeting, taken in as any upload."""
    content = fields.pop("content", "À lire avant la réunion.\n".encode())
    name = fields.pop("name", "note.txt")
    defaults = {"item": None, "audience": "readers", "delivery": "linked", "by": None}
    upload = SimpleUploadedFile(name, content)
    return attaching.attach(meeting, upload=upload, title=title, **defaults | fields)


def make_proposal(row, title="Les stages d’été", **fields):
    """A point proposed by whoever sits in ``row``."""
    author = f"{row.person_name} ({row.organisation_name})"
    return ItemProposal.objects.create(
        meeting=row.meeting, participation=row, author=author, title=title, **fields
    )


def make_record_letter(pv, row, meeting):
    """The PV as it was sent to the person of ``row``; ``meeting`` is to approve it."""
    seat = make_participation(pv.meeting, row.person, row.organisation)
    make_item(meeting, "Approbation du PV", kind="approval", approves=pv)
    paper = Paper.objects.create(
        kind="pv", meeting=pv.meeting, language="fr", file_name="pv.pdf", content=b"%PDF-1.7 PV"
    )
    return Letter.objects.create(
        meeting=pv.meeting,
        participation=seat,
        kind="pv",
        to_email=row.email,
        language="fr",
        paper=paper,
        status="sent",
    )
