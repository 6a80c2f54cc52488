"""The registers a PV feeds: its actions with their owners, its opinions with their addressees."""

from django.db import transaction
from django.db.models import Max

from zones.models import Organisation, Zone

from ..models import ActionItem, ActionOwner, Block, Opinion


def keep_registers(block):
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
