"""The registers as they are read: opinions and findings, their state, and who signs with whom."""

from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.typography import date_short
from zones.models.rules import Visibility
from zones.permissions import can_coordinate_zone

from . import vote_words
from .models import PV, Block, CoSignature, Finding, Opinion
from .models.levels import narrowest, not_wider_than, readable
from .reading import text_html, vote_html
from .redline import redline
from .services import cosigning, findings
from .services.reminders import coordinators
from .wording import beside

#: What a list may be narrowed to, « ?etat=… ».
TO_SEND, SILENT, LATE = "a-envoyer", "sans-reponse", "en-retard"
#: How far back passages of PVs are proposed for the register.
LOOK_BACK = timedelta(days=400)
MOST_PROPOSED = 40


# --- States -------------------------------------------------------------------------------------


def is_overdue(row, today=None):
    """An answer was expected before today, and did not come. Only opinions expect one."""
    expected = getattr(row, "answer_expected_on", None)
    waits = row.sent_on and not row.answered_on
    return bool(waits and expected and expected < (today or timezone.localdate()))


def state_of(row):
    """(kind of flag, words) of an opinion or a finding."""
    if row.answered_on:
        return "ok", _("réponse du %(day)s") % {"day": date_short(row.answered_on)}
    expected = getattr(row, "answer_expected_on", None)
    if is_overdue(row):
        return "late", _("réponse attendue le %(day)s") % {"day": date_short(expected)}
    if row.sent_on:
        return "zone", _("envoyé le %(day)s") % {"day": date_short(row.sent_on)}
    return "soon", _("à envoyer")


def narrowed(rows, state):
    """``rows`` in that state, and how many there are in each; an unknown state narrows nothing."""
    found = {
        TO_SEND: [row for row in rows if not row.sent_on],
        SILENT: [row for row in rows if row.sent_on and not row.answered_on],
        LATE: [row for row in rows if is_overdue(row)],
    }
    names = {TO_SEND: _("à envoyer"), SILENT: _("sans réponse"), LATE: _("en retard")}
    chips = [(key, names[key], len(found[key])) for key in found if found[key] or key == state]
    state = state if state in found else ""
    return {
        "rows": found.get(state, rows),
        "chips": chips,
        "state": state,
        "total": len(rows),
    }


# --- Opinions -----------------------------------------------------------------------------------


def read_opinions(user, zone=None):
    """Opinions of the zone, or of all, that this user may read, with what their lines show; five
    queries."""
    rows = Opinion.objects.visible_to(user)
    rows = rows if zone is None else rows.filter(zone=zone)
    rows = rows.select_related("block__item__meeting__zone", "block__vote", "zone", "proof")
    signed = CoSignature.objects.select_related("zone", "decided_by")
    return rows.prefetch_related(
        "addressees", "block__vote__voices", Prefetch("cosignatures", queryset=signed)
    )


def opinion_list(user, zone, state):
    """The register of the zone, and what it signed with others."""
    rows = list(read_opinions(user, zone).order_by("-year", "-number"))
    dress_opinions(user, rows)
    return narrowed(rows, state) | signed_with_others(user, zone, "opinion")


def _opened(user, meetings):
    """Of the meetings of those ids, those whose PV the user may open."""
    rows = PV.objects.open_to(user).filter(meeting__in=meetings)
    return set(rows.values_list("meeting_id", flat=True))


def dress_opinions(user, rows):
    """What each line shows, for a reader who may read its text, or not; ``is_open``: its PV may be
    opened. One query."""
    opened = _opened(user, [row.block.item.meeting_id for row in rows])
    for row in rows:
        row.is_open = row.block.item.meeting_id in opened
        row.flag_kind, row.flag_label = state_of(row)
        vote = None if row.is_reserved else vote_words.of_block(row.block)
        row.html = "" if row.is_reserved else text_html(row.block)
        row.vote_line = vote_words.sentence(vote) if vote and vote_words.is_counted(vote) else ""
        row.with_zones = with_zones(row)


def with_zones(thing):
    """« avec les zones Ouest et Centrale », of those that signed; "" for none."""
    return beside([one.zone for one in thing.cosignatures.all() if one.is_signed])


def opinion_page(user, row):
    """One opinion: its text, how it was voted, why, to whom, what came of it, who signs it."""
    zone = row.zone
    dress_opinions(user, [row])
    row.vote_html = "" if row.is_reserved else vote_html(vote_words.of_block(row.block))
    coordinates = can_coordinate_zone(user, zone)
    return {
        "zone": zone,
        "opinion": row,
        "coordinates": coordinates,
        "signatures": signatures(row) if coordinates else [],
    }


# --- Findings -----------------------------------------------------------------------------------


def read_findings(user, zone=None):
    """Findings of the zone, or of all, that this user may read, with what their lines show; three
    queries."""
    rows = Finding.objects.visible_to(user)
    rows = rows if zone is None else rows.filter(zone=zone)
    rows = rows.select_related("zone", "block__item__meeting__zone", "created_by")
    signed = CoSignature.objects.select_related("zone", "decided_by")
    return rows.prefetch_related("addressees", Prefetch("cosignatures", queryset=signed))


def finding_list(user, zone, state):
    """The register of the zone; its coordination also sees what its PVs hold beside it."""
    rows = list(read_findings(user, zone))
    for row in rows:
        dress_finding(row)
    coordinates = can_coordinate_zone(user, zone)
    return (
        narrowed(rows, state)
        | signed_with_others(user, zone, "finding")
        | {"proposed": proposed(zone) if coordinates else []}
    )


def dress_finding(row):
    row.flag_kind, row.flag_label = state_of(row)
    row.with_zones = with_zones(row)
    lacks = [] if row.observation else [_("l’observation")]
    lacks += [] if row.proposal else [_("la proposition")]
    lacks += [] if row.addressees.all() else [_("le destinataire")]
    row.lacks = ", ".join(lacks)


def finding_page(user, row):
    dress_finding(row)
    zone = row.zone
    coordinates = can_coordinate_zone(user, zone)
    level = _read_at(row)
    row.read_by, row.is_widened = level.label, level not in not_wider_than(row.visibility)
    meeting = row.block.item.meeting if row.block else None
    return {
        "zone": zone,
        "finding": row,
        "meeting": meeting if meeting and _opened(user, [meeting.pk]) else None,
        "coordinates": coordinates,
        "signatures": signatures(row) if coordinates else [],
    }


def proposed(zone):
    """Passages of the sent PVs of the zone that may enter the register, the latest first."""
    rows = Block.objects.filter(
        item__meeting__zone=zone,
        item__meeting__starts_at__gte=timezone.now() - LOOK_BACK,
        kind__in=findings.KINDS,
        finding=None,
        item__meeting__pv__isnull=False,
    ).exclude(item__meeting__pv__status__in=PV.UNSENT)
    rows = rows.select_related("item__meeting__zone")
    # What was called so at the meeting comes before what was only proposed there.
    rows = rows.order_by("kind", "-item__meeting__starts_at", "item__position", "position")
    found = list(rows[:MOST_PROPOSED])
    for block in found:
        block.html = text_html(block)
    return found


# --- Signed by several zones --------------------------------------------------------------------


def signatures(thing):
    """The zones that were asked, for the coordination that asked: state, reason, text changed."""
    rows = list(thing.cosignatures.all())
    kinds = {"asked": "soon", "signed": "ok", "declined": "muted"}
    for row in rows:
        row.flag_kind = kinds[row.status]
        row.is_stale = row.status != "declined" and cosigning.has_changed(row)
    return rows


def signed_with_others(user, zone, kind):
    """``asked``: what waits for the zone's answer, for its coordination; ``signed``: what it
    signed and that was sent, in words its members may read, the latest signed first. One query.

    ``kind``: ``opinion`` or ``finding``.
    """
    rows = CoSignature.objects.with_thing().filter(zone=zone, **{f"{kind}__isnull": False})
    coordinates = can_coordinate_zone(user, zone)
    if not coordinates:
        rows = rows.signed().of_what_left()
    rows = list(rows.order_by("-asked_at", "-pk"))
    for row in rows:
        row.is_told = coordinates or is_wide(row.thing)
    return {
        "coordinates": coordinates,
        "asked": [row for row in rows if row.is_asked],
        "signed": sorted(
            (row for row in rows if row.is_signed),
            key=lambda row: row.decided_at or row.asked_at,
            reverse=True,
        ),
    }


def is_wide(thing):
    """May the members of other zones read its words?"""
    return _read_at(thing) in readable(Visibility.REGION)


def _read_at(thing):
    """The narrowest of its own level and that of the passage it comes from."""
    levels = [thing.reach] if isinstance(thing, Finding) else []
    return narrowest(*levels, findings.level_of_passage(thing.block) if thing.block else "")


def cosignature_page(row):
    """What a zone is asked to sign: the text as it stands, and what changed since it was asked."""
    # A zone that declined has no part in what becomes of the text; a draft is read by its zone.
    is_theirs = row.is_asked or row.is_signed
    is_closed = cosigning.is_in_draft(row.thing)
    text = cosigning.text_of(row.thing) if is_theirs and not is_closed else row.text
    shown = row.text if not row.is_asked else text
    return {
        "cosignature": row,
        "thing": row.thing,
        "is_opinion": row.opinion_id is not None,
        "waits": cosigning.IN_CORRECTION if row.is_asked and is_closed else "",
        "text": shown,
        "addressees": row.thing.addressees.all() if is_theirs else [],
        "seen": cosigning.digest(text),
        "changed": redline(row.text, text) if text != row.text else "",
    }


def ask_page(thing, ticked=()):
    """The zones that may be asked, each with those who would get the letter; a query a zone.

    ``ticked``: what a form that was refused had chosen, as it arrived.
    """
    known = {row.zone_id: row for row in signatures(thing)}
    zones = list(cosigning.other_zones(thing))
    for zone in zones:
        zone.asked = known.get(zone.pk)
        zone.can_be_asked = _may_be_asked(zone.asked)
        zone.people = [user.full_name for user in coordinators(zone.pk) if user.email]
        zone.is_ticked = str(zone.pk) in ticked
    return {
        "thing": thing,
        "is_opinion": isinstance(thing, Opinion),
        "zones": zones,
        "text": cosigning.text_of(thing),
    }


def _may_be_asked(known):
    """Not yet, or again: it declined, or what it signed reads otherwise now."""
    if known is None or known.status == CoSignature.Status.DECLINED:
        return True
    return known.is_signed and known.is_stale
