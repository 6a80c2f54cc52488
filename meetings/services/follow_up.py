"""What earlier meetings left open, proposed for the next agenda; taken up, set aside, never forced.

One rule. From the meetings of the same kind that the zone held before, are proposed:

- the items of the last twelve months that the sent PV leaves untreated (no passage, no outcome), or
  that were put off without a date;
- the standing items, to every meeting;
- the actions still open, until they are done;
- to a commission, the report of each working group that met since the one before;
- the PVs to approve that no meeting until then has on its agenda: sent once the letter had left,
  or submitted to a meeting that was called off since.

What stands on a later agenda already, was dropped or set aside is not proposed.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from concertation.typography import date_short, plain
from zones.models.rules import Visibility

from ..models import PV, ActionItem, AgendaItem, Block, Meeting, SetAside, WorkingGroup
from ..models.levels import narrowest, readable
from .changes import locked
from .errors import WrongStatus
from .planning import add_item, approval_item, insert_first, pending_pvs
from .reporting_back import reports_due
from .why_proposed import why_action, why_item

LOOK_BACK = timedelta(days=366)
#: What comes back by itself, or makes sense on its day only.
NEVER = (AgendaItem.Kind.APPROVAL, AgendaItem.Kind.MISC, AgendaItem.Kind.NEXT_MEETINGS)
Outcome = AgendaItem.Outcome
#: Characters of an action's text in the title of the item that follows it.
TITLE = 160


@dataclass
class Proposal:
    """An item or an open action of an earlier meeting, or the report of a ``group``; and why it is
    proposed, as a sentence."""

    source: AgendaItem | ActionItem
    meeting: Meeting
    why: str
    is_set_aside: bool
    group: WorkingGroup | None = None

    @property
    def is_action(self):
        return isinstance(self.source, ActionItem)

    @property
    def is_item(self):
        return not self.is_action and self.source.pk is not None

    @property
    def is_approval(self):
        """The approval of a PV, an item that is not saved: it waits, and is never set aside."""
        return self.source.pk is None and self.group is None

    @property
    def key(self):
        if self.is_approval:
            return f"pv-{self.source.approves_id}"
        if self.group:
            return f"groupe-{self.group.pk}"
        return f"{'action' if self.is_action else 'point'}-{self.source.pk}"


def proposals_for(meeting):
    """The ``Proposal`` of a meeting still open, items first, by date; nine queries at most.

    Those set aside for this meeting come too, marked. The rule is at the head of this module.
    """
    if not meeting.is_open or meeting.is_imported:
        return []
    aside = list(meeting.set_aside.values_list("item", "action", "working_group"))
    items, actions, groups = ({row[n] for row in aside} for n in (0, 1, 2))
    found = _approvals(meeting) + [
        Proposal(item, item.meeting, why_item(item), item.pk in items)
        for item in _items(meeting, items)
    ]
    found += [
        Proposal(item, last, why, last.working_group_id in groups, last.working_group)
        for item, last, why in reports_due(meeting, meeting.starts_at - LOOK_BACK)
    ]
    return found + [
        Proposal(action, action.block.item.meeting, why_action(action), action.pk in actions)
        for action in _actions(meeting)
    ]


def _approvals(meeting):
    """What ``submit_pending_pvs`` did not put there by itself."""
    until_now = AgendaItem.objects.filter(meeting__starts_at__lte=meeting.starts_at)
    return [
        Proposal(approval_item(meeting, pv), pv.meeting, _("PV à approuver"), is_set_aside=False)
        for pv in pending_pvs(meeting, until_now)
        if pv.meeting.starts_at >= meeting.starts_at - LOOK_BACK
    ]


def _earlier(meeting, path):
    """The condition « of a meeting of the same kind that this zone called before ».

    ``path``: from the model that is filtered to its meeting.
    """
    same = Q(**{f"{path}__zone": meeting.zone_id, f"{path}__kind": meeting.kind})
    if meeting.kind == Meeting.Kind.WORKING_GROUP:
        same &= Q(**{f"{path}__working_group": meeting.working_group_id})
    before = Q(**{f"{path}__starts_at__lt": meeting.starts_at})
    return same & before & ~Q(**{f"{path}__status": Meeting.Status.CANCELLED})


def _items(meeting, aside):
    copies = AgendaItem.objects.filter(carried_from=OuterRef("pk"))
    copies = copies.exclude(meeting__status=Meeting.Status.CANCELLED)
    until_now = copies.filter(meeting__starts_at__lte=meeting.starts_at)
    put_off = Q(outcome=Outcome.DEFERRED) & (
        Q(deferred_to__isnull=True) | Q(deferred_to__status=Meeting.Status.CANCELLED)
    )
    untreated = Q(outcome="", meeting__pv__isnull=False) & ~Q(meeting__pv__status__in=PV.UNSENT)
    untreated &= ~Exists(Block.objects.filter(item=OuterRef("pk")))
    waiting = (put_off | untreated) & ~Exists(copies)
    standing = Q(is_standing=True) & ~Q(outcome=Outcome.DROPPED) & ~Exists(until_now)
    dropped_here = Q(pk__in=aside) & ~Exists(copies)
    rows = AgendaItem.objects.filter(_earlier(meeting, "meeting"))
    rows = rows.filter(
        waiting | standing | dropped_here,
        meeting__starts_at__gte=meeting.starts_at - LOOK_BACK,
        meeting__is_imported=False,
    )
    rows = rows.exclude(kind__in=NEVER).select_related("meeting__zone", "theme", "deferred_to")
    typed = {_name(own) for own in meeting.agenda.all()}
    rows = _latest_standing(rows.order_by("meeting__starts_at", "position", "pk"))
    return [row for row in rows if not (row.is_standing and _name(row) in typed)]


def _latest_standing(rows):
    """A standing item typed at several meetings is one: the last one speaks for it."""
    rows = list(rows)
    last = {_name(row): row.pk for row in rows if row.is_standing}
    return [row for row in rows if last.get(_name(row), row.pk) == row.pk]


def _name(item):
    return item.title_fr.casefold().strip(), item.title_nl.casefold().strip()


def _actions(meeting):
    taken = AgendaItem.objects.filter(meeting=meeting, follows=OuterRef("pk"))
    rows = ActionItem.objects.open().filter(_earlier(meeting, "block__item__meeting"))
    rows = rows.exclude(block__item__meeting__pv__status__in=PV.UNSENT)
    recent = Q(block__item__meeting__starts_at__gte=meeting.starts_at - LOOK_BACK)
    rows = rows.filter(recent | Q(block__item__meeting__is_imported=False))
    rows = rows.filter(~Exists(taken)).select_related("block__item__meeting__zone")
    rows = rows.prefetch_related("owners")
    return list(rows.order_by("block__item__meeting__starts_at", "due_on", "pk"))


# --- Gestures -----------------------------------------------------------------------------------


def _chosen(meeting, key):
    """The proposal ``key`` as it stands; raises ``WrongStatus`` when it is not one (any more)."""
    found = next((one for one in proposals_for(meeting) if one.key == key), None)
    if found is None:
        raise WrongStatus(
            _("Ce point n’est plus proposé : il est déjà repris, ou il a été traité entre-temps.")
        )
    return found


@transaction.atomic
def take_up(meeting, key, *, by):
    """Put one proposal on the agenda of ``meeting``; returns the item.

    After the convocation it is a « point supplémentaire ». Twice is once: the second click waits
    for the first and is told so (``WrongStatus``). A constraint has the last word, but on the
    report of a group: its title alone says that it is there.
    """
    meeting = locked(meeting)
    return _take(meeting, _chosen(meeting, key))


@transaction.atomic
def take_up_all(meeting, *, by):
    """Take up whatever is proposed and not set aside; returns the number of items."""
    meeting = locked(meeting)
    chosen = [one for one in proposals_for(meeting) if not one.is_set_aside]
    return len([_take(meeting, one) for one in chosen])


def _take(meeting, proposal):
    source = proposal.source
    if proposal.is_approval:
        return _submit(meeting, source)
    if proposal.is_action:
        SetAside.objects.filter(meeting=meeting, action=source).delete()
        return add_item(meeting, following(source, meeting))
    if proposal.group:
        SetAside.objects.filter(meeting=meeting, working_group=proposal.group).delete()
        return add_item(meeting, source)
    SetAside.objects.filter(meeting=meeting, item=source).delete()
    if source.outcome == Outcome.DROPPED:
        source.outcome = ""
        source.save()
    return add_item(meeting, copy_of(source))


def _submit(meeting, item):
    """The approval of a PV, sooner than at the meeting it waited for, whose letter is to come.

    At the head of an agenda that no letter told yet, as where it comes by itself.
    """
    before_letter = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)
    later = AgendaItem.objects.filter(approves=item.approves_id, meeting__status__in=before_letter)
    later.filter(blocks__isnull=True).delete()
    if meeting.is_convened:
        return add_item(meeting, item)
    insert_first(meeting, item)
    return item


def copy_of(item):
    """An unsaved item that takes up ``item``: what it is called, who brings it, how long."""
    kept = ("kind", "title_fr", "title_nl", "presenter", "minutes_foreseen", "theme_id")
    fields = {name: getattr(item, name) for name in (*kept, "is_standing", "visibility")}
    return AgendaItem(carried_from=item, **fields)


def following(action, meeting):
    """An unsaved item that comes back to ``action``.

    An agenda is read by everybody invited: the words of a passage that not all members may read
    stay out of its title.
    """
    block = action.block
    item, source = block.item, block.item.meeting
    level = narrowest(source.visibility, item.visibility, block.visibility)
    titles = {}
    for language in ("fr", "nl"):
        text = " ".join(plain(getattr(block, f"text_{language}")).split())
        with override(language):
            day = {"day": date_short(source.starts_at)}
            if level not in readable(Visibility.ZONE):
                title = _("Suivi d’une action du %(day)s") % day
            else:
                text = text if len(text) <= TITLE else text[:TITLE].rsplit(" ", 1)[0] + "…"
                title = _("Suivi : %(text)s") % {"text": text} if text else ""
        titles[f"title_{language}"] = title if language == "fr" or meeting.languages != "fr" else ""
    if not any(titles.values()):
        titles["title_fr"] = _("Suivi d’une action du %(day)s") % day
    # Stored with plain spaces, like what people type: typography is for display.
    titles = {name: " ".join(title.split()) for name, title in titles.items()}
    return AgendaItem(
        kind=AgendaItem.Kind.FOLLOW_UP, follows=action, theme_id=item.theme_id, **titles
    )


@transaction.atomic
def set_aside(meeting, key, *, by):
    """Not for this agenda. An item left untreated is dropped; an action or a standing item comes
    back at the next meeting. Twice is once; « Reprendre » undoes it."""
    meeting = locked(meeting)
    proposal = _chosen(meeting, key)
    source = proposal.source
    if proposal.is_approval:
        raise WrongStatus(_("Un PV attend son verdict : il reste proposé jusque-là."))
    row, _created = SetAside.objects.get_or_create(
        meeting=meeting,
        item=source if proposal.is_item else None,
        action=source if proposal.is_action else None,
        working_group=proposal.group,
        defaults={"by": by},
    )
    if proposal.is_item and not source.is_standing:
        source.outcome = Outcome.DROPPED
        source.save()
    return row


def mark_treated(meeting):
    """« Traité » for the items of ``meeting`` that have a passage and no other outcome."""
    written = Exists(Block.objects.filter(item=OuterRef("pk")))
    return meeting.agenda.filter(written, outcome="").update(outcome=Outcome.TREATED)
