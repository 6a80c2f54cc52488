"""The personal link of a date poll: one person says when they are free, without an account.

Reading never writes: mail programs and virus scanners open every link. As on the answer page of a
meeting (``views/answer.py``), the signed address is the only authority: no session to abuse, hence
no CSRF token, which the browsers inside mail programs would not send back.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from concertation.bilingual import localised

from .. import calendar
from ..forms_poll import ReplyForm
from ..models import DatePoll, Meeting
from ..services import poll_links, polls
from ..services.errors import BadLink
from . import attempt, calendar_response
from .answer import LANGUAGES

GONE, CONFLICT = 410, 409


def signed(view):
    """Give the view its voter and its reader's language; say what is wrong otherwise."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def read(request, token, **more):
        try:
            voter = poll_links.read_token(token)
        except BadLink:
            return _closed(render(request, "meetings/answer_unknown.html", status=404))
        asked = request.GET.get("langue")
        request.LANGUAGE_CODE = asked if asked in LANGUAGES else voter.language
        with translation.override(request.LANGUAGE_CODE):
            return _closed(view(request, voter, token, **more))

    return read


def _closed(response):
    """Nothing of this page is indexed, kept, or told to the next site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


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
    return render(request, "meetings/poll_answer.html", context, status=status)


def _settled(request, voter, token):
    """Closed, decided or dropped: the page says which, and to a late answer that it came late."""
    poll, is_late = voter.poll, request.method == "POST"
    meetings = list(_meetings(poll))
    is_gone = poll.status == DatePoll.Status.DROPPED or _is_over(poll, meetings)
    context = _context(voter, token) | {"meetings": meetings, "is_late": is_late}
    status = GONE if is_gone else CONFLICT if is_late else 200
    return render(request, "meetings/poll_answer_closed.html", context, status=status)


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
