"""Months on the screen, and calendars that other programs subscribe to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.permissions import visible_zone_or_404

from .. import calendar, pages_calendar, pages_feeds
from ..services import feeds as services
from ..services.errors import BadLink, LinkExpired
from . import tried
from .signed import unlisted


def month(request, year=None, number=None):
    """Everything the reader sees, of every zone."""
    context = pages_calendar.month(request.user, year, number, request.GET)
    return render(request, "meetings/calendar.html", context)


def zone_month(request, code, year=None, number=None):
    zone = visible_zone_or_404(request.user, code)
    context = pages_calendar.month(request.user, year, number, request.GET, zone=zone)
    return render(request, "meetings/calendar.html", context)


def feeds(request):
    """« Mes calendriers »: the addresses the reader opened, and those they may open."""
    offers = services.offered(request.user)
    if request.method == "POST":
        chosen = pages_feeds.chosen(offers, request.POST.get("choix", ""))
        if chosen and tried(request, lambda: services.open_feed(chosen)):
            messages.success(request, _("L’adresse est prête : copiez-la dans votre agenda."))
        return redirect("meetings:feeds")
    context = pages_feeds.subscriptions(request.user, offers)
    return render(request, "meetings/calendar_feeds.html", context)


def feed_revoke(request, pk):
    feed = get_object_or_404(request.user.calendar_feeds.filter(revoked_at=None), pk=pk)
    if request.method == "POST":
        services.revoke(feed)
        messages.success(request, _("L’abonnement est retiré : son adresse ne répond plus."))
        return redirect("meetings:feeds")
    context = {"feed": feed, "name": calendar.feed_name(feed)}
    return render(request, "meetings/calendar_revoke.html", context)


@login_not_required
@require_safe
def feed(request, token):
    """The calendar behind a secret address; the reader's rights are asked at each reading."""
    try:
        subscription = services.read_token(token)
        etag = f'"{services.fingerprint(subscription)}"'
        response = get_conditional_response(request, etag=etag) or _written(subscription)
    except LinkExpired as gone:
        return _closed(HttpResponse(str(gone), status=410, content_type="text/plain"))
    except BadLink as unknown:
        return _closed(HttpResponse(str(unknown), status=404, content_type="text/plain"))
    services.note_reading(subscription)
    response["ETag"] = etag
    return _closed(response)


def _written(subscription):
    services.check_rights(subscription)
    content = calendar.feed(subscription, services.meetings_of(subscription))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="concertation.ics"'
    return response


def _closed(response):
    """Asked again at each reading."""
    return unlisted(response, cache="private, no-cache")
