"""Time spent against time foreseen, in words."""

from django import template
from django.utils.translation import gettext as _

from .. import session_clock

register = template.Library()


@register.filter
def time_spent(item):
    """« 12 min sur 15 », « 12 min », « 15 min prévues »; ``item`` bears ``spent`` (seconds)."""
    taken = session_clock.minutes(item.spent)
    if item.spent and item.minutes_foreseen:
        return _("%(taken)s min sur %(foreseen)s") % {
            "taken": taken,
            "foreseen": item.minutes_foreseen,
        }
    if item.spent:
        return _("%(taken)s min") % {"taken": taken}
    if item.minutes_foreseen:
        return _("%(foreseen)s min prévues") % {"foreseen": item.minutes_foreseen}
    return ""


@register.filter
def whole_minutes(seconds):
    """Seconds as whole minutes, at least one for what took some time."""
    return max(1, session_clock.minutes(seconds)) if seconds else 0
