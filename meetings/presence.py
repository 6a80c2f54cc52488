"""What is told of somebody's presence: until when, for whom, by whom; in the active language."""

from django.utils.translation import gettext as _

from concertation.typography import time_h

from .models import Participation, Tap

Presence = Participation.Presence


def stay(row):
    """« à partir de 10 h 05 », « jusqu’à 11 h 30 », « de 10 h 05 à 11 h 30 »; "" for all along."""
    if row.presence != Presence.PRESENT:
        return ""
    hours = {
        "starts": time_h(row.arrived_at) if row.arrived_at else "",
        "ends": time_h(row.left_at) if row.left_at else "",
    }
    if row.arrived_at and row.left_at:
        return _("de %(starts)s à %(ends)s") % hours
    if row.arrived_at:
        return _("à partir de %(starts)s") % hours
    return _("jusqu’à %(ends)s") % hours if row.left_at else ""


def proxy(row):
    """« procuration à Anne Dupont » for somebody represented by another institution's voice."""
    if row.presence != Presence.REPRESENTED or not row.represented_by:
        return ""
    return _("procuration à %(name)s") % {"name": row.represented_by.person_name}


def replacement(row):
    """« remplacé par Anne Dupont » for somebody represented by a colleague."""
    if row.presence != Presence.REPRESENTED or not row.replaced_by:
        return ""
    return _("remplacé par %(name)s") % {"name": row.replaced_by.person_name}


def facts(row, proxies=(), lost=()):
    """[(sentence, is a warning)] under a name on the sheet.

    ``proxies``: rows it speaks for; ``lost``: taps that came after a later one, told all the same.
    """
    told = []
    is_in = row.presence == Presence.PRESENT
    if is_in and row.arrived_at:
        told.append((_("arrivé à %(hour)s") % {"hour": time_h(row.arrived_at)}, False))
    if is_in and row.left_at:
        told.append((_("parti à %(hour)s") % {"hour": time_h(row.left_at)}, False))
    if row.represented_by:
        told.append(_proxy(row.represented_by))
    for other in proxies:
        told.append((_("porte la procuration de %(name)s") % {"name": str(other)}, False))
    if row.presence_source == Participation.PresenceSource.SELF:
        told.append((_("s’est noté à l’accueil"), False))
    return told + [(_overtaken(tap), False) for tap in lost]


def _overtaken(tap):
    values = {Tap.What.PRESENCE: dict(Presence.choices).get(tap.value, ""), Tap.What.PROXY: ""}
    words = " ".join(filter(None, [tap.get_what_display(), str(values.get(tap.what, tap.value))]))
    return _("« %(words)s », touché à %(hour)s par %(who)s : un geste plus récent l’emporte") % {
        "words": words,
        "hour": time_h(tap.at),
        "who": tap.by.full_name if tap.by else _("la personne elle-même"),
    }


def _proxy(holder):
    if holder.presence == Presence.PRESENT:
        return _("procuration à %(name)s") % {"name": holder.person_name}, False
    sentence = _("procuration à %(name)s, qui n’est pas noté présent")
    return sentence % {"name": holder.person_name}, True
