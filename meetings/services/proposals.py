"""Points that partners would like to hear of: from their page to an agenda, or a kind refusal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AgendaItem, ItemProposal, Meeting, Participation
from .errors import Refused, WrongStatus
from .planning import add_item

#: Per personal link: more than anybody has to propose, less than a prank needs.
MAX_BY_LINK = 5


@transaction.atomic
def propose(participation, *, title, detail):
    """Keep a point proposed by whoever holds the link; the same point twice is kept once.

    Raises ``WrongStatus`` once the meeting is held or cancelled, ``Refused`` beyond five points.
    """
    participation = Participation.objects.select_for_update().get(pk=participation.pk)
    if not participation.meeting.is_open:
        raise WrongStatus(_("Cette réunion est tenue ou annulée : on n’y propose plus de point."))
    title = " ".join(title.split())
    known = list(participation.proposals.all())
    for proposal in known:
        if proposal.title.casefold() == title.casefold():
            return proposal
    if len(known) >= MAX_BY_LINK:
        raise Refused(
            _("Vous avez déjà proposé cinq points : pour un autre, écrivez à la coordination.")
        )
    proposal = ItemProposal(
        meeting=participation.meeting,
        participation=participation,
        author=_author(participation),
        title=title,
        detail=detail.strip(),
    )
    proposal.full_clean()
    proposal.save()
    return proposal


def _author(participation):
    """« Nom (institution) », as they are called today."""
    if not participation.organisation_name:
        return participation.person_name
    return f"{participation.person_name} ({participation.organisation_name})"


@transaction.atomic
def accept(proposal, *, by):
    """Put the point on the agenda of its meeting, presented by its author; returns the item.

    Once the letter left, it is a « point supplémentaire ». Raises ``WrongStatus`` when it is on an
    agenda already, or when that agenda is closed.
    """
    proposal = _undecided(proposal)
    return _put(proposal, proposal.meeting, by)


@transaction.atomic
def hold_over(proposal, *, by):
    """Put the point on the agenda of the next meeting in preparation; returns the item.

    Raises ``Refused`` when none is in preparation after this one.
    """
    proposal = _undecided(proposal)
    meeting = next_meeting(proposal.meeting)
    if meeting is None:
        raise Refused(
            _("Aucune réunion n’est en préparation après celle-ci : planifiez-la d’abord.")
        )
    return _put(proposal, meeting, by)


@transaction.atomic
def decline(proposal, *, reason, by):
    """Say no, with the sentence its author will read on their page."""
    proposal = _undecided(proposal)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Dites pourquoi en une phrase : l’auteur la lira sur sa page."))
    return _decide(proposal, ItemProposal.Status.DECLINED, by, reason=reason)


def next_meeting(meeting):
    """The first meeting of the zone still in preparation after this one, or ``None``."""
    rows = Meeting.objects.of_zone(meeting.zone_id).filter(status=Meeting.Status.PLANNED)
    return rows.filter(starts_at__gt=meeting.starts_at).order_by("starts_at", "pk").first()


def _undecided(proposal):
    """The proposal as it stands, held; one that was declined may still be taken up."""
    proposal = ItemProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.status == ItemProposal.Status.ACCEPTED and proposal.item_id:
        raise WrongStatus(_("Ce point figure déjà à un ordre du jour : rien n’a changé."))
    return proposal


def _put(proposal, meeting, by):
    author = proposal.participation
    field = "title_nl" if author and author.language == "nl" else "title_fr"
    item = AgendaItem(
        kind=AgendaItem.Kind.DISCUSSION,
        presenter=_shortened(proposal),
        **{field: proposal.title},
    )
    proposal.item = add_item(meeting, item)
    _decide(proposal, ItemProposal.Status.ACCEPTED, by)
    return proposal.item


def _shortened(proposal):
    """The author with their institution if the field holds both, else the name alone."""
    room = AgendaItem._meta.get_field("presenter").max_length
    name = proposal.participation.person_name if proposal.participation else proposal.author
    return proposal.author if len(proposal.author) <= room else name[:room]


def _decide(proposal, status, by, reason=""):
    proposal.status, proposal.reason = status, reason
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.full_clean(exclude=["decided_by", "participation"])
    proposal.save()
    return proposal
