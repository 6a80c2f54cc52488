"""Pages behind a signed address, for whoever holds it, without an account.

Reading never writes: mail programs, virus scanners and cameras open every link. The address is the
only authority here, there is no session to abuse: hence no CSRF token, which the cookie-less
browsers inside mail programs would not send back (and ``Referrer-Policy: no-referrer``, which keeps
the address from travelling, makes every browser send « Origin: null »).

``signed_page``: ``read_token(token)`` gives the subject of the page or raises a ``BadLink``, which
``refused(request, error)`` answers; ``language(request, subject)`` is the reader's, unless the
address asks for another with « ?langue= ».
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from ..services.errors import BadLink

LANGUAGES = ("fr", "nl")


def signed_page(read_token, *, refused, language):
    """Decorate a view ``(request, subject, token, …)`` that is asked with a token; see above."""

    def decorate(view):
        @login_not_required
        @csrf_exempt
        @wraps(view)
        def read(request, token, **more):
            try:
                subject = read_token(token)
            except BadLink as error:
                return unlisted(refused(request, error))
            request.LANGUAGE_CODE = _asked_language(request) or language(request, subject)
            with translation.override(request.LANGUAGE_CODE):
                return unlisted(view(request, subject, token, **more))

        return read

    return decorate


def _asked_language(request):
    asked = request.GET.get("langue")
    return asked if asked in LANGUAGES else ""


def unlisted(response, cache="private, no-store"):
    """Nothing behind the address is indexed, told to the next site, or kept but as ``cache``."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = cache
    return response


def render_signed(request, template, context=None, status=200):
    """``render`` without a token, hence without a cookie: the same words for every stranger."""
    context = (context or {}) | {"csrf_token": ""}
    return render(request, f"meetings/{template}.html", context, status=status)
