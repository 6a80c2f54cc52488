"""A long paper on its way: how far it is, and its bytes once it is ready."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from .. import makers, pages_making
from ..making_kinds import KINDS, origin
from ..models import Making
from ..permissions_making import can_read_making
from ..services import making as service


def _making(request, key, rows):
    """The making of an address, in the reader's world; 404 otherwise."""
    making = get_object_or_404(rows.select_related("zone", "asked_by"), key=key)
    if making.what not in KINDS or not can_read_making(request.user, making):
        raise Http404
    return making


def making(request, key):
    """How far it is; asked again by the page itself while it lasts, and it can be left."""
    found = _making(request, key, Making.objects.defer("content"))
    service.wake(found)
    template = "reports/_making.html" if request.htmx else "reports/making.html"
    response = render(request, template, pages_making.progress(found))
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def making_again(request, key):
    """Ask once more for one that failed, or for a fresh one."""
    found = _making(request, key, Making.objects.defer("content"))
    again = service.ask(
        found.what,
        zone=found.zone,
        year=found.year,
        language=found.language,
        by=request.user,
    )
    return redirect(again)


def making_file(request, key):
    """The bytes of a paper that is ready."""
    found = _making(request, key, Making.objects)
    if found.status != Making.Status.READY:
        return redirect(found)
    if found.content is None:
        return redirect(origin(found))
    kind = KINDS[found.what]
    response = HttpResponse(bytes(found.content), content_type=kind.media_type)
    shown = content_disposition_header(kind.is_download, makers.file_name(found))
    response["Content-Disposition"] = shown
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
