"""What every view of a meeting does first and last."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from ..models import Meeting
from ..services.errors import Refused
from ..uploads.kinds import PDF, kind_of


def visible_meeting(request, code, pk):
    """The meeting with its zone, host and PV, or 404: not the reader's world."""
    rows = Meeting.objects.visible_to(request.user).with_joint()
    rows = rows.select_related("zone", "host", "pv")
    return get_object_or_404(rows, pk=pk, zone__code=code)


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


#: How a joined file leaves: as what it is, framed by nobody, kept by nobody.
CLOSED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def piece_response(attachment):
    """A joined file as it was taken in: its own type, never guessed, and nothing of it runs here.

    A PDF and a picture open in the browser, anything else is downloaded. Held whole for the time
    of the answer: ``ATTACHMENT_MAX_MB`` bounds it.
    """
    kind = kind_of(attachment.media_type)
    try:
        with attachment.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type=kind.media_type)
    except FileNotFoundError as error:
        raise Http404 from error
    shown = content_disposition_header(not kind.opens, attachment.file_name)
    response["Content-Disposition"] = shown
    # The PDF reader of a browser does not start inside a sandbox, and runs nothing of ours.
    sandbox = "" if kind is PDF else "; sandbox"
    response["Content-Security-Policy"] = f"default-src 'none'; frame-ancestors 'none'{sandbox}"
    for header, value in CLOSED.items():
        response[header] = value
    return response
