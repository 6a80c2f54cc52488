"""The personal link of a date poll: one person says when they are free, without an account."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from concertation.bilingual import localised

from .. import calendar
from ..forms_poll import ReplyForm
from ..models import DatePoll, Meeting
from ..services import poll_links, polls
from . import attempt, calendar_response
from .signed import render_signed, signed_page

GONE, CONFLICT = 410, 409


def _refused_link(request, error):
    return render_signed(request, "answer_unknown", status=404)


signed = signed_page(
    poll_links.read_token, refused=_refused_link, language=lambda request, voter: voter.language
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def answer(request, voter, token):
    poll = voter.poll
    if not poll.is_open:
        return _settled(request, voter, token)
    form = ReplyForm(request.POST or None, slots=poll.slots.all(), voter=voter)
    if attempt(form, lambda data: polls.reply(voter, form.choices(), data["comment"])):
        return redirect(f"{request.path}?langue={request.LANGUAGE_CODE}")
    message, language = localised(poll, "message")
    context = _context(voter, token) | {"form": form, "today": timezone.localdate()}
    context |= {"message": message, "message_language": language}
    status = CONFLICT if form.non_field_errors() else 200
    return render_signed(request, "poll_answer", context, status=status)


def _settled(request, voter, token):
    """Closed, decided or dropped: the page says which, and to a late answer that it came late."""
    poll, is_late = voter.poll, request.method == "POST"
    meetings = list(_meetings(poll))
    is_gone = poll.status == DatePoll.Status.DROPPED or _is_over(poll, meetings)
    context = _context(voter, token) | {"meetings": meetings, "is_late": is_late}
    status = GONE if is_gone else CONFLICT if is_late else 200
    return render_signed(request, "poll_answer_closed", context, status=status)


def _meetings(poll):
    rows = Meeting.objects.filter(poll_slot__poll=poll).select_related("zone", "host")
    return rows.order_by("starts_at")


def _is_over(poll, meetings):
    decided = poll.status == DatePoll.Status.DECIDED
    return decided and all(meeting.ends_at < timezone.now() for meeting in meetings)


def _context(voter, token):
    poll = voter.poll
    return {"voter": voter, "poll": poll, "zone": poll.zone, "token": token}


@require_safe
@signed
def calendar_file(request, voter, token, meeting):
    """A chosen date, for the calendar of who was asked."""
    found = _meetings(voter.poll).filter(pk=meeting).first()
    if found is None or not found.is_open:
        raise Http404
    return calendar_response(calendar.entry(found, language=request.LANGUAGE_CODE))
