"""What waits in a zone, for ``todo``: four tables read in one question."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Left

from concertation.json_rows import as_model, rows_within
from zones.models import Organisation, Zone
from zones.search import fold
from zones.seats import without_full_representative

from .models import ActionItem, CoSignature, DatePoll, ItemProposal, Opinion, PollVoter

#: Days before an action's date when it is shown: a choice of the application, no text sets it.
ACTION_DAYS = 30
#: Letters of an action that are read; its line is cut before.
LETTERS = 200


@dataclass(frozen=True)
class Waiting:
    """``proposals``: meeting id → new points; ``polls``: with ``asked`` and ``answered``, the
    first to close first; ``actions``: (due_on, text), the first due first; ``vacant``: names."""

    proposals: Counter
    polls: list[DatePoll]
    actions: list[tuple]
    vacant: list[str]
    #: (id, name of the zone that asks) of what waits for a signature.
    to_sign: list[tuple]
    #: (expected on, id, number) of the opinions whose answer is overdue.
    unanswered: list[tuple]


def waiting(zone, meetings, today):
    """One query. ``meetings``: those whose proposals are looked at."""
    found = Zone.objects.filter(pk=zone.pk).values(
        new_points=_proposals(meetings),
        open_polls=_polls(zone),
        due_actions=_actions(zone, today),
        to_sign=_to_sign(zone),
        unanswered=_unanswered(zone, today),
        empty_seats=rows_within(
            without_full_representative(zone),
            "zone",
            name_fr="organisation__name_fr",
            name_nl="organisation__name_nl",
        ),
    )
    row = {name: rows or [] for name, rows in found.get().items()}
    actions = [
        (as_model(ActionItem, {"due_on": one.pop("due_on")}), one) for one in row["due_actions"]
    ]
    return Waiting(
        Counter(one["meeting"] for one in row["new_points"]),
        sorted(map(_poll, row["open_polls"]), key=lambda poll: (poll.closes_at, poll.pk)),
        sorted((action.due_on, text["fr"] or text["nl"]) for action, text in actions),
        sorted((as_model(Organisation, one).name for one in row["empty_seats"]), key=fold),
        sorted(map(_asked, row["to_sign"])),
        sorted(map(_overdue, row["unanswered"])),
    )


def _proposals(meetings):
    new = ItemProposal.objects.filter(meeting__in=meetings, status=ItemProposal.Status.NEW)
    return rows_within(new, "status", meeting="meeting")


def _polls(zone):
    """Polls that wait to leave, for answers, or for the choice of a date."""
    open_ones = (DatePoll.Status.DRAFT, DatePoll.Status.OPEN)
    voters = PollVoter.objects.filter(poll=OuterRef("pk"))
    answered = voters.filter(answered_at__isnull=False)
    return rows_within(
        DatePoll.objects.filter(zone=zone, status__in=open_ones),
        "zone",
        **{name: name for name in ("id", "status", "closes_at")},
        asked=_count(voters),
        answered=_count(answered),
    )


def _count(voters):
    return Subquery(voters.order_by().values("poll").annotate(n=Count("pk")).values("n"))


def _poll(values):
    asked, answered = (values.pop(name) or 0 for name in ("asked", "answered"))
    poll = as_model(DatePoll, values)
    poll.asked, poll.answered = asked, answered
    return poll


def _actions(zone, today):
    """Of all years: an action stays until somebody closes it."""
    due = ActionItem.objects.open().filter(zone=zone, due_on__lte=today + timedelta(ACTION_DAYS))
    texts = {name: Left(f"block__text_{name}", LETTERS) for name in ("fr", "nl")}
    return rows_within(due, "zone", due_on="due_on", **texts)


def _to_sign(zone):
    """What other zones propose to sign."""
    rows = CoSignature.objects.filter(zone=zone, status=CoSignature.Status.ASKED)
    zones = {
        f"{thing}_{name}": f"{thing}__zone__{name}"
        for thing in ("opinion", "finding")
        for name in ("name_fr", "name_nl")
    }
    return rows_within(rows, "zone", id="id", **zones)


def _asked(values):
    thing = "opinion" if values["opinion_name_fr"] else "finding"
    names = {name: values[f"{thing}_{name}"] for name in ("name_fr", "name_nl")}
    return values["id"], Zone(**names).name


def _unanswered(zone, today):
    rows = Opinion.objects.filter(
        zone=zone, sent_on__isnull=False, answered_on=None, answer_expected_on__lt=today
    )
    names = ("id", "year", "number", "answer_expected_on")
    return rows_within(rows, "zone", **{name: name for name in names})


def _overdue(values):
    row = as_model(Opinion, values)
    return row.answer_expected_on, row.pk, str(row)
