"""What each chapter shows, in the words and order of the reader; the page and the PDF share it.

Everything here is computed from a ``ZoneYear`` and its figures, but for the names around them: the
communes of the map, the categories of the themes, what happened outside meetings.
"""

from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_short, rich
from meetings.models import Block, Meeting
from meetings.pages_obligation import year_bar
from meetings.wording import beside
from zones.models import Commune
from zones.profile import sentences

from . import charts, evaluation, wording
from .contents_groups import gatherings
from .contents_participation import attendance, kinds_by_year
from .fact_rows import meeting_facts, participation_facts
from .indicators import followup, meetings
from .listening_rows import listening
from .logbook_rows import outside_meetings
from .register_rows import registers
from .theme_rows import themes

Kind = Meeting.Kind


def contents(data, figures, communes, *, in_zone, with_drafts, report=None):
    """The context of the chapters' templates.

    ``in_zone``: show what the members of the zone may read of the PVs, or only what other zones
    may; a PV still being written never shows. ``with_drafts``: list the meetings in preparation,
    for the coordination alone; they are counted for the others (``in_preparation``).
    ``report``: its settings, the ways of evaluating ticked and whether the tables of participation
    name the institutions or give them letters; None before anybody opened it.
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
        "participation_facts": participation_facts(figures),
        "meeting_facts": meeting_facts(figures),
        "trend_chart": charts.trend(data, trend),
        "trend_rows": [_trend_row(row) for row in trend],
        **_actors(data, communes),
        "rules_rows": [(label, text) for label, text in sentences(data.rules) if text],
        **_meetings(data, in_zone, with_drafts),
        **attendance(data, named=not report or report.names_institutions),
        "methods": evaluation.chosen(report.evaluation_methods) if report else [],
        **_kinds(data),
        "themes": themes(data),
        **_followup(data, in_zone),
        **outside_meetings(data.zone, data.year),
        **registers(data, in_zone=in_zone),
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
        "communes_map": charts.communes(
            tiles, _("Institutions membres par commune"), Commune.objects.all()
        ),
    }


def _meetings(data, in_zone, with_drafts):
    """Cards of the meetings held, and the list of those that were not."""
    cards = [_card(data, sitting, in_zone) for sitting in data.held]
    told = [one.meeting for one in data.sittings if one.is_told]
    drafts = [one.meeting for one in data.sittings if one.meeting.is_before_letter]
    fixed = sorted([*told, *drafts], key=lambda one: one.starts_at) if with_drafts else told
    return {
        "cards": cards,
        "gatherings": gatherings(data, cards),
        "not_held": [
            meeting
            for meeting in told
            if meeting.year == data.year
            and (meeting.status == Meeting.Status.CANCELLED or meeting.left_at)
        ],
        "to_come": [meeting for meeting in fixed if meeting.is_open and meeting.year == data.year],
        "in_preparation": 0 if with_drafts else sum(one.year == data.year for one in drafts),
        "next_year": [
            meeting
            for meeting in fixed
            if meeting.year > data.year and meeting.status != Meeting.Status.CANCELLED
        ],
    }


CARD_KINDS = (Block.Kind.DECISION, Block.Kind.OPINION, Block.Kind.ACTION)


def _card(data, sitting, in_zone):
    passages = [
        _quote(passage, in_zone)
        for passage in (*data.passages, *data.shared)
        if passage.meeting_id == sitting.meeting.pk
        and passage.block.kind in CARD_KINDS
        and passage.is_readable(in_zone=in_zone)
    ]
    recorded = sitting.is_recorded
    return {
        "meeting": sitting.meeting,
        "points": _points(data, sitting, in_zone),
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


def _points(data, sitting, in_zone):
    """Titles of the items of which something readable was noted, once each: (text, language)."""
    found = {}
    for passage in (*data.passages, *data.shared):
        if passage.meeting_id == sitting.meeting.pk and passage.is_readable(in_zone=in_zone):
            found.setdefault(passage.block.item_id, localised(passage.block.item, "title"))
    return [
        (wording.without_addresses(text), language) for text, language in found.values() if text
    ]


def _kinds(data):
    """The half-days of five years by kind, as a picture and as the table beside it."""
    kinds, rows, target = kinds_by_year(data)
    names = [str(Kind(kind).label) for kind in kinds]
    return {
        "kinds_chart": charts.kinds(data, kinds, rows, target),
        "kinds_head": names,
        "kinds_rows": [
            {
                "year": year,
                "cells": [counted.get(kind, 0) for kind in kinds],
                "total": sum(counted.values()),
                "beside": beside,
            }
            for year, counted, beside in rows
        ],
        "kinds_target": target,
    }


def _followup(data, in_zone):
    """Findings and actions; a text that may not be read here is replaced by a word."""
    return {
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
        "label": str(Block.Kind(passage.block.kind).label),
        "language": language,
        "html": rich(text, links=False, language=language) if readable else None,
    }


def text_of(passage, in_zone):
    """The words of a passage, without an address; a sentence in their place when they are kept."""
    if passage.is_readable(in_zone=in_zone):
        return wording.without_addresses(localised(passage.block, "text")[0])
    return _("Texte gardé par la zone, ou PV pas encore envoyé")


def action_state(data, passage):
    """« faite le 3 mai 2020 », « en retard », « en cours »."""
    done = passage.block.action.done_on
    if not followup.is_remaining(data, passage):
        return _("faite le %(day)s") % {"day": date_short(done)}
    return _("en retard") if followup.is_late(data, passage) else _("en cours")
