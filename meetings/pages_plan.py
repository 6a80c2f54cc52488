"""What surrounds a date that is being fixed: the day, who is taken, who could receive."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import date_short, typeset
from zones.models import HouseRules, Membership

from . import slots, slots_query, slots_wording
from .forms import MeetingForm, moment
from .forms_dates import AskedForm, dates_formset
from .holidays import day_note
from .models import Meeting

HOSTS = 3
KINDS = Meeting.Kind.choices


def dates_to_fix(halves):
    """Initial values of the dates to fix: a morning and its afternoon are one whole day."""
    by_day = {}
    for half in halves:
        by_day.setdefault(half.day, []).append(half.part)
    return [
        {
            "on": day,
            "starts": slots.HOURS[parts[0]][0],
            "ends": slots.HOURS[parts[-1]][1],
        }
        for day, parts in by_day.items()
    ]


def fix_page(zone, halves, data, user, today):
    """The formset of the dates to fix, each with what is known of its day; who could receive.

    However many the dates: the engagements of the whole period are read once.
    """
    rules = HouseRules.at(zone, today)
    initial = [{"kind": rules.default_kind} | values for values in dates_to_fix(halves)]
    formset = dates_formset(data, initial, MeetingForm.hosts_of(zone))
    moments = [_moment_of(form) for form in formset.forms]
    words = warnings_of(zone, [moment for moment in moments if moment], user)
    for form, moment_ in zip(formset.forms, moments, strict=True):
        form.day_warnings = words.get(moment_, [])
    return {"zone": zone, "formset": formset, "hosts": hosts_sentence(zone, today)}


def chosen_slots(formset):
    """What ``planning.plan_many`` wants of a valid formset."""
    return [
        (
            data["starts_at"],
            data["ends_at"],
            {"kind": data["kind"], "host_id": data["host"], "room": data["room"]},
        )
        for data in formset.kept()
    ]


def warnings_of(zone, moments, user):
    """{moment: what to know of it} for several (starts_at, ends_at), read together."""
    wanted = {moment: slots.halves(*moment)[: slots_query.MOST_HALVES] for moment in moments}
    days = [half.day for halves in wanted.values() for half in halves]
    if not days:
        return {}
    read = slots_query.load(zone, min(days), max(days), user)
    return {
        moment: _warnings(moment[0], slots.cells(halves, read.seats, read.engagements))
        for moment, halves in wanted.items()
    }


def warnings(zone, starts_at, ends_at, user, *, leaving_out=None):
    """What to know of a moment before meeting then, as sentences; it never forbids."""
    cells = slots_query.cells_of(zone, starts_at, ends_at, user, leaving_out=leaving_out)
    return _warnings(starts_at, cells)


def _warnings(starts_at, cells):
    note = day_note(timezone.localdate(starts_at))
    words = _("À savoir pour cette date : %(note)s.") % {"note": note}
    found = [typeset(words) if note else ""]
    return [words for words in [*found, slots_wording.elsewhere(cells)] if words]


def plan_page(zone, form, request, today=None):
    """What surrounds the form of a meeting to plan: natures, what is known of the day, hosts."""
    moment = _moment_of(form)
    kept = [(name, request.GET[name]) for name in ("le", "de", "a") if name in request.GET]
    return {
        "kinds": [(label, urlencode([("nature", value), *kept]), value) for value, label in KINDS],
        "day_warnings": warnings(zone, *moment, request.user) if moment else [],
        "hosts": hosts_sentence(zone, today or timezone.localdate()),
    }


def _moment_of(form):
    """The moment that the form shows: what was typed if it can be read, else what it proposes."""
    if form.is_bound:
        data = getattr(form, "cleaned_data", {})
        pair = data.get("starts_at"), data.get("ends_at")
        return pair if all(pair) and pair[0] < pair[1] else None
    first = form.initial
    try:
        pair = moment(first["on"], first["starts"]), moment(first["on"], first["ends"])
    except ValidationError:  # an address that asks for the night of the clock change
        return None
    return pair if pair[0] < pair[1] else None


def asked_moment(params):
    """The moment that an address proposes to the plan page, as values of the form."""
    return AskedForm(params).moment()


def hosts_sentence(zone, today):
    """Which members have not received the zone for longest; "" when nobody ever did.

    Source: étude « 20 ans après », 2015 (« la rencontre chez chaque Opérateur à tour de rôle »).
    """
    hosted = Q(organisation__hosted_meetings__zone=zone) & ~Q(
        organisation__hosted_meetings__status=Meeting.Status.CANCELLED
    )
    rows = Membership.objects.on(today).filter(zone=zone, status=Membership.Status.MEMBER)
    rows = rows.select_related("organisation").annotate(
        last=Max("organisation__hosted_meetings__starts_at", filter=hosted)
    )
    members = sorted(rows, key=lambda row: row.organisation.name)
    never = [row.organisation.name for row in members if row.last is None]
    if len(never) == len(members):
        return ""
    if never:
        return _never_sentence(never)
    longest = sorted(members, key=lambda row: row.last)[:HOSTS]
    names = [
        _("%(name)s (%(day)s)") % {"name": row.organisation.name, "day": date_short(row.last)}
        for row in longest
    ]
    return typeset(
        _("N’ont plus accueilli depuis le plus longtemps : %(names)s.")
        % {"names": ", ".join(names)}
    )


def _never_sentence(names):
    shown, others = names[:HOSTS], len(names) - HOSTS
    words = _("N’ont pas encore accueilli la zone : %(names)s") % {"names": ", ".join(shown)}
    if others > 0:
        more = ngettext("et %(n)s autre", "et %(n)s autres", others) % {"n": others}
        words = f"{words}, {more}"
    return typeset(words + ".")
