"""« Mes calendriers »: what a reader subscribed to, and what they may subscribe to."""

from .calendar import feed_name
from .models import CalendarFeed
from .services import feeds


def subscriptions(user, offers):
    """``feeds``: [{feed, name, address, webcal}] still open; ``offers``: [{key, name}]."""
    rows = CalendarFeed.objects.filter(user=user, revoked_at=None)
    opened = [_told(feed) for feed in rows.select_related("zone", "organisation")]
    return {"feeds": opened, "offers": [{"key": key_of(o), "name": feed_name(o)} for o in offers]}


def _told(feed):
    address = feeds.address(feed)
    webcal = "webcal" + address[address.index("://") :]
    return {"feed": feed, "name": feed_name(feed), "address": address, "webcal": webcal}


def key_of(offer):
    """What names an offer in the form: « zone-3 », « organisation-12 », « region- »."""
    return f"{offer.scope}-{offer.zone_id or offer.organisation_id or ''}"


def chosen(offers, key):
    """The offer named ``key``, or None: nobody subscribes to what was not offered to them."""
    return next((offer for offer in offers if key_of(offer) == key), None)
