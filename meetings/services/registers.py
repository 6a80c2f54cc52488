"""The registers a PV feeds: its actions with their owners, its opinions with their addressees."""

from django.db import transaction
from django.utils.translation import gettext as _

from zones.models import Zone

from ..known_names import known_names
from ..models import ActionItem, ActionOwner, Attachment, Block, Opinion, PVVersion
from ..seen import as_seen, fingerprint, values
from ..understanding import due_of
from .errors import Conflict


def keep_registers(block):
    """An action is followed and an opinion numbered as soon as the passage is written."""
    if block.kind == Block.Kind.ACTION:
        ActionItem.objects.get_or_create(block=block, defaults={"zone": block.item.meeting.zone})
    if block.kind == Block.Kind.OPINION:
        number_opinion(block)


def number_opinion(block):
    """The opinion of a passage, numbered in its zone and year.

    The number that a sealed text carries is its passage's for ever: a correction that takes it out
    frees it for nobody else, and gives it back with the passage.
    """
    meeting = block.item.meeting
    opinion = Opinion.objects.filter(block=block).first()
    if opinion is None:
        number = free_number(meeting.zone_id, meeting.year, block.pk)
        opinion = Opinion.objects.create(
            block=block, zone=meeting.zone, year=meeting.year, number=number
        )
    return opinion


def free_number(zone, year, block):
    """The number of a passage in the sealed text, unless another opinion took it; else the next.

    ``zone``, ``block``: their ids.
    """
    # Two PVs of one zone may number at the same instant: the zone's row is the queue.
    Zone.objects.select_for_update().get(pk=zone)
    taken = set(Opinion.objects.filter(zone=zone, year=year).values_list("number", flat=True))
    sealed = _sealed_numbers(zone, year)
    number = sealed.get(block)
    if number is None or number in taken:  # once, what a correction took out freed its number
        number = max(taken | set(sealed.values()), default=0) + 1
    return number


def _sealed_numbers(zone, year):
    """{passage: the number of its opinion} in the texts its zone opened again; of that year."""
    opened = PVVersion.objects.filter(pv__meeting__zone=zone, content__has_key="rows")
    kept = opened.order_by("pk").values_list("content__rows__followed", flat=True)
    rows = [row["fields"] for rows in kept for row in rows if row["model"] == "meetings.opinion"]
    return {row["block"]: row["number"] for row in rows if row["year"] == year}


@transaction.atomic
def set_action(block, *, owners, due_on, due_text, contact=""):
    """Give an action its owners, its date and whom to ask.

    ``owners``: names as typed, matched without accents or case to the people and the institutions
    of the meeting (``known_names``); an unknown or ambiguous one stays a name. ``due_on``: the
    exact date, which wins; without one, the day that ``due_text`` allows.
    """
    meeting = block.item.meeting
    action = ActionItem.objects.get(block=block)
    read = None if due_on or not due_text.strip() else due_of(meeting, due_text)
    action.due_on, action.is_due_read = due_on or read, bool(read)
    action.due_text, action.contact = due_text, " ".join(contact.split())
    action.save()
    _give(action, [" ".join(name.split()) for name in owners], meeting)
    return action


def _give(action, names, meeting):
    """Write the owners again only when they changed; one that nobody was is looked for again."""
    names = list(dict.fromkeys(name[:160] for name in names if name))
    owners = list(action.owners.order_by("pk"))
    is_matched = all(owner.person_id or owner.organisation_id for owner in owners)
    if is_matched and [owner.name for owner in owners] == names:
        return
    wanted = [known_names(meeting).meaning(name) for name in names]
    wanted = [(one.typed, one.person_id, one.organisation_id) for one in wanted]
    if wanted == [(one.name, one.person_id, one.organisation_id) for one in owners]:
        return
    action.owners.all().delete()
    ActionOwner.objects.bulk_create(
        ActionOwner(action=action, name=name, person_id=person, organisation_id=office)
        for name, person, office in wanted
    )


@transaction.atomic
def complete_action(action, *, done_on, outcome, by):
    """Close an action (or open it again with ``done_on=None``), and keep who said so first."""
    action.done_on, action.outcome = done_on, outcome
    said_by = action.done_by or (by.full_name[:160] if by else "")
    action.done_by = said_by if done_on else ""
    action.is_said_by_link = action.is_said_by_link and done_on is not None
    action.full_clean()
    action.save()
    return action


#: What the register keeps of an opinion, besides its passage.
FOLLOWED = (
    "addressees",
    "motives",
    "sent_on",
    "sending",
    "proof",
    "answer_expected_on",
    "answered_on",
    "answer",
    "effect",
)


@transaction.atomic
def record_opinion(opinion, *, seen=None, upload=None, by=None, **wanted):
    """Note why an opinion was given, to whom it went, when and how, what they answered, its effect.

    ``wanted``: values of ``FOLLOWED``; a field that is not given stays. ``seen``: the
    ``fingerprint`` of the row its writer read; without it nobody's change is looked for.
    ``upload``: a file that proves the sending, kept with the meeting for the coordination.

    The same content again changes nothing. Raises ``Conflict`` when somebody else wrote meanwhile,
    ``ValidationError`` or ``Refused`` with the sentence to show.
    """
    current = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if seen is not None and seen != fingerprint(current, FOLLOWED):
        if is_kept(current, wanted, besides=("proof",) if upload else ()):
            return current
        raise Conflict(_("Quelqu’un d’autre a modifié cet avis entre-temps."), current)
    if upload:
        wanted["proof"] = _kept_proof(current, upload, by)
    return write(current, wanted)


def is_kept(current, wanted, besides=()):
    """Does the row hold these values already? (A second click, a lost answer.)"""
    names = [name for name in wanted if name not in besides]
    asked = as_seen({name: wanted[name] for name in names})
    return values(current, names) == asked


def write(row, wanted):
    """Save the fields of an opinion or a finding, then whom it is for."""
    addressees = wanted.pop("addressees", None)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean(exclude=["created_by"])
    row.save()
    if addressees is not None:
        row.addressees.set(addressees)
    return row


def _kept_proof(opinion, upload, by):
    from .attaching import attach  # which writes letters: not needed to number an opinion

    return attach(
        opinion.block.item.meeting,
        upload=upload,
        title=_("Preuve d’envoi de l’avis n° %(number)s") % {"number": opinion},
        item=None,
        audience=Attachment.Audience.COORDINATION,
        delivery=Attachment.Delivery.LINKED,
        by=by,
    )
