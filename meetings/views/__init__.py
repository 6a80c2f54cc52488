"""What every view of a meeting does first and last."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from ..models import Meeting
from ..services.errors import Refused


def visible_meeting(request, code, pk):
    """The meeting with its zone, host and PV, or 404: not the reader's world."""
    rows = Meeting.objects.visible_to(request.user).with_joint()
    rows = rows.select_related("zone", "host", "pv")
    return get_object_or_404(rows.defer("pv__search_text"), pk=pk, zone__code=code)


def attempt(form, act):
    """What ``act(cleaned_data)`` returns, or ``None`` when the form or the service refuses.

    The sentence of a refusal joins the errors of the form: nothing typed is lost.
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except (Refused, ValidationError) as error:
        form.add_error(None, sentence(error))
        return None


def tried(request, act):
    """What ``act()`` returns, or ``None`` and the sentence of the refusal on the next page."""
    try:
        return act()
    except (Refused, ValidationError) as error:
        messages.error(request, sentence(error))
        return None


def sentence(error):
    """What a service said when it refused, as one sentence for the reader."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)


def paper_response(content, name):
    """A PDF shown in the page or the reader's program, under its own file name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    return response


def calendar_response(content):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "reunion.ics")
    return response
