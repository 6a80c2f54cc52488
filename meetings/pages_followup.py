"""What follows a meeting, as its pages show it: proposals, announced meetings, the actions."""

from datetime import timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.permissions import refusal
from concertation.typography import date_long, plain
from zones.models.rules import Visibility
from zones.permissions import can_coordinate_zone, organisations_of

from .models import AgendaItem, Meeting
from .models.levels import readable
from .services import follow_up, planning
from .services.owners import actions_of, level_at, may_read, owners_of
from .wording import announced_items


@refusal(_("Ce qui reste des réunions d’une zone se reprend par sa coordination."))
def can_carry(user, meeting):
    """What earlier meetings left belongs to the zone that convenes, whoever holds this one."""
    return can_coordinate_zone(user, meeting.zone)


def carried(user, meeting):
    """``carry``: {waiting, aside} of the agenda page, or nothing for who may not take up."""
    if not (meeting.is_open and can_carry(user, meeting)):
        return {}
    found = follow_up.proposals_for(meeting)
    for one in found:
        one.title, one.language = _title(one)
    return {
        "carry": {
            "waiting": [one for one in found if not one.is_set_aside],
            "aside": [one for one in found if one.is_set_aside],
        }
    }


def _title(proposal):
    if not proposal.is_action:
        return localised(proposal.source, "title")
    text, language = localised(proposal.source.block, "text")
    return " ".join(plain(text).split()) or _("Action sans texte"), language


def with_links(items):
    """Items of an agenda as its coordination reads them: where each comes from, where it went.

    ``items``: a queryset; two queries more than its own.
    """
    copies = AgendaItem.objects.exclude(meeting__status=Meeting.Status.CANCELLED)
    copies = copies.select_related("meeting__zone").order_by("meeting__starts_at")
    return items.select_related(
        "carried_from__meeting__zone", "follows__block__item__meeting__zone", "deferred_to__zone"
    ).prefetch_related(Prefetch("carried_to", queryset=copies))


# --- Who was given an action --------------------------------------------------------------------


def owners_to_write(meeting):
    """``owners``: whom sending the PV writes to, each with ``hidden``, how many of their actions
    they may not read; ``unreached``: the owners without an address."""
    actions = [action for action in actions_of(meeting) if action.done_on is None]
    found, unreached = owners_of(meeting, actions)
    for one in found:
        level = level_at(meeting, one.person)
        one.hidden = sum(not may_read(level, action) for action in one.actions)
    return {"owners": found, "unreached": unreached}


# --- The next meetings --------------------------------------------------------------------------


def announced_by(meeting, level=Visibility.COORDINATION):
    """The meetings that ``meeting`` announced, soonest first; two queries.

    Each with its ``points`` for a reader at ``level``, without the approvals, which come by
    themselves.
    """
    rows = meeting.announces.exclude(status=Meeting.Status.CANCELLED)
    rows = rows.select_related("zone", "working_group").prefetch_related("agenda")
    found = list(rows.order_by("starts_at"))
    for one in found:
        items = announced_items(one, meeting)
        one.points = [item for item in items if item.visibility in readable(level)]
    return found


def proposed_next(meeting):
    """The initial values of the form: the usual day, hours and kind of the zone."""
    values = planning.propose(meeting.zone, kind=meeting.kind)
    kept = {name: values[name] for name in ("on", "starts", "ends", "kind")}
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return kept | {"starts": starts.time(), "ends": ends.time()}


def announced_words(planned, is_new):
    """What happened, as a sentence."""
    day = {"day": date_long(planned.starts_at)}
    if is_new:
        return _("La réunion du %(day)s est en préparation, avec ses points.") % day
    return (
        _(
            "Une réunion était déjà prévue le %(day)s : ses heures restent, son ordre du jour est "
            "complété."
        )
        % day
    )


#: Where a gesture was made from → the page to go back to.
PAGES = {"seance": "session", "pv": "pv", "odj": "agenda", "reunion": "detail"}


def asked_page(request):
    """« ?retour=… », or what the form says: a key of ``PAGES``; "" for none."""
    asked = request.POST.get("retour") or request.GET.get("retour", "")
    return asked if asked in PAGES else ""


def way_back(request, meeting, item=None):
    """The page the gesture was made from, at the item; the agenda when nobody said."""
    asked = asked_page(request)
    url = reverse(f"meetings:{PAGES.get(asked, 'agenda')}", args=[meeting.zone.code, meeting.pk])
    if item is None:
        return url
    return f"{url}?point={item.pk}" if asked == "pv" else f"{url}#point-{item.pk}"


# --- Actions ------------------------------------------------------------------------------------

SOON = timedelta(days=14)
DONE_SHOWN = 50
#: What the list may be narrowed to, « ?etat=… ».
LATE, MINE, DONE = "retard", "miennes", "faites"


def action_list(actions, user, state, owner):
    """The lists of the page: what waits, late ones first, then what is done; one query at most.

    ``actions``: those the reader may read, by date, with their owners. ``owner``: a name; one that
    nobody has filters nothing.
    """
    today, person = timezone.localdate(), getattr(user, "person", None)
    houses = organisations_of(user)
    for one in actions:
        is_open = one.done_on is None
        one.is_late = bool(is_open and one.due_on and one.due_on < today)
        one.is_soon = bool(is_open and one.due_on and today <= one.due_on <= today + SOON)
        one.is_mine = is_open and _is_mine(one, person, houses)
    names = sorted({o.name for one in actions for o in one.owners.all()}, key=str.casefold)
    owner = owner if owner in names else ""
    shown = [one for one in actions if not owner or owner in {o.name for o in one.owners.all()}]
    waiting = [one for one in shown if one.done_on is None]
    done = sorted((one for one in shown if one.done_on), key=lambda one: (one.done_on, one.pk))
    narrowed = {LATE: [one for one in waiting if one.is_late], DONE: []}
    narrowed[MINE] = [one for one in waiting if one.is_mine]
    listed = narrowed.get(state, waiting)
    return {
        "waiting": sorted(listed, key=lambda one: one.due_on is None),
        "done": done[::-1][:DONE_SHOWN] if state in ("", DONE) else [],
        "counts": {LATE: len(narrowed[LATE]), MINE: len(narrowed[MINE]), DONE: len(done)},
        "open_count": len(waiting),
        "state": state if state in narrowed else "",
        "owner": owner,
        "names": names,
    }


def _is_mine(action, person, houses):
    return any(
        (person and owner.person_id == person.pk) or owner.organisation_id in houses
        for owner in action.owners.all()
    )
