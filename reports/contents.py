"""What each chapter shows, in the words and order of the reader; the page and the PDF share it.

Everything here is computed from a ``ZoneYear`` and its figures: no query.
"""

from datetime import date

from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.shapes import MISSING
from concertation.typography import date_short, day_month, rich
from meetings.models import Block, Meeting
from meetings.pages_obligation import year_bar
from meetings.wording import beside
from zones.profile import sentences

from . import charts, wording
from .indicators import followup, meetings, participation
from .listening_rows import listening
from .logbook_rows import outside_meetings
from .register_rows import registers

Kind = Meeting.Kind
GATHERINGS = (
    Kind.WORKING_GROUP,
    Kind.VISIT,
    Kind.EXCURSION,
    Kind.THEME_DAY,
    Kind.CONFERENCE,
    Kind.PARTNER_DAY,
    Kind.INTERZONAL,
)


def contents(data, figures, communes, *, in_zone, with_drafts=False):
    """The context of the chapters' templates.

    ``in_zone``: show what the members of the zone may read of the PVs, or only what other zones
    may; a PV still being written never shows. ``with_drafts``: list the meetings in preparation.
    """
    trend = figures["trend"]
    return {
        "zone": data.zone,
        "year": data.year,
        "figures": figures,
        "key_figures": wording.key_figures(figures),
        "quota": (quota := meetings.quota(data)),
        "quota_sentence": wording.quota_sentence(quota),
        "quota_bar": year_bar(quota, data.zone, coordinates=with_drafts),
        "attendance_chart": charts.attendance(data, figures["attendance"]),
        "attendance_rows": list(zip(data.held, figures["attendance"], strict=True)),
        "unrecorded": figures["meetings"]["unrecorded"],
        "rates": wording.rates(figures),
        "trend_chart": charts.trend(data, trend),
        "trend_rows": [_trend_row(row) for row in trend],
        **_actors(data, communes),
        "rules_rows": [(label, text) for label, text in sentences(data.rules) if text],
        **_meetings(data, in_zone, with_drafts),
        "types": _types(data),
        "regular_names": _names(data, participation.regular_institutions(data)),
        "new_names": _names(data, participation.new_institutions(data)),
        "themes": _themes(data),
        **_followup(data, in_zone),
        "grid_head": [f"{sitting.meeting.held_on:%d/%m}" for sitting in data.held],
        "grid": _grid(data),
        **outside_meetings(data.zone, data.year),
        **registers(data.zone, data.year, in_zone=in_zone),
        **listening(data.zone, data.year),
    }


def _trend_row(row):
    return {
        "year": row["year"],
        "half_days": wording.value(row["half_days"]),
        "institutions": wording.value(row["institutions"]),
        "persons": wording.value(row["persons"]),
        "attendance": wording.percent(row["attendance"]),
    }


def _actors(data, communes):
    """Map and list of the communes, with the members whose address is there."""
    members = {row.organisation_id for row in data.memberships}
    places = [data.institutions[pk].commune for pk in members]
    counts = {}
    for place in places:
        counts[place.code if place else ""] = counts.get(place.code if place else "", 0) + 1
    tiles = [(one, data.zone.colour, counts.get(one.nis, 0)) for one in communes]
    return {
        "communes": [(one.name, number) for one, _colour, number in tiles],
        "elsewhere": len(members) - sum(number for _one, _colour, number in tiles),
        "communes_map": charts.communes(tiles, _("Institutions membres par commune")),
    }


def _types(data):
    """One row a partner type: members, arrived and left in the year, reached; then the total."""
    reached = participation.institutions_reached(data)
    first, last = date(data.year, 1, 1), date(data.year, 12, 31)
    rows = {}
    for membership in data.memberships:
        row = _type_row(rows, data.institutions[membership.organisation_id])
        row["members"].add(membership.organisation_id)
        row["arrived"] += bool(membership.started_on and membership.started_on >= first)
        row["left"] += bool(membership.ended_on and membership.ended_on <= last)
    for pk in reached:
        _type_row(rows, data.institutions[pk])["reached"] += 1
    for row in rows.values():
        row["members"] = len(row["members"])
    return sorted(rows.values(), key=lambda row: (row["rank"], row["name"]))


def _type_row(rows, institution):
    empty = {"members": set(), "arrived": 0, "left": 0, "reached": 0}
    label = {"rank": institution.rank, "name": institution.type.name}
    return rows.setdefault(institution.type.code, label | empty)


def _meetings(data, in_zone, with_drafts):
    """Cards of the meetings held, and the list of those that were not."""
    cards = [_card(data, sitting, in_zone) for sitting in data.held]
    every = [sitting.meeting for sitting in data.sittings]
    shown = [m for m in every if with_drafts or m.status != Meeting.Status.PLANNED]
    return {
        "cards": cards,
        "gatherings": [card for card in cards if card["meeting"].kind in GATHERINGS],
        "not_held": [
            sitting.meeting
            for sitting in data.this_year
            if sitting.meeting.status == Meeting.Status.CANCELLED or sitting.meeting.left_at
        ],
        "to_come": [meeting for meeting in shown if meeting.is_open and meeting.year == data.year],
        "next_year": [
            meeting
            for meeting in shown
            if meeting.year > data.year and meeting.status != Meeting.Status.CANCELLED
        ],
    }


CARD_KINDS = (Block.Kind.DECISION, Block.Kind.OPINION, Block.Kind.ACTION)


def _card(data, sitting, in_zone):
    passages = [
        _quote(passage, in_zone)
        for passage in data.passages
        if passage.meeting_id == sitting.meeting.pk
        and passage.block.kind in CARD_KINDS
        and passage.is_readable(in_zone=in_zone)
    ]
    recorded = sitting.is_recorded
    return {
        "meeting": sitting.meeting,
        "beside": beside(sitting.beside),
        "is_recorded": recorded,
        "themes": ", ".join(theme.name for theme in sitting.themes),
        "persons": wording.value(len(sitting.persons) if recorded else None),
        "institutions": wording.value(len(sitting.institutions) if recorded else None),
        "excused": wording.value(len(sitting.excused) if recorded else None),
        "guests": len(sitting.guests) if recorded else 0,
        "pv": meetings.pv_of(sitting.meeting),
        "passages": passages,
    }


def _themes(data):
    """Themes of the year with the dates they were on the table, and whether they are new."""
    older = {
        theme.code
        for sitting in data.sittings
        if sitting.year < data.year and sitting.counts
        for theme in sitting.themes
    }
    rows = {}
    for sitting in data.held:
        for theme in sitting.themes:
            row = rows.setdefault(theme.code, {"name": theme.name, "dates": [], "is_new": False})
            row["dates"].append(day_month(sitting.meeting.starts_at))
            row["is_new"] = bool(older) and theme.code not in older
    return sorted(rows.values(), key=lambda row: row["name"])


def _followup(data, in_zone):
    """Opinions, findings and actions; a text that may not be read here is replaced by a word."""
    return {
        "opinions": [_quote(row, in_zone) for row in followup.opinion_passages(data)],
        "findings": [
            _quote(row, in_zone)
            for row in followup.finding_passages(data)
            if row.is_readable(in_zone=in_zone)
        ],
        "actions": [
            _quote(row, in_zone) | {"state": action_state(data, row)}
            for row in followup.action_passages(data)
        ],
    }


def _quote(passage, in_zone):
    """A passage as it is quoted; ``html`` is None when its text may not be read here."""
    text, language = localised(passage.block, "text")
    text = wording.without_addresses(text)
    readable = passage.is_readable(in_zone=in_zone)
    return {
        "passage": passage,
        "kind": passage.block.kind,
        "label": passage.block.get_kind_display(),
        "language": language,
        "html": rich(text, links=False, language=language) if readable else None,
    }


def action_state(data, passage):
    """« faite le 3 mai 2020 », « en retard », « en cours »."""
    done = passage.block.action.done_on
    if not followup.is_remaining(data, passage):
        return _("faite le %(day)s") % {"day": date_short(done)}
    return _("en retard") if followup.is_late(data, passage) else _("en cours")


def _names(data, ids):
    return sorted(data.institutions[pk].name for pk in ids or ())


MARKS = {"present": "●", "excused": "E", "absent": "–", "": "", "unknown": MISSING}


def _grid(data):
    """Rows of the grid, by type then name: name and cells of (class, mark)."""
    rows = participation.grid(data)
    order = sorted(rows, key=lambda pk: (data.institutions[pk].rank, data.institutions[pk].name))
    return [
        {
            "name": data.institutions[pk].name,
            "type": data.institutions[pk].type.name,
            "cells": [(cell, str(MARKS[cell])) for cell in rows[pk]],
        }
        for pk in order
    ]
