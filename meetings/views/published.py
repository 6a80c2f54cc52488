"""What a zone published: read by everybody, without an account."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zones.models.rules import Visibility

from ..models import PV
from ..sealed_reading import editions

PAGE_SIZE = 50


def published_or_signed_in(view):
    """For the pages of a PV (``code``, ``pk``): open without an account where everybody may read.

    Anybody else is asked to sign in, in the same words whether a PV is drafted, kept, or not there
    at all: the address tells nothing.
    """

    @login_not_required
    @wraps(view)
    def seen(request, code, pk, *args, **kwargs):
        if not request.user.is_authenticated and not is_published(request, code, pk):
            return redirect_to_login(request.get_full_path())
        return view(request, code, pk, *args, **kwargs)

    return seen


def is_published(request, code, pk):
    found = PV.objects.open_to(request.user).filter(meeting=pk, meeting__zone__code=code)
    return request.method in ("GET", "HEAD") and found.exists()


def open_pv(request, code, pk):
    """The PV of a meeting, readable as it stands or in its sealed edition; None without any."""
    pvs = PV.objects.open_to(request.user).select_related("meeting__zone", "decided_in__zone")
    pv = pvs.with_joint().filter(meeting=pk, meeting__zone__code=code).first()
    if pv is not None:
        pv.meeting.is_joint = pv.is_joint
    return pv


def open_pv_or_404(request, code, pk):
    pv = open_pv(request, code, pk)
    if pv is None:
        raise Http404
    return pv


@require_safe
@login_not_required
def published(request):
    """The PVs that everybody may read, newest first."""
    rows = PV.objects.exclude(status__in=PV.UNSENT, edition=1).with_joint()
    rows = rows.filter(meeting__visibility=Visibility.PUBLIC).select_related("meeting__zone")
    rows = rows.order_by("-meeting__starts_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    editions(request.user, list(page))
    return render(request, "meetings/pv_published.html", {"page_obj": page})
