"""Why something of an earlier meeting is proposed for an agenda, in a few words."""

from django.utils.translation import gettext as _

from concertation.typography import day_month

from ..models import AgendaItem

Outcome = AgendaItem.Outcome


def why_item(item):
    """« point permanent », « reporté le 5 mars », « pas traité le 5 mars »."""
    if item.is_standing:
        return _("point permanent")
    day = {"day": day_month(item.meeting.starts_at)}
    if item.outcome == Outcome.DEFERRED:
        return _("reporté le %(day)s") % day
    if item.outcome == Outcome.DROPPED:
        return _("abandonné ; inscrit le %(day)s") % day
    return _("pas traité le %(day)s") % day


def why_action(action):
    """« action encore ouverte : Anne Petit, pour le 3 avril »."""
    owners = ", ".join(owner.name for owner in action.owners.all())
    due = action.due_text or (
        _("pour le %(day)s") % {"day": day_month(action.due_on)} if action.due_on else ""
    )
    told = ", ".join(filter(None, (owners, due)))
    return _("action encore ouverte : %(told)s") % {"told": told} if told else _("action ouverte")
