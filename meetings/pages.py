"""What the pages about meetings show, in a number of queries that does not depend on their size."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import HouseRules

from . import dashboard, pages_documents
from .models import PV, Attachment, Block, Letter, Meeting, Participation
from .permissions import coordinates
from .reminder_plan import with_reminders
from .reserved import agenda_for
from .sealed_reading import agenda_as_called, editions
from .services.answers import answer_link
from .services.attendance import headcount

#: What the line of steps and the reminders need to know of the house rules.
STEP_RULES = ("agenda_form", "needs_approval", "record_kind", "notice_days")


# --- One meeting ------------------------------------------------------------------------------


def detail_rows(user):
    """The meetings the user sees, each with everything its page says in one row."""
    profiles = HouseRules.objects.filter(
        zone=OuterRef("zone"), valid_from__lte=OuterRef("starts_at")
    ).order_by("-valid_from")
    fields = JSONObject(**{name: name for name in STEP_RULES})
    own = OuterRef("pk")
    rows = (
        with_reminders(Meeting.objects.visible_to(user))
        .with_joint()
        .with_verdict()
        .select_related("zone", "host", "pv", "working_group")
    )
    return rows.annotate(
        pv_is_readable=Exists(PV.objects.open_to(user).filter(meeting=own)),
        has_attachments=Exists(Attachment.objects.filter(meeting=own)),
        letters_counted=_letters(),
        rules_of_the_day=Subquery(profiles.values(data=fields)[:1]),
    )


def _letters():
    """How many letters left (``sent``), wait (``waiting``), were ``refused``; None without any."""
    status = Letter.Status
    asked = {
        "sent": [status.SENT],
        "waiting": [status.QUEUED, status.SENDING],
        "refused": [status.REFUSED],
    }
    counts = {name: Count("pk", filter=Q(status__in=found)) for name, found in asked.items()}
    rows = Letter.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Subquery(rows.annotate(counted=JSONObject(**counts)).values("counted"))


def common(meeting, user):
    """The programme and the history, for every reader of the meeting."""
    written = Block.objects.filter(item=OuterRef("pk"))
    is_own = coordinates(user, meeting)
    rows = meeting.agenda.all() if is_own else agenda_as_called(meeting)
    rows = rows.select_related("theme").annotate(is_written=Exists(written))
    readable = getattr(meeting, "pv", None) if meeting.pv_is_readable else None
    editions(user, [readable] if readable else [])  # the PV then knows which edition is read
    is_read = meeting.is_agenda_public or is_own
    agenda = with_hours(meeting, agenda_for(user, meeting, rows if is_read else ()))
    found = pages_documents.visible_pieces(meeting, user) if meeting.has_attachments else ()
    return {
        "meeting": meeting,
        "zone": meeting.zone,
        "agenda": agenda,
        "pieces": pages_documents.spread(found, agenda),
        "events": list(meeting.events.select_related("by")),
        "pv": readable,
        "is_past": meeting.ends_at < timezone.now(),
    }


def with_hours(meeting, items):
    """The items, each with the ``hour`` it begins while the durations before it are known."""
    items, hour = list(items), meeting.starts_at
    for item in items:
        item.hour = hour
        known = hour is not None and item.minutes_foreseen
        hour = hour + timedelta(minutes=item.minutes_foreseen) if known else None
    return items


def for_coordination(meeting, agenda, events):
    """Steps, answers, attendance, letters and the list of participants: one more query, and that
    of its themes once it is held."""
    people = list(meeting.participations.select_related("replaced_by"))
    _say_states(people)
    facts = progress(meeting, agenda, people, events)
    return {
        "participants": people,
        "facts": facts,
        "steps": dashboard.steps(meeting, facts),
        "next_step": dashboard.next_step(meeting, facts),
        "answers": answers_of(people),
        "headcount": headcount_of(people),
        "letters": meeting.letters_counted or {},
        "themes": list(meeting.themes.all()) if meeting.is_held else [],
    }


#: Look of what is known of somebody: seen in the room, else announced.
PRESENCE_FLAGS = {"present": "ok", "absent": "late", "represented": "zone", "excused": "soon"}
ANSWER_FLAGS = {"coming": "ok", "replaced": "soon", "excused": "soon"}


def _say_states(people):
    """``capacity_label``, ``state_label``, ``state_flag``: the words of a nature are said once."""
    capacities = dict(Participation.Capacity.choices)
    presences, answers = dict(Participation.Presence.choices), dict(Participation.Answer.choices)
    for row in people:
        row.capacity_label = capacities[row.capacity]
        if row.presence == Participation.Presence.UNKNOWN:
            row.state_label = answers[row.answer]
            row.state_flag = ANSWER_FLAGS.get(row.answer, "")
            if row.needs_confirmation:
                words = _("%(answer)s, à confirmer") % {"answer": row.state_label}
                row.state_label, row.state_flag = words, "soon"
        else:
            row.state_label, row.state_flag = presences[row.presence], PRESENCE_FLAGS[row.presence]


def for_reader(meeting, user):
    """The reader's own invitation while it is prepared, who came once it is held: one query."""
    own = None
    if meeting.is_open:
        own = meeting.participations.filter(person__user=user).first()
    can_answer = own and meeting.is_convened and meeting.ends_at > timezone.now()
    link = answer_link(own) if can_answer else ""
    counted = headcount(meeting) if meeting.is_held else None
    return {"own": own, "own_link": link, "headcount": counted}


def progress(meeting, agenda, people, events):
    """``dashboard.progress`` from rows already read: the same numbers without another query."""
    expected = [row for row in people if row.is_expected]
    silent = [row for row in expected if row.answer == Participation.Answer.PENDING]
    return dashboard.Progress(
        rules=_rules(meeting),
        items=len(agenda),
        empty_items=sum(
            not item.is_written and item.kind not in dashboard.SILENT_ITEMS for item in agenda
        ),
        to_invite=sum(_is_written_to(row) for row in people),
        expected=len(expected),
        answered=len(expected) - len(silent),
        silent=sum(_is_written_to(row) for row in silent),
        recorded=sum(row.presence != Participation.Presence.UNKNOWN for row in people),
        pv=getattr(meeting, "pv", None),
        today=timezone.localdate(),
        convened_at=max((e.at for e in events if e.kind == Meeting.Status.CONVENED), default=None),
        **dashboard.verdict(meeting),
    )


def _rules(meeting):
    if not meeting.rules_of_the_day:  # before the zone's first profile
        return meeting.rules()
    values = meeting.rules_of_the_day | meeting.profile
    return HouseRules(zone=meeting.zone, **{name: values[name] for name in STEP_RULES})


def _is_written_to(row):
    return row.is_invited and bool(row.email)


def answers_of(people):
    """[(answer, label, number, to confirm)] of those expected, the silent last.

    ``to confirm``: how many of them answered for a date that has moved since.
    """
    order = [*Participation.Answer][1:] + [Participation.Answer.PENDING]
    expected = [row for row in people if row.is_expected]
    given = [row.answer for row in expected]
    unsure = [row.answer for row in expected if row.needs_confirmation]
    return [
        (answer, answer.label, given.count(answer), unsure.count(answer))
        for answer in order
        if answer in given
    ]


@dataclass(frozen=True)
class Headcount:
    """Persons and institutions, counted apart, as ``attendance.headcount`` counts them."""

    persons: int
    institutions: int
    expected_institutions: int
    recorded: int


def headcount_of(people):
    present = [row for row in people if row.presence == Participation.Presence.PRESENT]
    seated = [row for row in people if row.presence in Participation.SEATED]
    return Headcount(
        persons=len({row.person_key for row in present}),
        institutions=len({row.organisation_id for row in seated} - {None}),
        expected_institutions=len(
            {row.organisation_id for row in people if row.is_expected} - {None}
        ),
        recorded=sum(row.presence != Participation.Presence.UNKNOWN for row in people),
    )


# --- Gestures on a meeting --------------------------------------------------------------------


def hours_of(meeting):
    """``on``, ``starts`` and ``ends`` in Brussels time: what the forms are filled with."""
    starts, ends = (timezone.localtime(at) for at in (meeting.starts_at, meeting.ends_at))
    return {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}


def wanted_order(meeting, data):
    """Ids of the items in the order asked: ``order`` repeated, or one step ``up`` or ``down``."""
    if "order" in data:
        return _numbers(data.getlist("order"))
    ids = list(meeting.agenda.values_list("pk", flat=True))
    for step, direction in ((-1, "up"), (1, "down")):
        for pk in _numbers(data.getlist(direction)):
            if pk in ids and 0 <= ids.index(pk) + step < len(ids):
                place = ids.index(pk)
                ids[place], ids[place + step] = ids[place + step], ids[place]
    return ids


def _numbers(values):
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]
