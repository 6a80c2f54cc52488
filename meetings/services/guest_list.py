"""The list of one meeting: saved, widened, corrected, each person with a word of their own."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Person

from ..models import Letter, Meeting, Participation
from .errors import Refused, WrongStatus
from .letters import queue_letters, withdraw
from .members import COPIED, create, drift, expected_members, seat, sync_participants
from .papers import keep_letters
from .recipients import group_by_reader, seats_of

#: Letters that put the meeting into somebody's calendar.
WITH_ENTRY = (Letter.Kind.CONVOCATION, Letter.Kind.DATE, Letter.Kind.UPDATE)


@transaction.atomic
def save_list(meeting, *, invited, seats=(), aligned=(), dropped=()):
    """Save who is on the list and who of it gets the letter.

    ``invited``: primary keys of the rows that get it; ``seats``: (person, organisation) ids of
    members proposed and wanted; ``aligned``: rows to bring up to date with their member;
    ``dropped``: rows whose seat is gone, to take off. The first time, every member proposed is
    saved; later a new one only when wanted. Raises ``WrongStatus`` once the letters have left.
    """
    meeting = _locked_meeting(meeting)
    if not meeting.is_before_letter:
        raise WrongStatus(_("Les lettres sont parties : la liste ne change plus d’ici."))
    saved, expected = list(meeting.participations.all()), expected_members(meeting)
    changes = drift(saved, expected)
    create([row for row in changes.new if not saved or seat(row) in seats])
    _align([pair for pair in changes.moved if pair[0].pk in aligned])
    for row in changes.gone:
        if row.pk in dropped:
            take_off(row, by=None)
    added = {row.pk for row in meeting.participations.all() if seat(row) in seats}
    set_invited(meeting, set(invited) | added)


def _align(pairs):
    for row, fresh in pairs:
        for name in COPIED:
            setattr(row, name, getattr(fresh, name))
        row.save()


@transaction.atomic
def set_invited(meeting, ids):
    """Keep the letter for the participations named in ``ids`` (a set of primary keys).

    Who is not called is not expected either; who is called again is expected as its seat says.
    """
    seats = {seat(row): row.is_expected for row in expected_members(meeting)}
    rows = list(meeting.participations.all())
    for row in rows:
        own = row.is_expected if row.is_invited else _counts(row)
        row.is_invited = row.pk in ids
        row.is_expected = row.is_invited and seats.get(seat(row), own)
    Participation.objects.bulk_update(rows, ["is_invited", "is_expected"])


def _counts(row):
    """Whether somebody who has no seat is expected: a guest is, a former substitute is not."""
    return row.capacity != Participation.Capacity.SUBSTITUTE


@transaction.atomic
def add_guest(
    meeting,
    *,
    name,
    organisation,
    organisation_name,
    email,
    language,
    capacity,
    topic="",
    by=None,
):
    """Invite somebody for this meeting only; who is added after the convocation gets it at once.

    ``topic``: what they come to present. Raises ``Refused`` when the address is already on the
    list: typed by hand, another name at a known address is most often the same person.
    """
    email = email.strip().lower()
    known = meeting.participations.filter(email__iexact=email).first() if email else None
    if known:
        raise Refused(_("Cette adresse figure déjà sur la liste des invités."))
    guest = Participation(
        meeting=meeting,
        person=Person.objects.filter(email__iexact=email).first() if email else None,
        organisation=organisation,
        person_name=" ".join(name.split()),
        organisation_name=organisation.name_fr if organisation else organisation_name,
        email=email,
        language=language,
        capacity=capacity,
        topic=" ".join(topic.split()),
    )
    guest.full_clean(exclude=["person_key"])
    keep_members(meeting)
    guest.save()
    _call(meeting, [guest], by)
    return guest


@transaction.atomic
def add_contacts(meeting, contacts, *, capacity, by):
    """Put people of the directory on the list, in one gesture; returns how many were added.

    ``contacts``: dicts ``person`` (or None), ``organisation``, ``name``, ``email``, ``language``.
    Who is already there for that institution is passed over; after the convocation the others get
    the letter at once.
    """
    if not meeting.is_open:
        raise WrongStatus(_("Cette réunion est tenue ou annulée : la liste ne change plus."))
    keep_members(meeting)
    known = {seat(row) for row in meeting.participations.all()}
    rows = [_of_contact(meeting, contact, capacity) for contact in contacts]
    rows = list({seat(row): row for row in rows if seat(row) not in known}.values())
    create(rows)
    _call(meeting, rows, by)
    return len(rows)


def _of_contact(meeting, contact, capacity):
    return Participation(
        meeting=meeting,
        person=contact["person"],
        organisation=contact["organisation"],
        person_name=contact["name"],
        organisation_name=contact["organisation"].name_fr,
        email=contact["email"],
        language=contact["language"],
        capacity=capacity,
    )


@transaction.atomic
def follow_group(meeting, before, *, by, kept=()):
    """Fit the list of a meeting to come, whose letter has not left, to the group it is now of.

    ``before``: seats proposed until now; those proposed no more are taken off, who was invited by
    hand stays. Who is proposed now is called, but for ``kept``: seats whose invitation stands. The
    same seats as before leave the list as it was made.
    """
    meeting = _locked_meeting(meeting)
    if not meeting.is_before_letter or meeting.starts_at < timezone.now():
        return
    wanted = {seat(row): row for row in expected_members(meeting)}
    if set(wanted) == set(before):
        return
    for row in _untold_first(meeting):
        fresh = wanted.get(seat(row))
        if fresh is None and seat(row) in before:
            if row.is_invited or not row.letters.exists():
                take_off(row, by=by)
        elif fresh and not row.is_invited and seat(row) not in kept:
            row.is_invited, row.is_expected = True, fresh.is_expected
            row.save(update_fields=["is_invited", "is_expected"])


def _untold_first(meeting):
    """The rows of the list; last, those that hold their reader's calendar entry: it is withdrawn
    once nothing else keeps that reader."""
    told = Letter.objects.filter(participation__meeting=meeting, kind__in=WITH_ENTRY)
    told = set(told.values_list("participation", flat=True))
    return sorted(meeting.participations.all(), key=lambda row: row.pk in told)


def keep_members(meeting):
    """A list that begins with a guest still has the members: those who come later are « new »."""
    if meeting.is_before_letter and not meeting.participations.exists():
        sync_participants(meeting)


def _call(meeting, rows, by):
    """Once the letters have left, who joins gets theirs; not who reads it for another seat."""
    if not meeting.is_convened:
        return
    added = {row.pk for row in rows}
    invited = list(meeting.participations.filter(is_invited=True))
    readers = [
        reader for reader in group_by_reader(invited) if {row.pk for row in reader.rows} <= added
    ]
    called = [reader.lead for reader in readers]
    papers = keep_letters(meeting, called) if called else None
    queue_letters(meeting, called, Letter.Kind.CONVOCATION, by=by, paper=papers)


@transaction.atomic
def take_off(participation, *, by):
    """« Ne plus inviter »: returns whether a withdrawal leaves, for them alone.

    Nobody has heard of the row: it is deleted. Otherwise it stays, no longer invited; what waits
    for it is taken back, and a calendar entry already sent is withdrawn, unless the same reader
    still sits for another institution. Raises ``WrongStatus`` once the meeting is held or off.
    """
    row, meeting = _locked(participation)
    written = row.letters.filter(kind__in=WITH_ENTRY)
    if meeting.is_before_letter and not (written.exists() or row.answers.exists()):
        row.delete()
        return False
    withdraw(row.letters.all())
    row.is_invited = row.is_expected = False
    row.save(update_fields=["is_invited", "is_expected"])
    sits_elsewhere = seats_of(row, list(meeting.participations.filter(is_invited=True)))
    has_entry = written.exclude(status=Letter.Status.WITHDRAWN).exists()
    if sits_elsewhere or not has_entry:
        return False
    _raise_sequence(meeting)
    return bool(queue_letters(meeting, [row], Letter.Kind.CANCELLATION, by=by))


@transaction.atomic
def call_back(participation, *, by):
    """Invite again somebody who was taken off; once the letters have left, they get theirs."""
    row, meeting = _locked(participation)
    row.is_invited, row.is_expected = True, _counts(row)
    row.save(update_fields=["is_invited", "is_expected"])
    _raise_sequence(meeting)
    _call(meeting, [row], by)
    return row


def _locked_meeting(meeting):
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("zone")
    return rows.get(pk=meeting.pk)


def _locked(participation):
    rows = Participation.objects.select_for_update(of=("self",)).select_related("meeting__zone")
    row = rows.get(pk=participation.pk)
    if not row.meeting.is_open:
        raise WrongStatus(_("Cette réunion est tenue ou annulée : la liste ne change plus."))
    return row, row.meeting


def _raise_sequence(meeting):
    """A withdrawal, and an invitation after it, must each be newer than what came before."""
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])


@transaction.atomic
def set_note(meeting, ids, note):
    """The same personal sentence for the rows named in ``ids``; empty takes it away."""
    note = note.replace("\r\n", "\n").replace("\r", "\n").strip()
    return meeting.participations.filter(pk__in=ids).update(personal_note=note)
