"""A gentle limit for pages that anybody may ask things of."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def is_too_often(request, action, *, most, seconds):
    """Whether this address asked for ``action`` more than ``most`` times within ``seconds``.

    The address is believed as far as the proxies of ours (``TRUSTED_PROXY_COUNT``), and only its
    fingerprint is kept, for that time.
    """
    who = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()
    key = f"gate:{action}:{who}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it expired between the two lines
        return False
