"""Who was given an action: people, or the institutions they speak for; one letter each."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from zones.models import Mandate, Person
from zones.models.rules import Visibility

from .. import tasks
from ..models import ActionItem, ActionNotice, Letter
from ..models.levels import narrowest, readable
from ..models.meeting_queryset import of_its_zones
from ..readership import level_of_reader

#: Who speaks for an institution, the first of them who has an address.
ROLES = (Mandate.Role.FULL, Mandate.Role.SUBSTITUTE, Mandate.Role.REFERENT)


@dataclass
class Recipient:
    """One person, and the actions of a PV that are theirs or their institution's."""

    person: Person
    actions: list = field(default_factory=list)


@dataclass(frozen=True)
class Unreached:
    """An owner to whom no letter goes: nobody known behind the name, or no address."""

    name: str
    action: ActionItem


def owners_of(meeting, actions):
    """``([Recipient], [Unreached])`` for the ``actions`` of ``meeting``; one query.

    ``actions``: with ``owners`` and their person and organisation prefetched (``actions_of``).
    An institution is reached through its representative of today in the zones of the meeting: the
    full one, else a substitute, else a referent; whoever has an address goes first.
    """
    houses = {owner.organisation_id for action in actions for owner in action.owners.all()}
    voices = representatives(meeting, houses - {None})
    found, unreached = {}, []
    for action in actions:
        for owner in action.owners.all():
            person = owner.person or voices.get(owner.organisation_id)
            if person is None or not person.email:
                unreached.append(Unreached(owner.name, action))
                continue
            recipient = found.setdefault(person.pk, Recipient(person))
            if action not in recipient.actions:
                recipient.actions.append(action)
    return list(found.values()), unreached


def representatives(meeting, houses):
    """{institution id: the person who speaks for it in the zones of ``meeting``}; one query."""
    if not houses:
        return {}
    rows = Mandate.objects.on(timezone.localdate()).filter(
        of_its_zones(meeting, "membership__zone"), membership__organisation__in=houses
    )
    rows = sorted(
        rows.select_related("person", "membership"),
        key=lambda one: (not one.person.email, ROLES.index(one.role), one.pk),
    )
    found = {}
    for one in rows:
        found.setdefault(one.membership.organisation_id, one.person)
    return found


def actions_of(meeting):
    """The actions of its PV, in the order of the agenda, with what a letter says of them."""
    rows = ActionItem.objects.filter(block__item__meeting=meeting)
    rows = rows.select_related("block__item__meeting")
    rows = rows.prefetch_related("owners__person", "owners__organisation")
    return list(rows.order_by("block__item__position", "block__position", "block"))


def level_at(meeting, person):
    """The level at which ``person`` reads the papers of ``meeting``; two queries at most.

    As on its list; else as their mandates of today say.
    """
    rows = list(meeting.participations.filter(person=person))
    levels = [level_of_reader(row) for row in rows]
    mandates = Mandate.objects.on(timezone.localdate()).filter(person=person)
    mandates = list(mandates.values_list("membership__zone", "is_coordinator"))
    for zone, coordinates in mandates:
        if zone in meeting.zone_ids:
            levels.append(Visibility.COORDINATION if coordinates else Visibility.ZONE)
    levels += [Visibility.REGION] if mandates else [Visibility.PUBLIC]
    return narrowest(*levels)


def may_read(level, action):
    """Whether a reader at ``level`` may read the words of an action."""
    item = action.block.item
    deciding = narrowest(item.meeting.visibility, item.visibility, action.block.visibility)
    return deciding in readable(level)


@transaction.atomic
def write_to_owners(meeting, *, by):
    """One letter to each person with actions of this PV still to do; returns how many.

    Whoever was told of an action before (an earlier edition) is not told of it again. Runs inside
    the transaction that sends the PV.
    """
    actions = [action for action in actions_of(meeting) if action.done_on is None]
    recipients, _unreached = owners_of(meeting, actions)
    given = ActionNotice.objects.filter(action__in=actions, kind=ActionNotice.Kind.GIVEN)
    told = set(given.values_list("action", "person"))
    count = 0
    for one in recipients:
        fresh = [action for action in one.actions if (action.pk, one.person.pk) not in told]
        count += write(meeting, one.person, fresh, ActionNotice.Kind.GIVEN, by=by)
    return count


def write(meeting, person, actions, kind, *, by=None):
    """Queue one letter to ``person`` about ``actions``, with its proofs; returns 1, or 0 for none.

    Runs inside the caller's transaction.
    """
    if not (actions and person.email):
        return 0
    given = kind == ActionNotice.Kind.GIVEN
    letter_kind = Letter.Kind.ACTIONS if given else Letter.Kind.ACTION_DUE
    mine = meeting.letters.filter(kind=letter_kind, person=person)
    letter = Letter.objects.create(
        meeting=meeting,
        person=person,
        kind=letter_kind,
        round=(mine.aggregate(last=Max("round"))["last"] or 0) + 1,
        to_email=person.email,
        language=person.language,
        queued_by=by,
    )
    today = timezone.localdate()
    ActionNotice.objects.bulk_create(
        ActionNotice(
            action=action,
            person=person,
            letter=letter,
            kind=kind,
            for_day=today if given else action.due_on,
        )
        for action in actions
    )
    transaction.on_commit(tasks.wake_the_postman)
    return 1
