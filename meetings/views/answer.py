"""The personal link of a letter: one person answers for one meeting, without an account.

Reading never writes: mail programs and virus scanners open every link. The signed address is the
only authority here, there is no session to abuse: hence no CSRF token, which the cookie-less
browsers inside mail programs would not send back (and ``Referrer-Policy: no-referrer``, which keeps
the address from travelling, makes every browser send « Origin: null »).
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .. import calendar, documents, pages
from ..forms_people import AnswerForm
from ..models import Answer, MeetingEvent
from ..services import answers
from ..services.errors import BadLink, LinkExpired
from . import attempt, calendar_response, paper_response
from .mailing import substitutes_of

LANGUAGES = ("fr", "nl")


def signed(view):
    """Give the view its participation and its reader's language; say what is wrong otherwise."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def read(request, token):
        try:
            row = answers.read_token(token)
        except LinkExpired:
            return _closed(render(request, "meetings/answer_expired.html", status=410))
        except BadLink:
            return _closed(render(request, "meetings/answer_unknown.html", status=404))
        asked = request.GET.get("langue")
        request.LANGUAGE_CODE = asked if asked in LANGUAGES else row.language
        with translation.override(request.LANGUAGE_CODE):
            return _closed(view(request, row, token))

    return read


def _closed(response):
    """Nothing of this page is indexed, kept, or told to the next site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def answer(request, row, token):
    substitutes = list(substitutes_of(row))
    form = AnswerForm(request.POST or None, substitutes=substitutes)
    source = Answer.Source.LINK
    if attempt(form, lambda data: answers.record_answer(row, **form.facts(), source=source)):
        return redirect(f"{request.path}?langue={request.LANGUAGE_CODE}")
    context = _context(row) | {"form": form, "token": token, "substitutes": substitutes}
    status = 409 if form.non_field_errors() else 200
    return render(request, "meetings/answer_page.html", context, status=status)


def _context(row):
    meeting = row.meeting
    cancelled = MeetingEvent.objects.filter(meeting=meeting, kind="cancelled")
    return {
        "row": row,
        "meeting": meeting,
        "zone": meeting.zone,
        "agenda": pages.with_hours(meeting, meeting.agenda.all())
        if meeting.is_agenda_public
        else [],
        "can_answer": meeting.is_open,
        "cancellation": None if meeting.is_open else cancelled.order_by("-pk").first(),
        "last_answer": row.answers.order_by("-pk").first(),
        "today": timezone.localdate(),
    }


@require_safe
@signed
def calendar_file(request, row, token):
    url = answers.answer_link(row)
    return calendar_response(calendar.entry(row.meeting, language=request.LANGUAGE_CODE, url=url))


@require_safe
@signed
def paper(request, row, token):
    if not row.meeting.is_agenda_public:  # the date is announced, the letter is still a draft
        raise Http404
    return paper_response(*documents.letter_file(row.meeting))
