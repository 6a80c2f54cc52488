"""The report presented to the commission: its letters, the remarks, the verdict, the link."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concertation.typography import date_short
from meetings.services.errors import LinkExpired, TakenOff
from meetings.views import attempt, paper_response, tried
from meetings.views.gate import is_too_often
from meetings.views.remarks import settle
from meetings.views.signed import signed_page

from .. import canvas, pages_journey, pages_link
from ..forms_journey import AnswerForm, EncodedRemarkForm, PresentForm, RemarkForm, VerdictForm
from ..models import CoordinationReport, ReportRemark
from ..services import presenting, remarks
from .journey import own_report

Status = CoordinationReport.Status


@require_http_methods(["GET", "HEAD", "POST"])
def present(request, code, year):
    """To whom the report goes and until when; then one letter each."""
    report, _texts = own_report(request, code, year, opened=request.method == "POST")
    form = PresentForm(request.POST or None)
    if request.method == "POST":
        count = attempt(form, lambda given: presenting.present(report, by=request.user, **given))
        if count is not None:
            sentence = ngettext("%(n)s lettre part.", "%(n)s lettres partent.", count)
            messages.success(request, sentence % {"n": count})
            return redirect("reports:verdict", code, year)
    context = pages_journey.present_page(report) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_present.html", context, status=status)


@require_POST
def present_agenda(request, code, year):
    """Put the approval on the agenda of the next meeting; a second click finds it there."""
    report, _texts = own_report(request, code, year)
    meeting = presenting.next_meeting(report.zone)
    if meeting is None:
        messages.error(request, _("Aucune réunion n’est prévue : planifiez d’abord la prochaine."))
    elif tried(request, lambda: presenting.submit_to(report, meeting)):
        sentence = _("L’approbation du rapport est à l’ordre du jour du %(day)s.")
        messages.success(request, sentence % {"day": date_short(meeting.starts_at)})
    return redirect("reports:verdict", code, year)


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request, code, year):
    """What a meeting decided about the report."""
    report, _texts = own_report(request, code, year)
    comes_back = request.method == "POST" and report.presented_at  # validated since: with its words
    if report.status != Status.PRESENTED and not comes_back:
        messages.error(request, _("Ce rapport n’est pas soumis à la commission."))
        return redirect("reports:way", code, year)
    form = VerdictForm(request.POST or None, report=report)
    if request.method == "POST" and attempt(form, lambda given: presenting.decide(report, **given)):
        messages.success(request, _("Le verdict de la commission est noté."))
        return redirect("reports:way", code, year)
    context = pages_journey.verdict_page(report) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_verdict.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def verdict_back(request, code, year):
    """Ask, then take the verdict back: the report changes again, and is decided upon again."""
    report, _texts = own_report(request, code, year)
    if request.method != "POST" and report.verdict and not report.is_validated:
        return render(request, "reports/report_verdict_back.html", pages_journey.head(report))
    was = request.POST.get("was", "")
    if request.method != "POST" or not report.pk:
        sentence = _("Pas de verdict à reprendre : aucun n’est noté, ou le rapport est validé.")
        messages.error(request, sentence)
    elif tried(request, lambda: presenting.take_back(report, was=was)):
        messages.success(request, _("Le verdict est repris : le rapport peut de nouveau changer."))
    return redirect("reports:way", code, year)


# --- Remarks -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def remark_list(request, code, year):
    """What waits for an answer, what had one; a remark that came otherwise is noted here."""
    report, _texts = own_report(request, code, year, opened=request.method == "POST")
    form = EncodedRemarkForm(request.POST or None, chapters=canvas.chapters(year))

    def made(given):
        return remarks.remark(report, by=request.user, **given)

    if request.method == "POST" and attempt(form, made):
        messages.success(request, _("La remarque est enregistrée."))
        return redirect("reports:remarks", code, year)
    if report.pk is None:
        return redirect("reports:way", code, year)
    context = pages_journey.remarks_page(report) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_remarks.html", context, status=status)


@require_safe
def remarks_of(request, code, year, edition):
    """What was said of one edition and what became of it, also once another rectifies it."""
    last, _texts = own_report(request, code, year)
    rows = CoordinationReport.objects.select_related("zone").defer("figures")
    report = get_object_or_404(rows, zone=last.zone, year=year, edition=edition)
    if report.pk == last.pk:
        return redirect("reports:remarks", code, year)
    return render(request, "reports/report_remarks.html", pages_journey.remarks_page(report))


@require_http_methods(["GET", "HEAD", "POST"])
def remark_answer(request, code, year, remark):
    """Accept, note or reject one remark; a second answer is refused in a sentence."""
    report, _texts = own_report(request, code, year)
    rows = ReportRemark.objects.select_related("report__zone", "decided_by")
    found = get_object_or_404(rows, report=report.pk, pk=remark)
    context = pages_journey.answer_page(found)
    form = AnswerForm(
        request.POST or None, initial=context["initial"], is_written=context["is_written"]
    )
    if request.method == "POST":
        made = attempt(form, lambda given: settle(remarks, found, form, given, by=request.user))
        if made:
            messages.success(request, _told(made))
            return redirect("reports:remarks", code, year)
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_remark.html", context | {"form": form}, status=status)


def _told(remark):
    if remark.letter_id:
        return _("La réponse est notée ; son auteur la reçoit par lettre.")
    return _("La réponse est notée. Dites-la à son auteur : aucune lettre ne lui part d’ici.")


# --- The personal link ---------------------------------------------------------------------------


def _refused_link(request, error):
    is_over, is_off = isinstance(error, LinkExpired), isinstance(error, TakenOff)
    context = {"csrf_token": "", "is_over": is_over, "is_off": is_off}
    status = 410 if is_over or is_off else 404
    return render(request, "reports/link_closed.html", context, status=status)


#: Times one address opens such a page in ten minutes: its figures are read each time.
MOST_ASKED = 120

signed = signed_page(
    presenting.read_token,
    refused=_refused_link,
    language=lambda request, reader: reader.person.language,
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed
def by_link(request, reader, token):
    """The report as the holder of one letter reads it, and what they have to say of it; once
    remarks are over, the report that left for Actiris."""
    report, language = reader.report, request.LANGUAGE_CODE
    if later := _later(request):
        return later
    form = _form(report, request.POST) if request.method == "POST" else None
    if form is not None and (made := _made(form, reader, language)):
        return redirect(f"{request.path}?langue={language}#remarque-{made.pk}")
    asked = request.GET.get("chapitre", "") if form is None else ""
    template, context = pages_link.link_page(reader, token, language, bound=form, asked=asked)
    status = 422 if form is not None else 200
    return render(request, template, context | {"csrf_token": ""}, status=status)


@require_safe
@signed
def paper_by_link(request, reader, token):
    """The deposited report, to the byte: nothing is behind this address before the deposit."""
    if later := _later(request):
        return later
    report = presenting.deposited_of(reader)
    if report is None:
        raise Http404
    return paper_response(report.paper.pdf(), report.paper.file_name)


def _later(request):
    """The page that asks to come back later with what was typed, or None."""
    if not is_too_often(request, "report", most=MOST_ASKED, seconds=600):
        return None
    context = {"csrf_token": "", "given": request.POST}
    return render(request, "reports/link_later.html", context, status=429)


def _form(report, given):
    chapter = canvas.chapter(report.year, str(given.get("chapter", "")))
    return RemarkForm(given, is_written=bool(chapter and chapter.is_written))


def _made(form, reader, language):
    def make(given):
        return remarks.remark(reader.report, reader=reader, language=language, **given)

    return attempt(form, make)
