"""The personal link of a letter: one person answers for one meeting, without an account."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from .. import calendar, documents, pages_answer
from ..forms_people import AnswerForm, ConfirmForm, ProposalForm
from ..pages_documents import readable_by_invited
from ..reserved import level_of_invited
from ..services import answers, proposals
from ..services.errors import BadLink, LinkExpired, TakenOff, TrialLink
from . import attempt, calendar_response, paper_response, piece_response
from .signed import render_signed, signed_page

#: What a link says that opens no answer, and how.
CLOSED_PAGES = {
    LinkExpired: ("answer_expired", 410),
    TakenOff: ("answer_taken_off", 410),
    TrialLink: ("answer_trial", 200),
    BadLink: ("answer_unknown", 404),
}


def _refused_link(request, error):
    name, status = CLOSED_PAGES[type(error)]
    return render_signed(request, name, status=status)


signed = signed_page(
    answers.read_token, refused=_refused_link, language=lambda request, row: row.language
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def answer(request, row, token):
    """The page of one person: their answer, its confirmation, a point they propose."""
    data = request.POST if request.method == "POST" else None
    gesture = next((name for name in ("confirm", "title") if name in request.POST), "answer")
    colleagues = pages_answer.colleagues_of(row)
    form = AnswerForm(data if gesture == "answer" else None, substitutes=colleagues)
    same = ConfirmForm(data if gesture == "confirm" else None)
    idea = ProposalForm(data if gesture == "title" else None)
    if attempt(form, lambda given: answers.answer_by_link(row, **form.facts())) or attempt(
        same, lambda given: answers.confirm_by_link(row, seen=given["confirm"])
    ):
        return redirect(_again(request))
    if attempt(idea, lambda given: proposals.propose(row, **given)):
        return redirect(_again(request) + "#points")
    context = pages_answer.context(row, token, colleagues)
    context |= {"form": form, "idea": idea, "same": same, "refused": _refused(form, idea, same)}
    return render_signed(request, "answer_page", context, status=_status(context))


def _again(request):
    return f"{request.path}?langue={request.LANGUAGE_CODE}"


def _refused(*forms):
    """The form of this page that was sent and not taken, if any."""
    return next((form for form in forms if form.errors), None)


def _status(context):
    refused = context["refused"]
    return 409 if refused is not None and refused.non_field_errors() else 200


@require_safe
@signed
def calendar_file(request, row, token):
    told = {"url": answers.answer_link(row), "level": level_of_invited(row)}
    return calendar_response(calendar.entry(row.meeting, language=request.LANGUAGE_CODE, **told))


@require_safe
@signed
def paper(request, row, token):
    if not row.meeting.is_agenda_public:
        return redirect("meetings:answer", token)  # nothing to read before the letter left
    told = {"level": level_of_invited(row)}
    return paper_response(*documents.letter_file(row.meeting, request.LANGUAGE_CODE, **told))


@require_safe
@signed
def piece(request, row, token, attachment):
    """A joined file, for who holds the link: what the invited read, once the letter left."""
    if not row.meeting.is_agenda_public:
        raise Http404
    return piece_response(get_object_or_404(readable_by_invited(row), pk=attachment))


@require_safe
@signed
def record(request, row, token, letter):
    """A PV that was already sent to this person, as it left."""
    found = next((one for one in pages_answer.records(row) if one.pk == letter), None)
    if found is None:
        raise Http404
    return paper_response(found.paper.pdf(), found.paper.file_name)
