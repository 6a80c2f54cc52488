"""Who is called, and the moment they are: recipients, convocation, reminder."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import HouseRules, Mandate, Membership, Person

from .. import documents
from ..models import Letter, Meeting, MeetingEvent, Paper, Participation
from ..models.meeting_queryset import of_its_zones
from .announced import date_was_announced
from .errors import Refused, WrongStatus
from .letters import queue_letters

#: The rules copied into the meeting on the day it is convened.
SNAPSHOT = (
    "convening",
    "signatories",
    "agenda_form",
    "record_kind",
    "needs_approval",
    "one_institution_one_vote",
    "half_day_quota",
    "notice_days",
    "contest_days",
    "shows_emails",
)


def expected_members(meeting):
    """Unsaved participations proposed from the members of its zones on the day of the meeting.

    One row per mandate in force; a person who holds two mandates for one institution is proposed
    once, in the first of its capacities, also when it sits in two zones of a joint meeting. All
    are told; who is *expected* is the full representative or, where the institution has none,
    whoever else speaks for it.
    Institutions without any mandate are not proposed: ``members_without_anybody`` names them.
    """
    mandates = (
        Mandate.objects.on(meeting.held_on)
        .filter(membership__in=_memberships(meeting))
        .select_related("person", "membership__organisation")
        .order_by("membership__organisation__name_fr", "role", "pk")
    )
    offices = {m.pk: m.membership.organisation_id for m in mandates}
    with_full = {offices[m.pk] for m in mandates if m.role == Mandate.Role.FULL}
    proposed = {}
    for mandate in mandates:
        office = offices[mandate.pk]
        key = (mandate.person_id, office)
        is_expected = mandate.role == Mandate.Role.FULL or office not in with_full
        proposed.setdefault(key, _from_mandate(meeting, mandate, is_expected))
    return list(proposed.values())


def _memberships(meeting):
    rows = Membership.objects.on(meeting.held_on).filter(of_its_zones(meeting))
    return rows.exclude(status=Membership.Status.SUSPENDED)


def members_without_anybody(meeting):
    """Names of member institutions for whom nobody is on the list."""
    members = _memberships(meeting)
    seated = Mandate.objects.on(meeting.held_on).filter(membership__in=members)
    silent = members.exclude(organisation__in=seated.values("membership__organisation"))
    names = [membership.organisation.name for membership in silent.select_related("organisation")]
    return list(dict.fromkeys(names))  # an institution of two zones is named once


#: Role of the mandate → capacity at the meeting; who coordinates the zone animates it.
CAPACITIES = {
    Mandate.Role.FULL: Participation.Capacity.FULL,
    Mandate.Role.SUBSTITUTE: Participation.Capacity.SUBSTITUTE,
    Mandate.Role.REFERENT: Participation.Capacity.MEMBER,
}


def _from_mandate(meeting, mandate, is_expected):
    capacity = CAPACITIES[mandate.role]
    return Participation(
        meeting=meeting,
        person=mandate.person,
        organisation=mandate.membership.organisation,
        person_name=mandate.person.full_name,
        organisation_name=mandate.membership.organisation.name_fr,
        email=mandate.person.email,
        language=mandate.person.language,
        capacity=Participation.Capacity.COORDINATION if mandate.is_coordinator else capacity,
        is_expected=is_expected,
    )


@transaction.atomic
def sync_participants(meeting):
    """Create the proposed participations that do not exist yet; run twice, it adds nothing."""
    known = set(meeting.participations.values_list("person_id", "organisation_id"))
    missing = [
        row
        for row in expected_members(meeting)
        if (row.person_id, row.organisation_id) not in known
    ]
    for row in missing:
        row.person_key = Participation.key_of(row.person_id, row.person_name)
    Participation.objects.bulk_create(missing)
    return len(missing)


@transaction.atomic
def add_guest(
    meeting, *, name, organisation, organisation_name, email, language, capacity, by=None
):
    """Invite somebody for this meeting only; who is added after the convocation gets it at once.

    Raises ``Refused`` when the address is already on the list.
    """
    email = email.strip().lower()
    if email and meeting.participations.filter(email__iexact=email).exists():
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
    )
    guest.full_clean(exclude=["person_key"])
    guest.save()
    if meeting.is_convened:
        paper = meeting.papers.filter(kind=meeting.convening).first()
        queue_letters(meeting, [guest], Letter.Kind.CONVOCATION, by=by, paper=paper)
    return guest


@transaction.atomic
def set_invited(meeting, ids):
    """Keep the letter for the participations named in ``ids`` (a set of primary keys).

    Who is not called is not expected either; who is called again is expected as its seat says.
    """
    seats = {
        (row.person_id, row.organisation_id): row.is_expected for row in expected_members(meeting)
    }
    rows = list(meeting.participations.all())
    for row in rows:
        row.is_invited = row.pk in ids
        seat = seats.get((row.person_id, row.organisation_id), True)  # a guest is expected
        row.is_expected = row.is_invited and seat
    Participation.objects.bulk_update(rows, ["is_invited", "is_expected"])


def recipients(meeting):
    """``(with_address, without_address)``: those who get the letter, and those to call."""
    invited = list(meeting.participations.filter(is_invited=True))
    return [p for p in invited if p.email], [p for p in invited if not p.email]


@transaction.atomic
def convene(meeting, *, by):
    """Convoquer: copy the rules of the day, keep the letter, queue one e-mail per recipient.

    Returns the number of letters queued. Raises ``WrongStatus`` unless the meeting is in
    preparation (two clicks, two coordinators), ``Refused`` when the agenda the rules demand is
    empty or nobody has an address.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("zone").get(pk=meeting.pk)
    )
    if meeting.status not in (Meeting.Status.PLANNED, Meeting.Status.POSTPONED):
        raise WrongStatus(
            _("Les lettres sont déjà parties pour cette réunion : rien n’a été renvoyé.")
        )
    rules = HouseRules.at(meeting.zone, timezone.localdate())
    _check_ready(meeting, rules)
    sync = meeting.participations.exists() or sync_participants(meeting)
    if not sync or not recipients(meeting)[0]:
        raise Refused(
            _("Personne à qui écrire : ajoutez des membres avec une adresse, ou des invités.")
        )
    meeting.profile = {field: getattr(rules, field) for field in SNAPSHOT}
    meeting.profile["convening"] = meeting.convening
    meeting.status = Meeting.Status.CONVENED
    if date_was_announced(meeting):
        meeting.sequence += 1  # the entry that left with the date is replaced by this one
    meeting.save()
    MeetingEvent.objects.create(meeting=meeting, kind=Meeting.Status.CONVENED, by=by)
    paper = _keep_letter(meeting)
    invited = meeting.participations.filter(is_invited=True)
    return queue_letters(meeting, invited, Letter.Kind.CONVOCATION, by=by, paper=paper)


def _check_ready(meeting, rules):
    if meeting.starts_at <= timezone.now():
        raise Refused(
            _("La date de la réunion est passée : corrigez-la avant d’écrire aux partenaires.")
        )
    strict = meeting.convening == HouseRules.Convening.CONVOCATION
    if strict and not meeting.agenda.exists():
        raise Refused(_("Une convocation porte un ordre du jour : ajoutez au moins un point."))


def _keep_letter(meeting):
    content = documents.convocation(meeting)
    return Paper.objects.create(
        kind=meeting.convening,
        meeting=meeting,
        language=meeting.languages,
        file_name=documents.letter_name(meeting),
        content=content,
    )


def notice_shortfall(meeting, on=None):
    """Clear days missing to respect the zone's notice, 0 when it is respected.

    Neither the day of sending nor the day of the meeting counts. Source: practice of the councils
    (CPAS de Saint-Josse, règlement d'ordre intérieur, art. 2), an option of the house rules.
    """
    clear_days = (meeting.held_on - (on or timezone.localdate())).days - 1
    return max(0, meeting.rules().notice_days - clear_days)


@transaction.atomic
def remind(meeting, *, by):
    """Write once more to those who have not answered; returns the number of letters queued."""
    if not meeting.is_convened:
        raise WrongStatus(_("On ne relance qu’une réunion convoquée et pas encore tenue."))
    silent = meeting.participations.silent().filter(is_invited=True)
    recently = timezone.now() - timezone.timedelta(hours=12)
    silent = silent.exclude(letters__kind=Letter.Kind.REMINDER, letters__created_at__gte=recently)
    count = queue_letters(meeting, silent, Letter.Kind.REMINDER, by=by)
    if not count:
        raise Refused(
            _("Personne à relancer : tous ont répondu, ou viennent de recevoir un rappel.")
        )
    return count
