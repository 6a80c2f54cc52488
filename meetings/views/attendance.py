"""Who was in the room: tapped at the door, closed after the meeting."""

import re

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from concertation.permissions import require

from .. import documents, pages_attendance
from ..forms_attendance import PresentForm, RowForm, find_person, read_taps
from ..forms_people import find_organisation
from ..models import Tap
from ..permissions import can_record_attendance
from ..services import attendance, checkin
from ..services.errors import Refused
from ..services.taps import Gesture, record_taps
from . import attempt, paper_response, tried, visible_meeting

FIELD = re.compile(r"(presence|arrived|left)-(\d{1,9})", re.ASCII)
NOW = re.compile(r"(arrived|left)-(\d{1,9})", re.ASCII)


def recordable(request, code, pk):
    """The meeting of the address, for whoever records its attendance."""
    meeting = visible_meeting(request, code, pk)
    require(can_record_attendance, request.user, meeting)
    return meeting


def sheet(request, code, pk):
    """The list; a form sent without script notes everything that was changed on it."""
    meeting = recordable(request, code, pk)
    if request.method != "POST":
        context = pages_attendance.sheet(meeting)
        return render(request, "meetings/attendance_sheet.html", context)
    gestures = _changed(request.POST)
    outcomes = tried(request, lambda: record_taps(meeting, gestures, by=request.user))
    if outcomes is not None:
        messages.success(request, _("Les présences sont enregistrées."))
        for outcome in outcomes:
            if outcome.sentence:
                messages.warning(request, outcome.sentence)
    return redirect("meetings:attendance", code, pk)


def _changed(data):
    """Taps, only for what this screen changed: two people at the door never collide.

    ``was-12`` is the presence the screen showed (``was-arrived-12`` the hour); a row sent as it was
    shown is not a tap. ``now=arrived-12`` is the button « arrivé maintenant ».
    """
    gestures = []
    for name, value in data.items():
        found = FIELD.fullmatch(name)
        if not found:
            continue
        what, row = found[1], int(found[2])
        was = f"was-{row}" if what == Tap.What.PRESENCE else f"was-{what}-{row}"
        if value != data.get(was, ""):
            gestures.append(Gesture(row, what, value))
    if now := NOW.fullmatch(data.get("now", "")):
        hour = timezone.localtime().strftime("%H:%M")
        gestures.append(Gesture(int(now[2]), now[1], hour))
    return gestures


@require_POST
def taps(request, code, pk):
    """The taps a screen kept, as JSON; the answer says what became of each and how things stand."""
    meeting = recordable(request, code, pk)
    try:
        gestures, additions = read_taps(request.body)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return HttpResponseBadRequest(_("Ces gestes ne se lisent pas."))
    outcomes = [_added(meeting, addition, request.user) for addition in additions]
    for outcome in record_taps(meeting, gestures, by=request.user):
        outcomes.append({"key": str(outcome.key), "sentence": outcome.sentence})
    context = pages_attendance.state(request, meeting, _after(request))
    return JsonResponse({"outcomes": outcomes, **context})


def _added(meeting, addition, by):
    """Somebody typed without a connection: what became of it, in a sentence if it is refused."""
    form = PresentForm(addition.data, meeting=meeting)
    attempt(form, lambda d: attendance.add_present(meeting, **d, by=by, gesture=addition.gesture))
    wrong = [f"{addition.data.get('name', '')} : {e[0]}" for e in form.errors.values()]
    return {"key": str(addition.gesture.key), "sentence": " ".join(wrong)}


def _after(request):
    value = request.GET.get("apres", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None


@require_safe
def state(request, code, pk):
    """How things stand, for a screen that watches."""
    meeting = recordable(request, code, pk)
    return JsonResponse(pages_attendance.state(request, meeting, _after(request)))


@require_safe
def people(request, code, pk):
    """Names known at the institution being typed, as the options of a list."""
    recordable(request, code, pk)
    organisation = find_organisation(request.GET.get("organisation_name", "")[:160])
    names = pages_attendance.people_of(organisation)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((n,) for n in names)))


def row(request, code, pk, participation):
    """Everything about one row on a page of its own: hours, proxy, replacement."""
    meeting = recordable(request, code, pk)
    rows = pages_attendance.read_rows(meeting)
    found = next((r for r in rows if r.pk == participation), None)
    if found is None:
        return redirect("meetings:attendance", code, pk)
    form = RowForm(request.POST or None, row=found, rows=rows)
    posted = request.method == "POST"
    if posted and attempt(form, lambda data: [_save_row(meeting, found, form, rows, request.user)]):
        messages.success(request, _("C’est noté pour %(name)s.") % {"name": found.person_name})
        return redirect("meetings:attendance", code, pk)
    context = {"meeting": meeting, "row": found, "form": form}
    status = 422 if posted else 200
    return render(request, "meetings/attendance_row.html", context, status=status)


def _save_row(meeting, row, form, rows, by):
    outcomes = record_taps(meeting, form.gestures(), by=by)
    for outcome in outcomes:
        if outcome.sentence:
            raise Refused(outcome.sentence)
    chosen = form.cleaned_data["replaced_by"]
    if chosen != str(row.replaced_by_id or ""):
        present = next((other for other in rows if str(other.pk) == chosen), None)
        attendance.set_replacement(row, present, by=by)


def add(request, code, pk):
    """Somebody who came without being expected."""
    meeting = recordable(request, code, pk)
    if request.method != "POST":
        return redirect("meetings:attendance", code, pk)
    form = PresentForm(request.POST, meeting=meeting)
    row = attempt(form, lambda data: attendance.add_present(meeting, **data, by=request.user))
    if row is None:
        context = pages_attendance.sheet(meeting, form)
        return render(request, "meetings/attendance_sheet.html", context, status=422)
    messages.success(request, _("%(name)s est noté présent.") % {"name": row.person_name})
    return redirect("meetings:attendance", code, pk)


@require_POST
def arrival(request, code, pk, arrival):
    """« C’est bien elle » or « À écarter », about a name left at the door."""
    meeting = recordable(request, code, pk)
    found = get_object_or_404(meeting.arrivals, pk=arrival)
    if request.POST.get("gesture") == "dismiss":
        done = tried(request, lambda: checkin.dismiss(found, by=request.user))
    else:
        done = tried(request, lambda: _confirm(meeting, found, request))
    if done:
        messages.success(request, _("C’est noté pour %(name)s.") % {"name": found.person_name})
    return redirect("meetings:attendance", code, pk)


def _confirm(meeting, arrival, request):
    chosen = request.POST.get("row", "")
    row = None
    if chosen:
        is_number = chosen.isdecimal() and len(chosen) < 10
        rows = meeting.participations.filter(pk=chosen if is_number else None)
        row = get_object_or_404(rows)
    organisation = find_organisation(arrival.organisation_name)
    person = find_person(arrival.person_name, organisation)
    return checkin.confirm(
        arrival, by=request.user, organisation=organisation, person=person, row=row
    )


def paper(request, code, pk):
    """The sheet to print: it names everybody expected, so the coordination alone has it."""
    meeting = recordable(request, code, pk)
    return paper_response(documents.attendance_sheet(meeting), documents.sheet_name(meeting))


@require_safe
def poster(request, code, pk):
    """The code for the wall, on a screen to project or on paper."""
    meeting = recordable(request, code, pk)
    context = pages_attendance.poster(meeting)
    return render(request, "meetings/attendance_poster.html", context)


@require_safe
def poster_paper(request, code, pk):
    meeting = recordable(request, code, pk)
    content = documents.poster(meeting, checkin.checkin_link(meeting))
    return paper_response(content, documents.poster_name(meeting))


@require_POST
def close(request, code, pk):
    meeting = recordable(request, code, pk)
    settle = request.POST.get("settle") == "1"
    options = {"by": request.user, "settle": settle}
    if tried(request, lambda: attendance.close_attendance(meeting, **options)):
        messages.success(request, _("Les présences sont closes : la réunion est tenue."))
        return redirect(meeting)
    return redirect("meetings:attendance", code, pk)
