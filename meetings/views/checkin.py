"""The door: people note their own presence, by the code on the wall, without an account.

The address works from an hour before the meeting to an hour after. It shows names and institutions,
never an e-mail address, an answer or a remark.
"""

import uuid

from django.http import HttpResponseRedirect
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from ..forms_attendance import ArrivalForm
from ..services import checkin
from ..services.checkin import TooEarly, TooMany
from ..services.errors import LinkExpired, Refused
from .signed import LANGUAGES, render_signed, signed_page


def _refused_link(request, error):
    if isinstance(error, TooEarly):
        meeting, opens_at = error.meeting, error.meeting.starts_at - checkin.MARGIN
        context = {"meeting": meeting, "zone": meeting.zone, "opens_at": opens_at}
        return render_signed(request, "checkin_early", context)
    if isinstance(error, LinkExpired):
        return render_signed(request, "checkin_closed", status=410)
    return render_signed(request, "checkin_unknown", status=404)


def _language(request, meeting):
    if meeting.languages in LANGUAGES:
        return meeting.languages
    return translation.get_language_from_request(request)[:2]


at_the_door = signed_page(checkin.read_token, refused=_refused_link, language=_language)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_door
def door(request, meeting, token):
    """The list of names; the one chosen, to confirm; « c’est noté », to take back."""
    if request.method == "POST":
        return _gesture(request, meeting)
    context = _context(request, meeting)
    given = request.GET.get("fait", "")
    if found := checkin.read_pass(meeting, given):
        context |= {"row": found[0], "pass": given}
        return render_signed(request, "checkin_done", context)
    chosen = request.GET.get("qui", "")
    row = next((row for row in context["rows"] if str(row.pk) == chosen), None)
    if row is not None:
        context |= {"row": row, "key": uuid.uuid4()}
        return render_signed(request, "checkin_confirm", context)
    return render_signed(request, "checkin_list", context)


def _context(request, meeting, form=None):
    return {
        "meeting": meeting,
        "zone": meeting.zone,
        "rows": checkin.people(meeting),
        "form": form or ArrivalForm(),
        "announced": request.GET.get("annonce", "")[:150],
    }


def _gesture(request, meeting):
    """One tap: my name, my regret, or a name the list does not know."""
    try:
        if given := request.POST.get("undo"):
            checkin.undo(meeting, given)
            return _back(request)
        if (chosen := request.POST.get("qui", "")).isdecimal() and len(chosen) < 10:
            return _seen(request, *checkin.check_in(meeting, int(chosen), key=_key(request)))
        form = ArrivalForm(request.POST)
        if form.is_valid():
            arrival = checkin.announce(meeting, **_left(form))
            return _back(request, annonce=arrival.person_name)
    except Refused as refusal:
        return _refused(request, meeting, refusal)
    context = _context(request, meeting, form)
    return render_signed(request, "checkin_list", context, status=422)


def _left(form):
    data = form.cleaned_data
    return {"name": data["person_name"], "organisation_name": data["organisation_name"]}


def _key(request):
    """The tap's own identity: sent twice by a telephone that lost the network, it counts once."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _seen(request, row, given):
    return _back(request, fait=given) if given else _back(request, qui=row.pk)


def _back(request, **parameters):
    parameters["langue"] = request.LANGUAGE_CODE
    return HttpResponseRedirect(f"{request.path}?{urlencode(parameters)}")


def _refused(request, meeting, refusal):
    context = _context(request, meeting) | {"refusal": str(refusal)}
    status = 429 if isinstance(refusal, TooMany) else 409
    return render_signed(request, "checkin_list", context, status=status)
