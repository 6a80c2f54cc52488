"""The clock of a session: time spent against time foreseen, and how far the agenda is behind."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import AgendaItem

#: Minutes under which nobody is early or late.
NEAR = 5


def spent(item, now=None):
    """Seconds spent on ``item`` until ``now``, its running clock included."""
    since = item.running_since
    running = max(0, round(((now or timezone.now()) - since).total_seconds())) if since else 0
    return item.seconds_spent + running


def minutes(seconds):
    """Whole minutes of ``seconds``: 59 s is 0 min, as a clock shows."""
    return seconds // 60


def delay(meeting, items, now=None):
    """Minutes behind the agenda, negative when ahead; None when nothing was foreseen or begun.

    What the clock says since the meeting was called, less what the agenda foresees for what was
    done: all of a settled point, and no more than its part for one under way. A point without a
    foreseen time takes the time it takes.

    Source: a choice of the application, stated in the help of the page.
    """
    now = now or timezone.now()
    if meeting.opened_at is None or not any(item.minutes_foreseen for item in items):
        return None
    done = timedelta()
    for item in items:
        taken = timedelta(seconds=spent(item, now))
        foreseen = timedelta(minutes=item.minutes_foreseen or 0)
        if not item.minutes_foreseen:
            done += taken
        elif item.outcome:
            done += foreseen
        else:
            done += min(taken, foreseen)
    return int((now - meeting.starts_at - done).total_seconds() // 60)


def delay_words(late):
    """« en retard de 10 min sur l’horaire »; empty when nothing can be said."""
    if late is None:
        return ""
    if late >= NEAR:
        return _("en retard de %(n)s min sur l’horaire") % {"n": late}
    if late <= -NEAR:
        return _("en avance de %(n)s min sur l’horaire") % {"n": -late}
    return _("à l’heure")


def state(meeting, items):
    """What the clock of a screen needs, as plain data; instants in milliseconds, for browsers."""
    now = timezone.now()
    late = delay(meeting, items, now)
    return {
        "now": _ms(now),
        "starts": _ms(meeting.starts_at),
        "opened": meeting.opened_at is not None,
        "adjourned": meeting.adjourned_at is not None,
        "late": delay_words(late),
        "items": [
            {
                "id": item.pk,
                "spent": item.seconds_spent,
                "since": _ms(item.running_since) if item.running_since else None,
                "foreseen": item.minutes_foreseen,
                "outcome": item.outcome,
                "label": outcome_label(item),
            }
            for item in items
        ],
    }


def outcome_label(item):
    return str(AgendaItem.Outcome(item.outcome).label) if item.outcome else ""


def _ms(moment):
    return round(moment.timestamp() * 1000)
