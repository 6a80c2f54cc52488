"""The barometer and the three questions: a page for the coordination, links for the others."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from concertation.permissions import require
from meetings.views import attempt, tried
from meetings.views.signed import signed_page
from zones.permissions import can_coordinate_zone, visible_zone_or_404

from ..forms_listening import OpeningForm, feedback_form, survey_form
from ..models import Survey
from ..pages_listening import listening_page
from ..services import feedback, survey

CONFLICT = 409


def _zone(request, code):
    zone = visible_zone_or_404(request.user, code)
    require(can_coordinate_zone, request.user, zone)
    return zone


def listening(request, code, form=None):
    """Barometers by year, meetings and their three questions, the switch."""
    zone = _zone(request, code)
    context = listening_page(zone)
    form = form or OpeningForm(initial={"closes_on": context["closes_on"]})
    status = 422 if form.is_bound else 200
    return render(request, "reports/listening.html", context | {"form": form}, status=status)


@require_POST
def survey_open(request, code):
    zone = _zone(request, code)
    form = OpeningForm(request.POST)
    found = attempt(
        form, lambda data: survey.open_survey(zone, closes_on=data["closes_on"], by=request.user)
    )
    if found is None:
        return listening(request, code, form)
    count = found.readers.count()
    words = ngettext(
        "Le baromètre part à %(n)d personne.", "Le baromètre part à %(n)d personnes.", count
    )
    messages.success(request, words % {"n": count})
    return redirect("reports:listening", zone.code)


@require_POST
def survey_close(request, code, year):
    zone = _zone(request, code)
    found = get_object_or_404(Survey, zone=zone, year=year)
    if tried(request, lambda: survey.close(found)):
        messages.success(request, _("Le baromètre est clos : ses résultats se lisent."))
    return redirect("reports:listening", zone.code)


@require_POST
def feedback_switch(request, code):
    zone = _zone(request, code)
    is_on = request.POST.get("on") == "1"
    feedback.switch(zone, on=is_on)
    if is_on:
        words = _("Les trois questions partiront après chaque réunion, à qui était là.")
    else:
        words = _("Les trois questions ne partent plus.")
    messages.success(request, words)
    return redirect("reports:listening", zone.code)


# --- Behind a personal link -----------------------------------------------------------------------


def _page(request, template, context=None, status=200):
    """Without a token, hence without a cookie: the link is the only authority."""
    context = (context or {}) | {"csrf_token": ""}
    return render(request, f"reports/{template}.html", context, status=status)


def _bad_link(request, error):
    return render(request, "meetings/answer_unknown.html", {"csrf_token": ""}, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_page(
    survey.read_token, refused=_bad_link, language=lambda request, reader: reader.person.language
)
def survey_answer(request, reader, token):
    """Fourteen lines in two minutes; a GET answers nothing."""
    context = {"zone": reader.survey.zone, "survey": reader.survey, "reader": reader}
    context |= {"is_done": bool(reader.answered_on), "is_open": reader.survey.is_open}
    form = survey_form(request.POST or None)
    if attempt(form, lambda data: survey.answer(reader, form.scores(), data["comment"])):
        return _thanks(request)
    return _page(request, "survey_answer", context | {"form": form}, _status(form, context))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_page(
    feedback.read_token,
    refused=_bad_link,
    language=lambda request, asked: asked.participation.language,
)
def feedback_answer(request, asked, token):
    """Three questions about one meeting."""
    meeting = asked.participation.meeting
    context = {"zone": meeting.zone, "meeting": meeting, "asked": asked}
    context |= {"is_done": bool(asked.answered_on), "is_open": feedback.is_open(meeting)}
    form = feedback_form(request.POST or None)
    if attempt(form, lambda data: feedback.answer(asked, form.scores(), data["comment"])):
        return _thanks(request)
    return _page(request, "feedback_answer", context | {"form": form}, _status(form, context))


def _thanks(request):
    return redirect(f"{request.path}?langue={request.LANGUAGE_CODE}")


def _status(form, context):
    if not form.errors:
        return 200
    return CONFLICT if context["is_done"] or not context["is_open"] else 422
