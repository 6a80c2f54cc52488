"""The door: people note their own presence, by the code on the wall, without an account.

Reading never writes: a camera that follows a link notes nobody. The address is signed and works
from an hour before the meeting to an hour after; there is no session to abuse, hence no CSRF token
(see ``views.answer``). It shows names and institutions, never an address, an answer or a remark.
"""

import uuid
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ..forms_attendance import ArrivalForm
from ..services import checkin
from ..services.checkin import TooEarly, TooMany
from ..services.errors import BadLink, LinkExpired, Refused

LANGUAGES = ("fr", "nl")


def at_the_door(view):
    """Give the view its meeting and its reader's language; say what is wrong otherwise."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def read(request, token):
        try:
            meeting = checkin.read_token(token)
        except TooEarly as early:
            return _closed(_early(request, early.meeting))
        except LinkExpired:
            return _closed(render(request, "meetings/checkin_closed.html", status=410))
        except BadLink:
            return _closed(render(request, "meetings/checkin_unknown.html", status=404))
        request.LANGUAGE_CODE = _language(request, meeting)
        with translation.override(request.LANGUAGE_CODE):
            return _closed(view(request, meeting, token))

    return read


def _early(request, meeting):
    opens_at = meeting.starts_at - checkin.MARGIN
    context = {"meeting": meeting, "zone": meeting.zone, "opens_at": opens_at}
    return render(request, "meetings/checkin_early.html", context)


def _language(request, meeting):
    asked = request.GET.get("langue")
    if asked in LANGUAGES:
        return asked
    if meeting.languages in LANGUAGES:
        return meeting.languages
    return translation.get_language_from_request(request)[:2]


def _closed(response):
    """Nothing of this page is indexed, kept, or told to the next site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


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
        return render(request, "meetings/checkin_done.html", context)
    chosen = request.GET.get("qui", "")
    row = next((row for row in context["rows"] if str(row.pk) == chosen), None)
    if row is not None:
        context |= {"row": row, "key": uuid.uuid4()}
        return render(request, "meetings/checkin_confirm.html", context)
    return render(request, "meetings/checkin_list.html", context)


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
    return render(request, "meetings/checkin_list.html", context, status=422)


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
    return render(request, "meetings/checkin_list.html", context, status=status)
